// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/spend_printing.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace patchbay::cli {
namespace {

QStringList namesOf(const QList<SpendDimension> &dimensions)
{
    QStringList names;
    for (const SpendDimension dimension : dimensions) {
        names.append(spendDimensionName(dimension));
    }
    return names;
}

// Shorter than the machine's: what a person scans.
QStringList personsCells(const QList<SpendDimension> &dimensions, const SpendRow &row, const KeyNames &names)
{
    QStringList cells = row.values;
    if (const qsizetype key = dimensions.indexOf(SpendDimension::Key); key >= 0) {
        cells[key] = names.value(cells[key], cells[key]);
    }
    std::ranges::replace(cells, QString(), u"–"_s);
    QString amount = row.known ? u"$"_s + QString::fromStdString(toDecimalString(*row.known)) : u"no price"_s;
    if (row.basis == u"estimated" || row.basis == u"mixed") {
        amount.prepend(u"≈ "_s);
    }
    if (row.known && row.unpriced > 0) {
        amount += u" + %1 without a price"_s.arg(row.unpriced);
    }
    return cells << QString::number(row.requests) << QString::number(row.attempts) << QString::number(row.failed) << QString::number(row.promptTokens)
                 << QString::number(row.completionTokens) << amount;
}

} // namespace

std::string spendTable(const QList<SpendDimension> &dimensions, const QList<SpendRow> &rows, const KeyNames &names)
{
    QList<QStringList> lines { namesOf(dimensions)
                               << u"requests"_s << u"attempts"_s << u"failed"_s << u"in"_s << u"out"_s << u"cost"_s };
    for (const SpendRow &row : rows) {
        lines.append(personsCells(dimensions, row, names));
    }
    const qsizetype columns = lines.first().size();
    std::string text;
    for (const QStringList &line : lines) {
        QString printed;
        for (qsizetype column = 0; column < columns; ++column) {
            qsizetype width = 0;
            for (const QStringList &other : lines) {
                width = std::max(width, other[column].size());
            }
            const bool words = column < dimensions.size() || column == columns - 1;
            printed += (words ? line[column].leftJustified(width) : line[column].rightJustified(width)) + u"  "_s;
        }
        text += printed.trimmed().toStdString() + '\n';
    }
    return text;
}

} // namespace patchbay::cli
