// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/routing/whatif/figure_rows.h"

#include <cmath>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

QString signedText(double value, const QString &digits, const QString &unit)
{
    return u"%1 %2%3"_s.arg(value < 0 ? u"\u2212"_s : u"+"_s, digits, unit);
}

constexpr int moreDecimals = 2; // at most, for a change that would be lost in rounding

QString fixed(double value, int decimals)
{
    return QString::number(value, 'f', decimals);
}

bool showsNothing(double value, int decimals)
{
    return fixed(std::abs(value), decimals) == fixed(0, decimals);
}

// What is certain and small has more digits, so that "0.00, 0.01, no change" is never said.
int decimalsFor(const routing::Interval &interval, double scale, int usual)
{
    int decimals = usual;
    while (interval.decisive() && decimals < usual + moreDecimals && showsNothing(interval.mean * scale, decimals)) {
        ++decimals;
    }
    return decimals;
}

// A change with its interval; what is not decisive is said to be, and what no digits show is neither good nor bad.
FigureTable::Cell changeCell(const routing::Interval &interval, double scale, int decimals, const QString &unit, bool moreIsBetter)
{
    if (!interval.decisive()) {
        return { FigureTable::tr("not decisive"), Role::Muted, false };
    }
    if (showsNothing(interval.mean * scale, decimals)) {
        const bool none = interval.mean == 0;
        return { none ? FigureTable::tr("no change") : FigureTable::tr("under %1%2").arg(fixed(std::pow(10, -decimals), decimals), unit), Role::Muted, false };
    }
    const bool better = (interval.mean > 0) == moreIsBetter;
    return { signedText(interval.mean, fixed(std::abs(interval.mean * scale), decimals), unit), better ? Role::Good : Role::Bad, false };
}

FigureTable::Row row(const QString &name, const QString &before, const QString &after, const FigureTable::Cell &last)
{
    return { { name, Role::Text, false }, { before, Role::Muted, false }, { after, Role::Text, true }, last };
}

// Before, after and the change in one unit, with as many digits as the change needs.
struct Figure {
    QString name;
    double before;
    double after;
    double scale;
    int decimals;
    QString unit; // of before and after
    QString changeUnit;
    bool moreIsBetter;
};

FigureTable::Row rowOf(const Figure &figure, const routing::Interval &change)
{
    const int decimals = decimalsFor(change, figure.scale, figure.decimals);
    const auto text = [&](double value) { return fixed(value * figure.scale, decimals) + figure.unit; };
    return row(figure.name, text(figure.before), text(figure.after), changeCell(change, figure.scale, decimals, figure.changeUnit, figure.moreIsBetter));
}

} // namespace

QList<FigureTable::Row> figureRows(const bay::WhatIfResult &result)
{
    const routing::Figures &saved = result.saved.figures;
    const routing::Figures &edited = result.edited.figures;
    const routing::Comparison &change = result.comparison;
    const QString second = FigureTable::tr(" s");
    // Sums before and after, the change for a thousand requests.
    constexpr int costDecimals = 3;
    constexpr double thousand = 1000;
    const auto money = [](double dollars) { return u"$"_s + fixed(dollars, 2); };
    const FigureTable::Cell dearer = changeCell(change.cost, thousand, decimalsFor(change.cost, thousand, costDecimals), FigureTable::tr(" $/1000"), false);
    return { rowOf({ FigureTable::tr("Success"), saved.success, edited.success, 100, 2, u" %"_s, FigureTable::tr(" pt"), true }, change.success),
             rowOf({ FigureTable::tr("p50"), saved.p50, edited.p50, 1, 2, second, second, false }, change.p50),
             rowOf({ FigureTable::tr("p95"), saved.p95, edited.p95, 1, 2, second, second, false }, change.p95),
             row(FigureTable::tr("Cost"), money(saved.cost), money(edited.cost), dearer),
             rowOf({ FigureTable::tr("Extra attempts"), saved.hops, edited.hops, 1, 2, {}, {}, false }, change.hops) };
}

} // namespace patchbay
