// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/keeper/key_traffic.h"

#include "models/ledger/spend_query.h"
#include "models/storage/data_directory.h"
#include "models/vault/vault_keys.h"

#include <QFile>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

// "work" of "patchbay/vault:work (old)".
std::string nameIn(std::string ledgerName)
{
    ledgerName.erase(0, vault::ledgerName({}).size());
    if (const std::string old = vault::ledgerName({}, true).substr(vault::ledgerName({}).size()); ledgerName.ends_with(old)) {
        ledgerName.resize(ledgerName.size() - old.size());
    }
    return ledgerName;
}

// The newest attempt that a question sums; nothing where there is none.
Result<std::optional<AttemptRow>> newest(SpendQuery &ledger, const SpendRequest &request)
{
    return ledger.attempts(request, {}, 1).transform([](const QList<AttemptRow> &rows) {
        return rows.isEmpty() ? std::nullopt : std::optional(rows.first());
    });
}

SpendRequest withKey(const QString &ledgerName, WallTime since)
{
    return { .from = since, .where = { { SpendDimension::ProviderKey, { ledgerName } } } };
}

Result<void> addUse(SpendQuery &ledger, const SpendRow &sum, WallTime since, KeyUse &use)
{
    use.requests += sum.requests;
    use.spend += sum.known.value_or(Money {});
    use.unpriced += sum.unpriced;
    const SpendRequest all = withKey(sum.values.first(), since);
    SpendRequest failed = all;
    failed.where.append({ SpendDimension::Failure, { QString() }, true });
    const Result<std::optional<AttemptRow>> last = newest(ledger, all);
    const Result<std::optional<AttemptRow>> error = newest(ledger, failed);
    if (!last || !error) {
        return std::unexpected(last ? error.error() : last.error());
    }
    if (*last) {
        use.last = std::max(use.last.value_or(WallTime {}), (*last)->draft.start);
    }
    if (*error && (!use.lastErrorAt || *use.lastErrorAt < (*error)->draft.start)) {
        const AttemptOutcome &outcome = (*error)->outcome;
        use.lastErrorAt = (*error)->draft.start;
        const QString words = QString::fromStdString(outcome.errorClass);
        use.lastError = outcome.httpStatus > 0 ? u"%1 %2"_s.arg(outcome.httpStatus).arg(words) : words;
    }
    return {};
}

Result<void> addUses(SpendQuery &ledger, WallTime since, std::map<std::string, KeyUse> &uses)
{
    const Result<QList<SpendRow>> sums = ledger.read({ .by = { SpendDimension::ProviderKey }, .from = since });
    if (!sums) {
        return std::unexpected(sums.error());
    }
    for (const SpendRow &sum : *sums) {
        // The ledger has keys of the environment, too.
        const std::string name = sum.values.first().toStdString();
        if (!name.starts_with(vault::ledgerName({}))) {
            continue;
        }
        if (const Result<void> added = addUse(ledger, sum, since, uses[nameIn(name)]); !added) {
            return added;
        }
    }
    return {};
}

} // namespace

KeyTraffic::KeyTraffic(QStringList folders)
{
    folders.removeDuplicates();
    for (const QString &folder : std::as_const(folders)) {
        m_files.append(DataDirectory::ledgerFileIn(folder));
    }
}

Result<std::map<std::string, KeyUse>> KeyTraffic::uses(WallTime since) const
{
    std::map<std::string, KeyUse> uses;
    for (const QString &file : m_files) {
        if (!QFile::exists(file)) {
            continue;
        }
        const Result<std::unique_ptr<SpendQuery>> ledger = SpendQuery::open(file);
        const Result<void> told = ledger ? addUses(**ledger, since, uses) : std::unexpected(ledger.error());
        if (!told) {
            return std::unexpected(told.error());
        }
    }
    return uses;
}

Result<KeySlices> KeyTraffic::slices(const std::string &keyName, WallTime until, std::chrono::seconds width, int count) const
{
    KeySlices slices { QList<qint64>(count, 0), QList<qint64>(count, 0) };
    const WallTime start = until - width * count;
    const QString fresh = QString::fromStdString(vault::ledgerName(keyName));
    const QString old = QString::fromStdString(vault::ledgerName(keyName, true));
    for (const QString &file : m_files) {
        if (!QFile::exists(file)) {
            continue;
        }
        const Result<std::unique_ptr<SpendQuery>> ledger = SpendQuery::open(file);
        if (!ledger) {
            return std::unexpected(ledger.error());
        }
        (*ledger)->useRows(true); // slices are shorter than what sums are kept of
        for (int slice = 0; slice < count; ++slice) {
            SpendRequest request { .by = { SpendDimension::ProviderKey }, .from = start + width * slice };
            // What began since counts with the last one.
            request.to = slice + 1 < count ? std::optional<WallTime>(start + width * (slice + 1)) : std::nullopt;
            request.where = { { SpendDimension::ProviderKey, { fresh, old } } };
            const Result<QList<SpendRow>> sums = (*ledger)->read(request);
            if (!sums) {
                return std::unexpected(sums.error());
            }
            for (const SpendRow &sum : *sums) {
                (sum.values.first() == fresh ? slices.fresh : slices.old)[slice] += sum.attempts;
            }
        }
    }
    return slices;
}

} // namespace patchbay
