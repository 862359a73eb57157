// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/observers/metric_totals.h"

#include "providers/observers/observation_parts.h"
#include "providers/observers/otlp_attributes.h"

#include <algorithm>

namespace patchbay::observers {

namespace {

// Names of models come from clients too: what is beyond goes into one series.
constexpr std::size_t seriesAtMost = 1'000;
constexpr std::int64_t cumulative = 2;

std::string nanoseconds(WallTime time)
{
    return std::to_string(time.time_since_epoch().count()) + "000";
}

template <typename Map, typename Key> typename Map::mapped_type &entryOf(Map &all, const Key &series)
{
    const auto found = all.find(series);
    if (found != all.end() || all.size() < seriesAtMost) {
        return all[series];
    }
    Key rest;
    rest.operation = "other";
    rest.token = series.token;
    return all[rest];
}

} // namespace

// The conventions' own bounds.
const std::array<double, MetricTotals::boundCount> &MetricTotals::secondBounds()
{
    static constexpr std::array<double, boundCount> bounds { 0.01, 0.02, 0.04, 0.08,  0.16,  0.32,  0.64,
                                                             1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92 };
    return bounds;
}

const std::array<double, MetricTotals::boundCount> &MetricTotals::tokenBounds()
{
    static constexpr std::array<double, boundCount> bounds { 1,     4,     16,     64,      256,     1024,     4096,
                                                             16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864 };
    return bounds;
}

void MetricTotals::record(Histograms &all, const Series &series, double value, const std::array<double, boundCount> &bounds)
{
    Histogram &histogram = entryOf(all, series);
    const auto place = std::ranges::lower_bound(bounds, value) - bounds.begin(); // a bound is its bucket's last value
    ++histogram.counts[static_cast<std::size_t>(place)];
    ++histogram.count;
    histogram.sum += value;
}

void MetricTotals::add(const Observation &observation)
{
    if (observation.notice || observation.refused) {
        return;
    }
    const AttemptDraft &draft = observation.draft;
    const AttemptOutcome &outcome = observation.outcome;
    Series series { operationOf(draft.endpoint), systemOf(draft.provider), draft.group, draft.model, {}, {} };
    if (outcome.amount.money) {
        entryOf(m_nanoDollars, series) += outcome.amount.money->nanoDollars;
    }
    for (const auto &[type, count] : { std::pair("input", outcome.usage.promptTokens), std::pair("output", outcome.usage.completionTokens) }) {
        if (count) {
            Series tokens = series;
            tokens.token = type;
            record(m_tokens, tokens, static_cast<double>(*count), tokenBounds());
        }
    }
    constexpr double perMicrosecond = 1e-6;
    series.error = outcome.errorClass;
    record(m_durations, series, static_cast<double>(outcome.duration.count()) * perMicrosecond, secondBounds());
}

struct MetricTotals::Point {
    JsonWriter &writer;
    Point(JsonWriter &target, const Series &series)
        : writer(target)
    {
        writer.beginObject();
        Attributes attributes(writer);
        attributes.text("gen_ai.operation.name", series.operation);
        attributes.text("gen_ai.provider.name", series.provider);
        attributes.text("gen_ai.request.model", series.asked);
        attributes.text("gen_ai.response.model", series.answered);
        attributes.text("gen_ai.token.type", series.token);
        attributes.text("error.type", series.error);
    }
    ~Point() { writer.endObject(); }
    Point(const Point &) = delete;
    Point &operator=(const Point &) = delete;

    void times(WallTime since, WallTime now)
    {
        writer.member("startTimeUnixNano", nanoseconds(since));
        writer.member("timeUnixNano", nanoseconds(now));
    }
};

std::string MetricTotals::histogramPoints(const Histograms &all, const std::array<double, boundCount> &bounds, WallTime now) const
{
    JsonWriter writer;
    writer.beginObject();
    writer.member("aggregationTemporality", cumulative);
    writer.beginArray("dataPoints");
    for (const auto &[series, histogram] : all) {
        Point point(writer, series);
        point.times(m_since, now);
        writer.member("count", std::to_string(histogram.count));
        writer.key("sum");
        writer.number(histogram.sum);
        writer.beginArray("bucketCounts");
        for (const std::int64_t count : histogram.counts) {
            writer.string(std::to_string(count));
        }
        writer.endArray();
        writer.beginArray("explicitBounds");
        for (const double bound : bounds) {
            writer.number(bound);
        }
        writer.endArray();
    }
    writer.endArray();
    writer.endObject();
    return writer.take();
}

std::string MetricTotals::costPoints(WallTime now) const
{
    JsonWriter writer;
    writer.beginObject();
    writer.member("aggregationTemporality", cumulative);
    writer.member("isMonotonic", true);
    writer.beginArray("dataPoints");
    for (const auto &[series, nanos] : m_nanoDollars) {
        Point point(writer, series);
        point.times(m_since, now);
        writer.key("asDouble");
        writer.number(dollars(Money { nanos }));
    }
    writer.endArray();
    writer.endObject();
    return writer.take();
}

std::string MetricTotals::text(const std::string &service, WallTime now) const
{
    JsonWriter writer;
    writer.beginObject();
    writer.beginArray("resourceMetrics");
    writer.beginObject();
    writer.beginObject("resource");
    Attributes(writer).text("service.name", service);
    writer.endObject();
    writer.beginArray("scopeMetrics");
    writer.beginObject();
    writer.beginObject("scope");
    writer.member("name", "patchbay.gateway");
    writer.endObject();
    writer.beginArray("metrics");
    const auto metric = [&](std::string_view name, std::string_view unit, std::string_view kind, const std::string &points) {
        writer.beginObject();
        writer.member("name", name);
        writer.member("unit", unit);
        writer.key(kind);
        writer.raw(points);
        writer.endObject();
    };
    metric("gen_ai.client.operation.duration", "s", "histogram", histogramPoints(m_durations, secondBounds(), now));
    metric("gen_ai.client.token.usage", "{token}", "histogram", histogramPoints(m_tokens, tokenBounds(), now));
    metric("patchbay.cost", "{USD}", "sum", costPoints(now));
    writer.endArray();
    writer.endObject();
    writer.endArray();
    writer.endObject();
    writer.endArray();
    writer.endObject();
    return writer.take();
}

} // namespace patchbay::observers
