// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/spend_sum.h"

#include <QDateTime>

using namespace Qt::StringLiterals;

namespace patchbay {

void addTo(SpendRow &sum, const SpendRow &row)
{
    constexpr qint64 SpendRow::*figures[] = { &SpendRow::requests,         &SpendRow::attempts,
                                              &SpendRow::failed,           &SpendRow::succeeded,
                                              &SpendRow::promptTokens,     &SpendRow::completionTokens,
                                              &SpendRow::cachedTokens,     &SpendRow::cacheCreationTokens,
                                              &SpendRow::reasoningTokens,  &SpendRow::unpriced,
                                              &SpendRow::cacheHits,        &SpendRow::duration,
                                              &SpendRow::estimatedRows,    &SpendRow::open,
                                              &SpendRow::firstToken,       &SpendRow::firstTokens };
    const bool first = sum.attempts == 0;
    // Percentiles do not add up.
    sum.median = first ? row.median : std::nullopt;
    sum.p95 = first ? row.p95 : std::nullopt;
    for (const auto figure : figures) {
        sum.*figure += row.*figure;
    }
    sum.estimated += row.estimated;
    if (row.known) {
        sum.known = sum.known.value_or(Money {}) + *row.known;
    }
    sum.basis = first || sum.basis == row.basis ? row.basis : u"mixed"_s;
}

int hourOfWeek(const QDateTime &local)
{
    constexpr int hoursADay = 24;
    return (local.date().dayOfWeek() - 1) * hoursADay + local.time().hour();
}

} // namespace patchbay
