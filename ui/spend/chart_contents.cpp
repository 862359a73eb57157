// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/spend/chart_contents.h"

#include "models/format/format.h"
#include "ui/spend/forecast_words.h"

#include <QCoreApplication>

#include <cmath>
#include <limits>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("ChartArea", text);
}

double dollars(const SpendRow &row)
{
    return row.known ? double(row.known->nanoDollars) * 1e-9 : 0;
}

QString axisText(double value)
{
    const Money money { static_cast<std::int64_t>(std::llround(value * 1e9)) };
    return money.nanoDollars == 0 ? u"$0"_s : format::moneyLimit(money);
}

ChartContent columnsOf(const SpendPicture &picture)
{
    ChartContent content;
    for (int bucket = 0; bucket < picture.buckets.size(); ++bucket) {
        const QString label = bucketLabel(picture, bucket);
        // Only where a month, a day of hours or a year begins a label has two words.
        content.columns.append({ label, bucketTitle(picture, bucket), label.contains(u' ') });
    }
    content.unfinished = picture.unfinished;
    return content;
}

void addOutlook(CostChart &chart, const SpendPicture &picture, const SpendOutlook &outlook)
{
    ChartContent &content = chart.content;
    QHash<QString, int> columns;
    for (int bucket = 0; bucket < picture.buckets.size(); ++bucket) {
        columns.insert(picture.buckets.at(bucket).labels.first(), bucket);
    }
    for (const SpendAnomaly &anomaly : outlook.anomalies) {
        if (const int column = columns.value(anomaly.date.toString(Qt::ISODate), -1); column >= 0) {
            content.marks.append({ column, anomaly.title, anomaly.sentence, tr("Open %1").arg(format::counted(anomaly.attempts, tr("row"))) });
            chart.marked.append(column);
        }
    }
    if (!outlook.forecast) {
        return;
    }
    content.expected = picture.unfinished >= 0 ? outlook.forecast->today : 0;
    for (const ForecastDay &day : outlook.forecast->days) {
        if (const int column = columns.value(day.date.toString(Qt::ISODate), -1); column >= 0) {
            content.forecast.append({ column, day.low, day.middle, day.high });
        }
    }
    const ForecastWords words = forecastWords(outlook);
    content.forecastTitle = tr("forecast %1").arg(words.total);
    content.forecastText = tr("80 % band %1").arg(words.band);
}

} // namespace

CostChart costChart(const SpendPicture &picture, const std::optional<SpendOutlook> &outlook, SpendStyle style, const Theme &theme, SpendColors &colors)
{
    CostChart chart { .content = columnsOf(picture), .drawn = {}, .marked = {} };
    chart.content.style = static_cast<ChartStyle>(style);
    for (int entity = 0; entity < picture.entities.size(); ++entity) {
        const SpendEntity &shown = picture.entities.at(entity);
        if (!picture.isShown(shown)) {
            continue;
        }
        ChartEntity drawn { shown.name, theme.entityColor(colors.slotOf(picture.view.by, shown)), {}, {} };
        for (int bucket = 0; bucket < shown.course.size(); ++bucket) {
            const SpendRow &row = shown.course.at(bucket);
            // Days to come have no line yet.
            const bool ahead = style == SpendStyle::Lines && picture.unfinished >= 0 && bucket > picture.unfinished;
            drawn.values.append(ahead ? std::numeric_limits<double>::quiet_NaN() : dollars(row));
            drawn.estimated.append(double(row.estimated.nanoDollars) * 1e-9);
        }
        chart.content.entities.append(drawn);
        chart.drawn.append(entity);
    }
    chart.content.valueText = axisText;
    // Days only: an hour's or a week's expectation is another one. It is one of all entities together: not one of lines.
    if (outlook && picture.unit == SpendDimension::Day && style != SpendStyle::Lines) {
        addOutlook(chart, picture, *outlook);
    }
    return chart;
}

ChartContent latencyChart(const SpendPicture &picture, const SpendLatency &latency, const Theme &theme)
{
    ChartContent content = columnsOf(picture);
    content.style = ChartStyle::Lines;
    const auto add = [&](const QString &name, Role role, const QList<std::optional<Microseconds>> &values) {
        ChartEntity line { name, theme.color(role), {}, {} };
        for (const std::optional<Microseconds> &value : values) {
            line.values.append(value ? double(value->count()) : std::numeric_limits<double>::quiet_NaN());
        }
        content.entities.append(line);
    };
    add(tr("median"), medianRole, latency.median);
    add(tr("p95"), p95Role, latency.p95);
    content.valueText = [](double value) { return value <= 0 ? u"0 s"_s : format::duration(std::chrono::microseconds(std::llround(value))); };
    return content;
}

ChartContent errorChart(const SpendPicture &picture, const SpendErrors &errors, const Theme &theme)
{
    ChartContent content = columnsOf(picture);
    for (int kind = 0; kind < errors.kinds.size(); ++kind) {
        const SpendErrors::Kind &shown = errors.kinds.at(kind);
        ChartEntity drawn { shown.rest ? tr("%1 others").arg(shown.values.size()) : shown.values.first(), errorColor(theme, shown.rest ? -1 : kind), {}, {} };
        for (const qint64 attempts : shown.attempts) {
            drawn.values.append(double(attempts));
        }
        content.entities.append(drawn);
    }
    content.valueText = [](double value) { return value == std::floor(value) ? format::countShort(qint64(value)) : QString(); };
    return content;
}

} // namespace patchbay
