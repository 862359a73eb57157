// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/spend/spend_export.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

struct Figure {
    QLatin1StringView name;
    qint64 SpendRow::*member;
};

constexpr Figure figures[] = {
    { "requests"_L1, &SpendRow::requests },
    { "attempts"_L1, &SpendRow::attempts },
    { "failed"_L1, &SpendRow::failed },
    { "prompt_tokens"_L1, &SpendRow::promptTokens },
    { "completion_tokens"_L1, &SpendRow::completionTokens },
    { "cached_tokens"_L1, &SpendRow::cachedTokens },
    { "cache_creation_tokens"_L1, &SpendRow::cacheCreationTokens },
    { "reasoning_tokens"_L1, &SpendRow::reasoningTokens },
    { "unpriced"_L1, &SpendRow::unpriced },
};

QString dollars(const SpendRow &row)
{
    return row.known ? QString::fromStdString(toDecimalString(*row.known)) : QString();
}

QString quoted(const QString &cell)
{
    // A cell that a spreadsheet would run as a formula is text with an apostrophe.
    const bool formula = !cell.isEmpty() && u"=+-@\t\r"_s.contains(cell.front()) && !cell.front().isDigit();
    const QString safe = formula ? u'\'' + cell : cell;
    const bool needsQuotes = std::ranges::any_of(safe, [](QChar c) { return u",\"\n\r"_s.contains(c); });
    return needsQuotes ? u'"' + QString(safe).replace(u'"', u"\"\""_s) + u'"' : safe;
}

std::string csvLine(const QStringList &cells)
{
    QStringList quotedCells;
    for (const QString &cell : cells) {
        quotedCells.append(quoted(cell));
    }
    return (quotedCells.join(u',') + u"\r\n"_s).toStdString();
}

QStringList dimensionNames(const QList<SpendDimension> &dimensions)
{
    QStringList names;
    for (const SpendDimension dimension : dimensions) {
        names.append(spendDimensionName(dimension));
    }
    return names;
}

QStringList cellsOf(const SpendRow &row)
{
    QStringList cells = row.values;
    for (const Figure &figure : figures) {
        cells.append(QString::number(row.*figure.member));
    }
    return cells << dollars(row) << row.basis;
}

QStringList headerOf(const QList<SpendDimension> &dimensions)
{
    QStringList header = dimensionNames(dimensions);
    for (const Figure &figure : figures) {
        header.append(figure.name);
    }
    return header << u"usd"_s << u"basis"_s;
}

// Tags of requests have no values, which FOCUS wants as true; what Patchbay itself knows of a call goes by a prefix, as it wants of
// whoever provides the file, so that no tag of a request is taken for it.
QString focusTags(const QStringList &values)
{
    constexpr std::pair<int, QLatin1StringView> own[] = { { 4, "patchbay/group"_L1 }, { 5, "patchbay/key"_L1 },     { 6, "patchbay/team"_L1 },
                                                          { 7, "patchbay/user"_L1 },  { 8, "patchbay/project"_L1 }, { 9, "patchbay/run"_L1 } };
    QJsonObject tags;
    for (const auto &[place, key] : own) {
        if (!values.at(place).isEmpty()) {
            tags.insert(key, values.at(place));
        }
    }
    for (const QJsonValue &tag : QJsonDocument::fromJson(values.at(10).toUtf8()).array()) {
        tags.insert(tag.toString(), true);
    }
    return QString::fromUtf8(QJsonDocument(tags).toJson(QJsonDocument::Compact));
}

} // namespace

std::string spendJson(const QList<SpendDimension> &dimensions, const QList<SpendRow> &rows, const SpendNames &names)
{
    QJsonArray list;
    for (const SpendRow &row : rows) {
        QJsonObject object;
        for (qsizetype index = 0; index < dimensions.size(); ++index) {
            object.insert(spendDimensionName(dimensions[index]), row.values[index]);
            if (dimensions[index] == SpendDimension::Key && names.contains(row.values[index])) {
                object.insert(u"key_alias"_s, names.value(row.values[index]));
            }
        }
        for (const Figure &figure : figures) {
            object.insert(figure.name, row.*figure.member);
        }
        object.insert(u"total_tokens"_s, row.promptTokens + row.completionTokens);
        object.insert(u"usd"_s, row.known ? QJsonValue(dollars(row)) : QJsonValue(QJsonValue::Null));
        object.insert(u"basis"_s, row.basis);
        list.append(object);
    }
    return QJsonDocument(list).toJson(QJsonDocument::Compact).toStdString() + '\n';
}

std::string spendCsv(const QList<SpendDimension> &dimensions, const QList<SpendRow> &rows)
{
    std::string text = csvLine(headerOf(dimensions));
    for (const SpendRow &row : rows) {
        text += csvLine(cellsOf(row));
    }
    return text;
}

QList<SpendDimension> focusDimensions()
{
    using enum SpendDimension;
    return { Day, Provider, Model, Endpoint, Group, Key, Team, User, Project, Run, TagList };
}

std::string focusCsv(const QList<SpendRow> &rows, const QTimeZone &zone)
{
    std::string text = csvLine(
        { u"BillingAccountId"_s, u"BillingAccountName"_s, u"BillingCurrency"_s, u"BillingPeriodStart"_s,
          u"BillingPeriodEnd"_s, u"ChargeCategory"_s, u"ChargeClass"_s, u"ChargeDescription"_s, u"ChargeFrequency"_s,
          u"ChargePeriodStart"_s, u"ChargePeriodEnd"_s, u"BilledCost"_s, u"EffectiveCost"_s, u"ListCost"_s,
          u"ContractedCost"_s, u"ConsumedQuantity"_s, u"ConsumedUnit"_s, u"PricingQuantity"_s, u"PricingUnit"_s, u"ProviderName"_s, u"PublisherName"_s,
          u"InvoiceIssuerName"_s, u"ServiceCategory"_s, u"ServiceName"_s, u"SkuId"_s, u"ResourceId"_s,
          u"SubAccountId"_s, u"Tags"_s, u"x_Requests"_s, u"x_UnpricedAttempts"_s, u"x_CostBasis"_s });
    const auto time = [&zone](QDate date) { return date.startOfDay(zone).toUTC().toString(u"yyyy-MM-ddTHH:mm:ssZ"_s); };
    for (const SpendRow &row : rows) {
        const QDate day = QDate::fromString(row.values[0], Qt::ISODate);
        const QDate month(day.year(), day.month(), 1);
        const QString cost = dollars(row);
        const QString tokens = QString::number(row.promptTokens + row.completionTokens);
        text += csvLine({ row.values[5], row.values[5], u"USD"_s, time(month), time(month.addMonths(1)), u"Usage"_s, {},
                          u"%1 %2"_s.arg(row.values[2], row.values[3]), u"Usage-Based"_s, time(day),
                          time(day.addDays(1)), cost, cost, cost, cost,
                          tokens, u"Tokens"_s, tokens, u"Tokens"_s, row.values[1],
                          row.values[1], row.values[1], u"AI and Machine Learning"_s, row.values[3],
                          row.values[1] + u'/' + row.values[2], row.values[2], row.values[6],
                          focusTags(row.values),
                          QString::number(row.requests), QString::number(row.unpriced), row.basis });
    }
    return text;
}

} // namespace patchbay
