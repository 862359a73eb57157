// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/spend_importer.h"

#include "models/ledger/foreign_stream.h"
#include "models/ledger/ledger_query.h"
#include "models/ledger/plausible_time.h"
#include "providers/core/plausible_usage.h"

#include <QBuffer>
#include <QHash>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr qsizetype looksAt = 100; // records, to tell the format
constexpr qsizetype reasonsKept = 50;
// Records until they are committed: the ledger takes no more than so many at once.
constexpr qsizetype group = 20'000;

QString amountWords(const std::optional<Money> &amount)
{
    return amount ? u'$' + QString::fromStdString(toDecimalString(*amount)) : u"no amount"_s;
}

class Import {
public:
    Import(SqlLedger &ledger, LedgerQuery &query, SpendFormat format, WallTime now)
        : m_ledger(ledger)
        , m_query(query)
        , m_latest(now + latestCallAhead)
    {
        m_counts.format = format;
    }

    Result<void> add(const ForeignRecord &record)
    {
        const auto attempt = importedAttempt(record, m_counts.format, m_latest);
        if (!attempt) {
            ++m_counts.refused;
            if (m_counts.reasons.size() < reasonsKept) {
                m_counts.reasons.append(u"record %1 %2"_s.arg(record.number).arg(attempt.error()));
            }
            return {};
        }
        const Result<std::optional<LedgerQuery::Known>> known = knownOf(attempt->draft);
        if (!known) {
            return std::unexpected(known.error());
        }
        if (*known) {
            compare(record, *attempt, **known);
            return {};
        }
        return m_ledger.reserve(attempt->draft).and_then([&]() -> Result<void> {
            m_ledger.settle(attempt->draft.attemptId, attempt->outcome);
            m_waiting.insert(QByteArray::fromStdString(attempt->draft.attemptId), believed(*attempt));
            ++m_counts.taken;
            return m_waiting.size() < group ? Result<void>() : commit();
        });
    }

    Result<void> commit()
    {
        return m_ledger.flush().transform([&] {
            m_waiting.clear(); // the query finds them from now on
            m_safe = m_counts.taken;
        });
    }

    // "nothing was sent" is for who makes a call.
    Error stopped(const Error &cause) const
    {
        if (cause.kind != ErrorClass::LedgerUnavailable) {
            return cause;
        }
        const std::string_view why = cause.code == "disk_full" ? "the disk is full"
            : cause.code == "busy"                             ? "another program holds it"
            : cause.code == "slow"                             ? "the disk is too slow"
                                                               : "it could not be written";
        Error error = cause;
        error.message = "The import stopped at the ledger: " + std::string(why) + ". Records of the file that are safely in it: "
            + std::to_string(m_safe) + ". Run the import again for the rest; nothing is taken twice.";
        return error;
    }

    const SpendImportCounts &counts() const { return m_counts; }

private:
    Result<std::optional<LedgerQuery::Known>> knownOf(const AttemptDraft &draft)
    {
        const auto waiting = m_waiting.constFind(QByteArray::fromStdString(draft.attemptId));
        return waiting == m_waiting.cend() ? m_query.known(draft.attemptId, draft.requestId)
                                           : Result<std::optional<LedgerQuery::Known>>(LedgerQuery::Known { .ended = true, .amount = *waiting });
    }

    // As the ledger keeps it: what nobody can have meant is not added up.
    static std::optional<Money> believed(const ImportedAttempt &attempt)
    {
        const std::optional<Money> &money = attempt.outcome.amount.money;
        return money && isPlausible(*money) ? money : std::nullopt;
    }

    void compare(const ForeignRecord &record, const ImportedAttempt &attempt, const LedgerQuery::Known &known)
    {
        if (!known.ended || known.amount == believed(attempt)) {
            ++m_counts.known;
            return;
        }
        ++m_counts.conflicts;
        if (m_counts.conflictWords.size() < reasonsKept) {
            m_counts.conflictWords.append(u"record %1 is there already (%2) with %3; the file says %4"_s.arg(
                QString::number(record.number), QString::fromStdString(attempt.draft.attemptId), amountWords(known.amount), amountWords(believed(attempt))));
        }
    }

    SqlLedger &m_ledger;
    LedgerQuery &m_query;
    SpendImportCounts m_counts;
    QHash<QByteArray, std::optional<Money>> m_waiting; // amounts by ids that are not committed yet
    qint64 m_safe = 0; // committed
    const WallTime m_latest;
};

} // namespace

Result<SpendImportCounts> importSpend(SqlLedger &ledger, ForeignSource &source, std::optional<SpendFormat> format,
                                      const SpendImportProgress &progress, WallTime now)
{
    Result<std::unique_ptr<LedgerQuery>> query = LedgerQuery::open(ledger.file());
    if (!query) {
        return std::unexpected(query.error());
    }
    QList<ForeignRecord> first;
    Result<std::optional<ForeignRecord>> record = source.next();
    while (record && *record) {
        first.append(std::move(**record));
        if (first.size() == looksAt) {
            break;
        }
        record = source.next();
    }
    if (format && !fitsSpendFormat(first, *format)) {
        return failure(ErrorClass::BadRequest, "By its fields the file is of the format " + spendFormatName(guessSpendFormat(first)).toStdString() + ", not "
                           + spendFormatName(*format).toStdString() + ": as that its records would be taken a second time.");
    }
    Import import(ledger, **query, format.value_or(guessSpendFormat(first)), now);
    Result<void> done = record ? Result<void>() : std::unexpected(record.error());
    for (auto one = first.cbegin(); done && one != first.cend(); ++one) {
        done = import.add(*one);
    }
    const bool goesOn = done && *record;
    for (record = goesOn ? source.next() : Result<std::optional<ForeignRecord>>(std::nullopt); done && record && *record; record = source.next()) {
        done = import.add(**record);
        if (progress && !progress(source.position(), import.counts())) {
            break;
        }
    }
    if (!done) {
        return std::unexpected(import.stopped(done.error()));
    }
    if (!record) {
        Error broken = record.error();
        if (import.counts().taken > 0 && import.commit()) {
            broken.message += " Records that were taken before: " + std::to_string(import.counts().taken) + ". Run the import again for the rest.";
        }
        return std::unexpected(broken);
    }
    return import.commit().transform([&] { return import.counts(); }).transform_error([&](const Error &error) { return import.stopped(error); });
}

Result<SpendImportCounts> importSpend(SqlLedger &ledger, QIODevice &device, std::optional<SpendFormat> format,
                                      const SpendImportProgress &progress, WallTime now)
{
    ForeignStream stream(device);
    return importSpend(ledger, stream, format, progress, now);
}

Result<SpendImportCounts> importSpend(SqlLedger &ledger, const QByteArray &contents, std::optional<SpendFormat> format, WallTime now)
{
    QBuffer buffer;
    buffer.setData(contents);
    (void)buffer.open(QIODevice::ReadOnly);
    return importSpend(ledger, buffer, format, {}, now);
}

} // namespace patchbay
