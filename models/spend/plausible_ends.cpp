// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/spend/plausible_ends.h"

#include "models/ledger/plausible_time.h"

#include <QDateTime>

using namespace Qt::StringLiterals;

namespace patchbay {

SpendRequest outsidePlausible(SpendRequest request, WallTime now)
{
    request.from = earliestCall;
    request.to = now + latestCallAhead + Microseconds(1); // the last moment that can be counts as one
    request.outside = true;
    return request;
}

Result<std::optional<SpendQuery::Ends>> plausibleEnds(SpendQuery &query, WallTime now)
{
    using Found = std::optional<SpendQuery::Ends>;
    const WallTime latest = now + latestCallAhead;
    const Result<Found> all = query.ends();
    if (!all || !*all || ((*all)->first >= earliestCall && (*all)->last <= latest)) {
        return all;
    }
    SpendRequest within { .by = { SpendDimension::Month }, .from = earliestCall, .to = latest + Microseconds(1), .withSimulated = true };
    const Result<QList<SpendRow>> months = query.read(within);
    const Result<QList<AttemptRow>> newest = query.attempts(within, {}, 1);
    if (!months || !newest) {
        return std::unexpected(months ? newest.error() : months.error());
    }
    if (months->isEmpty() || newest->isEmpty()) {
        return std::nullopt;
    }
    // The first attempt is looked for by the hour: not from 2015 on.
    const QDate month = QDate::fromString(months->first().values.first() + u"-01"_s, Qt::ISODate);
    within.from = WallTime(std::chrono::milliseconds(month.startOfDay(QTimeZone::utc()).toMSecsSinceEpoch()));
    within.by = {};
    within.withFirst = true;
    return query.read(within).transform([&](const QList<SpendRow> &rows) -> Found {
        return rows.isEmpty() ? Found() : Found(SpendQuery::Ends { rows.first().first, newest->first().draft.start });
    });
}

} // namespace patchbay
