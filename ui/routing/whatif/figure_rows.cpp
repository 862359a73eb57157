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

// A change with its interval; what is not decisive is said to be, and what the digits cannot show is none: neither good nor bad.
FigureTable::Cell changeCell(const routing::Interval &interval, double scale, int decimals, const QString &unit, bool moreIsBetter)
{
    if (!interval.decisive()) {
        return { FigureTable::tr("not decisive"), Role::Muted, false };
    }
    const QString digits = QString::number(std::abs(interval.mean * scale), 'f', decimals);
    if (digits == QString::number(0.0, 'f', decimals)) {
        return { FigureTable::tr("no change"), Role::Muted, false };
    }
    const bool better = (interval.mean > 0) == moreIsBetter;
    return { signedText(interval.mean, digits, unit), better ? Role::Good : Role::Bad, false };
}

QString seconds(double value)
{
    return u"%1 s"_s.arg(QString::number(value, 'f', 2));
}

} // namespace

QList<FigureTable::Row> figureRows(const bay::WhatIfResult &result)
{
    const routing::Figures &saved = result.saved.figures;
    const routing::Figures &edited = result.edited.figures;
    const routing::Comparison &change = result.comparison;
    const auto row = [](const QString &name, const QString &before, const QString &after, const FigureTable::Cell &last) {
        return FigureTable::Row { { name, Role::Text, false }, { before, Role::Muted, false }, { after, Role::Text, true }, last };
    };
    const auto share = [](double value) { return u"%1 %"_s.arg(QString::number(value * 100, 'f', 2)); };
    const auto money = [](double dollars) { return u"$"_s + QString::number(dollars, 'f', 2); };
    const QString second = FigureTable::tr(" s");
    return { row(FigureTable::tr("Success"), share(saved.success), share(edited.success),
                 changeCell(change.success, 100, 1, FigureTable::tr(" pt"), true)),
             row(FigureTable::tr("p50"), seconds(saved.p50), seconds(edited.p50), changeCell(change.p50, 1, 2, second, false)),
             row(FigureTable::tr("p95"), seconds(saved.p95), seconds(edited.p95), changeCell(change.p95, 1, 2, second, false)),
             row(FigureTable::tr("Cost"), money(saved.cost), money(edited.cost),
                 changeCell(change.cost, 1000, 3, FigureTable::tr(" $/1000"), false)),
             row(FigureTable::tr("Extra attempts"), QString::number(saved.hops, 'f', 2), QString::number(edited.hops, 'f', 2),
                 changeCell(change.hops, 1, 2, {}, false)) };
}

} // namespace patchbay
