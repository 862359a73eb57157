// SPDX-License-Identifier: GPL-3.0-or-later
//
// Amounts computed anew, for the time since a price was wrong. What a provider reported itself stays. The earlier value is
// kept in `ledger_earlier_amounts`, and the kept sums change in the same transaction. For the one who owns the directory:
// while no ledger is open on the file, or inside SqlLedger::exclusively(). Waits for the disk.
#pragma once

#include "models/ledger/attempt_row.h"
#include "models/storage/database.h"

#include <QList>
#include <QString>

#include <functional>
#include <map>

namespace patchbay {

struct RepricingRequest {
    std::optional<WallTime> from {};
    std::optional<WallTime> to {}; // not included
    std::string provider {}; // empty: every
    std::string model {};
    // What the row costs by the prices of now; an amount without money leaves it as it is.
    std::function<Amount(const AttemptRow &row)> price {};
    bool apply = false; // else only told
};

struct RepricingSum {
    std::int64_t rows = 0;
    Money before;
    Money after;
    std::int64_t pricedFirst = 0; // had no amount
};

struct RepricingReport {
    std::int64_t looked = 0;
    std::int64_t reported = 0; // told by the provider: left
    std::int64_t noPrice = 0; // no price for them now: left
    RepricingSum changed;
    std::map<std::string, RepricingSum> byModel; // provider/model of those that change
};

// What is only told is read beside everybody; nobody else may write while it is applied.
Result<RepricingReport> repriceLedger(const QString &file, const RepricingRequest &request, WallTime now);

// What was applied before, the newest first.
struct PastRepricing {
    WallTime at {};
    std::int64_t rows = 0;
    Money before;
    Money now; // what the same rows have today
    std::int64_t hadNoPrice = 0;
};
Result<QList<PastRepricing>> pastRepricings(const QString &file);

// Makes all kept sums anew from the rows.
Result<void> rebuildSums(const QString &file);
// The same within a transaction of the caller's.
Result<void> rebuildSums(storage::Database &database);

} // namespace patchbay
