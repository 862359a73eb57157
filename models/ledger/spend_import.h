// SPDX-License-Identifier: GPL-3.0-or-later
//
// Spend records of other tools as attempts of the ledger: LiteLLM's spend logs, OpenRouter's activity,
// Langfuse's observations, and any CSV whose columns have common names. Pure.
//
// The same record always gets the same attempt id, so that importing twice adds nothing. Amounts are what
// the other tool reported, exact to the nano-dollar; a record without one stays without a price.
#pragma once

#include "models/ledger/foreign_records.h"
#include "providers/core/attempt.h"

#include <expected>
#include <optional>

namespace patchbay {

enum class SpendFormat { LiteLlm, OpenRouter, Langfuse, Csv };
std::optional<SpendFormat> spendFormatFromName(QStringView name); // "litellm", "openrouter", "langfuse", "csv"
QString spendFormatName(SpendFormat format);
// By the fields that only one of them has; Csv when none is told.
SpendFormat guessSpendFormat(const QList<ForeignRecord> &records);
// False where the records have the marks of another format, and none of this one: under its name they would be taken twice.
bool fitsSpendFormat(const QList<ForeignRecord> &records, SpendFormat format);

struct ImportedAttempt {
    AttemptDraft draft;
    AttemptOutcome outcome;
};

// The error is why the record is refused: "has no time that can be read". No call was made before 2015, nor after `latest`.
std::expected<ImportedAttempt, QString> importedAttempt(const ForeignRecord &record, SpendFormat format, WallTime latest = WallTime::max());

} // namespace patchbay
