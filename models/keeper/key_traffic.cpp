// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/keeper/key_traffic.h"

#include "models/storage/data_directory.h"
#include "models/storage/database.h"
#include "models/vault/vault_keys.h"

#include <QFile>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

using storage::Database;
using storage::DatabaseOptions;
using storage::Statement;

constexpr qint32 ledgerId = 0x50624c65;

qint64 microseconds(WallTime time)
{
    return std::chrono::duration_cast<std::chrono::microseconds>(time.time_since_epoch()).count();
}

WallTime moment(qint64 count)
{
    return WallTime(std::chrono::duration_cast<WallTime::duration>(std::chrono::microseconds(count)));
}

Result<std::unique_ptr<Database>> opened(const QString &file)
{
    return Database::open(file, { .access = DatabaseOptions::Access::ReadOnly, .applicationId = ledgerId });
}

// "work" of "patchbay/vault:work (old)".
std::string nameIn(std::string ledgerName)
{
    ledgerName.erase(0, vault::ledgerName({}).size());
    if (const std::string old = vault::ledgerName({}, true).substr(vault::ledgerName({}).size()); ledgerName.ends_with(old)) {
        ledgerName.resize(ledgerName.size() - old.size());
    }
    return ledgerName;
}

// All names of the vault's keys are between these two.
void bindAllNames(Statement &statement)
{
    std::string end = vault::ledgerName({});
    ++end.back();
    statement.bindText(vault::ledgerName({})).bindText(end);
}

// Rows of calls that carried a key of the vault, the key's name first; `take` puts each into what is known of the key.
template <typename Take>
Result<void> eachKey(Database &ledger, const QString &columns, const QString &condition, WallTime since,
                     std::map<std::string, KeyUse> &uses, Take take)
{
    Statement rows = ledger.prepare(u"SELECT provider_key, %1 FROM attempts WHERE provider_key >= ? AND provider_key < ? AND "
                                    "start_time >= ? AND simulated = 0 AND %2 GROUP BY 1"_s.arg(columns, condition));
    bindAllNames(rows);
    rows.bindInteger(microseconds(since));
    return rows.each([&] { take(uses[nameIn(rows.utf8(0))], rows); });
}

Result<void> addSums(Database &ledger, WallTime since, std::map<std::string, KeyUse> &uses)
{
    const QString columns = u"COUNT(DISTINCT request_id), COALESCE(SUM(amount), 0), SUM(amount IS NULL), MAX(start_time)"_s;
    return eachKey(ledger, columns, u"state <> 'voided'"_s, since, uses, [](KeyUse &use, const Statement &sums) {
        use.requests += sums.integer(1);
        use.spend += Money { sums.integer(2) };
        use.unpriced += sums.integer(3);
        use.last = std::max(use.last.value_or(WallTime {}), moment(sums.integer(4)));
    });
}

Result<void> addErrors(Database &ledger, WallTime since, std::map<std::string, KeyUse> &uses)
{
    // The other columns are those of the row with the largest time: SQLite promises that.
    const QString columns = u"MAX(start_time), http_status, error_class"_s;
    return eachKey(ledger, columns, u"error_class <> ''"_s, since, uses, [](KeyUse &use, const Statement &errors) {
        const WallTime at = moment(errors.integer(1));
        if (!use.lastErrorAt || *use.lastErrorAt < at) {
            use.lastErrorAt = at;
            const qint64 status = errors.integer(2);
            use.lastError = status > 0 ? u"%1 %2"_s.arg(status).arg(errors.text(3)) : errors.text(3);
        }
    });
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
        const Result<std::unique_ptr<Database>> ledger = opened(file);
        const Result<void> summed = ledger ? addSums(**ledger, since, uses) : std::unexpected(ledger.error());
        const Result<void> told = summed ? addErrors(**ledger, since, uses) : summed;
        if (!told) {
            return std::unexpected(told.error());
        }
    }
    return uses;
}

Result<KeySlices> KeyTraffic::slices(const std::string &keyName, WallTime until, std::chrono::seconds width, int count) const
{
    KeySlices slices { QList<qint64>(count, 0), QList<qint64>(count, 0) };
    const qint64 wide = std::chrono::duration_cast<std::chrono::microseconds>(width).count();
    const qint64 start = microseconds(until) - wide * count;
    for (const QString &file : m_files) {
        if (!QFile::exists(file)) {
            continue;
        }
        const Result<std::unique_ptr<Database>> ledger = opened(file);
        if (!ledger) {
            return std::unexpected(ledger.error());
        }
        Statement counted = (*ledger)->prepare(u"SELECT provider_key, (start_time - ?) / ?, COUNT(DISTINCT request_id) FROM attempts "
                                               "WHERE start_time >= ? AND provider_key IN (?, ?) GROUP BY 1, 2"_s);
        counted.bindInteger(start).bindInteger(wide).bindInteger(start);
        counted.bindText(vault::ledgerName(keyName)).bindText(vault::ledgerName(keyName, true));
        const Result<void> read = counted.each([&] {
            QList<qint64> &side = counted.utf8(0) == vault::ledgerName(keyName) ? slices.fresh : slices.old;
            const qint64 slice = std::clamp<qint64>(counted.integer(1), 0, count - 1);
            side[slice] += counted.integer(2);
        });
        if (!read) {
            return std::unexpected(read.error());
        }
    }
    return slices;
}

} // namespace patchbay
