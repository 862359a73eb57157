// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/spend_importer.h"

#include "models/ledger/foreign_records.h"
#include "models/ledger/ledger_query.h"

#include <QSet>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

Result<void> take(SqlLedger &ledger, const ImportedAttempt &attempt)
{
    return ledger.reserve(attempt.draft).transform([&] { ledger.settle(attempt.draft.attemptId, attempt.outcome); });
}

Result<SpendImportCounts> importInto(SqlLedger &ledger, const QList<ForeignRecord> &records, SpendFormat format)
{
    Result<std::unique_ptr<LedgerQuery>> query = LedgerQuery::open(ledger.file());
    if (!query) {
        return std::unexpected(query.error());
    }
    SpendImportCounts counts { .format = format, .rejected = {} };
    QSet<QString> seen;
    for (const ForeignRecord &record : records) {
        const auto attempt = importedAttempt(record, format);
        if (!attempt) {
            counts.rejected.append(u"record %1 %2"_s.arg(record.number).arg(attempt.error()));
            continue;
        }
        const QString id = QString::fromStdString(attempt->draft.attemptId);
        const Result<bool> known = seen.contains(id) ? Result<bool>(true) : (*query)->contains(attempt->draft.attemptId, attempt->draft.requestId);
        if (!known) {
            return std::unexpected(known.error());
        }
        if (*known) {
            ++counts.known;
            continue;
        }
        if (const Result<void> taken = take(ledger, *attempt); !taken) {
            return std::unexpected(taken.error());
        }
        seen.insert(id);
        ++counts.taken;
    }
    return ledger.flush().transform([&] { return counts; });
}

} // namespace

Result<SpendImportCounts> importSpend(SqlLedger &ledger, const QByteArray &contents, std::optional<SpendFormat> format)
{
    return readForeignRecords(contents).and_then([&](const QList<ForeignRecord> &records) {
        return importInto(ledger, records, format.value_or(guessSpendFormat(records)));
    });
}

} // namespace patchbay
