// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/spend_importer.h"

#include "models/ledger/foreign_stream.h"
#include "models/ledger/ledger_query.h"

#include <QBuffer>
#include <QSet>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr qsizetype looksAt = 100; // records, to tell the format
constexpr qsizetype reasonsKept = 50;
// Records until they are committed: the ledger takes no more than so many at once.
constexpr qsizetype group = 20'000;

class Import {
public:
    Import(SqlLedger &ledger, LedgerQuery &query, SpendFormat format)
        : m_ledger(ledger)
        , m_query(query)
    {
        m_counts.format = format;
    }

    Result<void> add(const ForeignRecord &record)
    {
        const auto attempt = importedAttempt(record, m_counts.format);
        if (!attempt) {
            ++m_counts.refused;
            if (m_counts.reasons.size() < reasonsKept) {
                m_counts.reasons.append(u"record %1 %2"_s.arg(record.number).arg(attempt.error()));
            }
            return {};
        }
        const QByteArray id = QByteArray::fromStdString(attempt->draft.attemptId);
        const Result<bool> known =
            m_waiting.contains(id) ? Result<bool>(true) : m_query.contains(attempt->draft.attemptId, attempt->draft.requestId);
        if (!known) {
            return std::unexpected(known.error());
        }
        if (*known) {
            ++m_counts.known;
            return {};
        }
        return m_ledger.reserve(attempt->draft).and_then([&]() -> Result<void> {
            m_ledger.settle(attempt->draft.attemptId, attempt->outcome);
            m_waiting.insert(id);
            ++m_counts.taken;
            return m_waiting.size() < group ? Result<void>() : commit();
        });
    }

    Result<void> commit()
    {
        m_waiting.clear(); // the query finds them from now on
        return m_ledger.flush();
    }

    const SpendImportCounts &counts() const { return m_counts; }

private:
    SqlLedger &m_ledger;
    LedgerQuery &m_query;
    SpendImportCounts m_counts;
    QSet<QByteArray> m_waiting; // ids that are not committed yet
};

} // namespace

Result<SpendImportCounts> importSpend(SqlLedger &ledger, QIODevice &device, std::optional<SpendFormat> format,
                                      const std::function<bool(qint64 bytes)> &progress)
{
    Result<std::unique_ptr<LedgerQuery>> query = LedgerQuery::open(ledger.file());
    if (!query) {
        return std::unexpected(query.error());
    }
    ForeignStream stream(device);
    QList<ForeignRecord> first;
    Result<std::optional<ForeignRecord>> record = stream.next();
    while (record && *record) {
        first.append(std::move(**record));
        if (first.size() == looksAt) {
            break;
        }
        record = stream.next();
    }
    Import import(ledger, **query, format.value_or(guessSpendFormat(first)));
    Result<void> done = record ? Result<void>() : std::unexpected(record.error());
    for (auto one = first.cbegin(); done && one != first.cend(); ++one) {
        done = import.add(*one);
    }
    const bool goesOn = done && *record;
    for (record = goesOn ? stream.next() : Result<std::optional<ForeignRecord>>(std::nullopt); done && record && *record; record = stream.next()) {
        done = import.add(**record);
        if (progress && !progress(stream.bytesRead())) {
            break;
        }
    }
    if (!done || !record) {
        return std::unexpected(done ? record.error() : done.error());
    }
    return import.commit().transform([&] { return import.counts(); });
}

Result<SpendImportCounts> importSpend(SqlLedger &ledger, const QByteArray &contents, std::optional<SpendFormat> format)
{
    QBuffer buffer;
    buffer.setData(contents);
    (void)buffer.open(QIODevice::ReadOnly);
    return importSpend(ledger, buffer, format);
}

} // namespace patchbay
