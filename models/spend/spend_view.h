// SPDX-License-Identifier: GPL-3.0-or-later
//
// SpendView: what a person looks at: a span of time in a zone, cut into hours, days, weeks or months, grouped by one
// dimension, filtered. Plain values and pure functions; the moment "now" is given.
#pragma once

#include "models/ledger/spend_query.h"

namespace patchbay {

enum class SpendPreset { Today, Last7Days, Last30Days, ThisMonth, LastMonth, Last90Days, ThisYear, All, Own };
// All but a span of one's own, which has days to be told.
inline constexpr SpendPreset spendPresets[] = { SpendPreset::Today,      SpendPreset::Last7Days, SpendPreset::Last30Days,
                                                SpendPreset::ThisMonth,  SpendPreset::LastMonth, SpendPreset::Last90Days,
                                                SpendPreset::ThisYear,   SpendPreset::All };

// A preset, or, of one's own, the days from the first to the last; both count.
struct SpendSpan {
    SpendPreset preset;
    QDate first;
    QDate last;
    SpendSpan(SpendPreset named, QDate from = {}, QDate to = {})
        : preset(named)
        , first(from)
        , last(to)
    {
    }
};

// What a view is compared with.
enum class SpendAgainst { Before, YearBefore, Nothing };

struct SpendView {
    SpendPreset preset = SpendPreset::ThisMonth;
    SpendDimension unit = SpendDimension::Day; // a time dimension
    SpendDimension by = SpendDimension::Model; // not a time dimension
    QList<SpendCondition> where {};
    QTimeZone zone = QTimeZone::utc();
    bool withSimulated = false;
    SpendAgainst against = SpendAgainst::Before;
    QDate firstDay {}; // of a span of one's own, in the zone; both count
    QDate lastDay {};
    SpendSpan span() const { return { preset, firstDay, lastDay }; }
    bool operator==(const SpendView &) const = default;
};

struct SpendRange {
    WallTime from {};
    WallTime to {}; // not included; may lie ahead
    bool operator==(const SpendRange &) const = default;
};

// Whole days of the zone; nothing for All, which the ledger's own ends decide.
std::optional<SpendRange> rangeOf(const SpendSpan &span, WallTime now, const QTimeZone &zone);
// As much of the period before as has passed of this one: 1 to 22 October at noon against November so far. Nothing where none has.
std::optional<SpendRange> rangeBefore(const SpendSpan &span, WallTime now, const QTimeZone &zone, SpendAgainst against = SpendAgainst::Before);
// "This month", for a list.
QString presetName(SpendPreset preset);
// "November 2026", "16 to 22 Nov", "3 Nov to 15 Nov 2026".
QString rangeName(const SpendSpan &span, WallTime now, const QTimeZone &zone);
// "October", "the 7 days before"; empty where nothing is compared.
QString beforeName(const SpendSpan &span, WallTime now, const QTimeZone &zone, SpendAgainst against = SpendAgainst::Before);

// What a span of one's own is cut into at first.
SpendDimension unitFor(QDate first, QDate last);
// The finest unit, from the wanted one on, that cuts the range into at most so many buckets as a chart can show.
SpendDimension usableUnit(SpendDimension wanted, const SpendRange &range);
// "hour", "day", "week", "month".
QString unitName(SpendDimension unit);
// "virtual key", "model"; capital letters are the caller's matter.
QString dimensionWords(SpendDimension dimension);
// "no team", "no tag": how a row is called that has no value of the dimension.
QString noValueWords(SpendDimension dimension);

// The view without its conditions on one dimension: what that dimension's own list shows.
QList<SpendCondition> without(const QList<SpendCondition> &where, SpendDimension dimension);
QDateTime localTime(WallTime time, const QTimeZone &zone);
WallTime wallTime(const QDateTime &time);

} // namespace patchbay
