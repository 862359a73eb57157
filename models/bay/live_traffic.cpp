// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/bay/live_traffic.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <chrono>

using namespace Qt::StringLiterals;

namespace patchbay::bay {
namespace {

// A rate over less says little.
constexpr double shortestSpan = 15;
// Seconds that clocks and answers may differ by.
constexpr double coolingSlack = 1.5;

void readWait(LiveRow &row, const QJsonObject &said)
{
    const double left = said["remaining"_L1].toDouble();
    const QJsonValue reason = said["reason"_L1];
    if (left > row.cooling) {
        row.cooling = left;
        row.reason = reason.isDouble() ? std::to_string(reason.toInt()) : reason.toString().toStdString();
    }
}

// [[seconds, age]…], or seconds alone.
void readFirstTokens(LiveRow &row, const QJsonArray &samples)
{
    constexpr double oldest = LiveTraffic::minutes * 60;
    for (const QJsonValue &sample : samples) {
        const QJsonArray pair = sample.toArray();
        const double seconds = sample.isArray() ? pair.at(0).toDouble() : sample.toDouble();
        if (seconds > 0 && (!sample.isArray() || pair.at(1).toDouble() <= oldest)) {
            row.firstTokens.push_back(seconds);
        }
    }
    std::ranges::sort(row.firstTokens);
}

void readRow(LiveRow &row, QStringView list, const QJsonObject &said)
{
    if (list == u"cooldowns" || list == u"retry_after") {
        readWait(row, said);
    } else if (list == u"breakers") {
        if (said["state"_L1].toString() == u"open"_s && said["remaining"_L1].toDouble() > row.cooling) {
            readWait(row, said);
            row.reason = "breaker open";
        }
    } else if (list == u"minutes") {
        row.requests = said["requests"_L1].toInteger();
        row.failures = said["failures"_L1].toInteger();
    } else if (list == u"latencies") {
        readFirstTokens(row, said["first_token"_L1].toArray());
    } else if (list == u"in_flight") {
        row.inFlight = said["count"_L1].toInteger();
    } else {
        row.unhealthy = true;
    }
}

} // namespace

Result<LiveRows> readLiveRows(std::string_view json)
{
    QJsonParseError problem;
    const QJsonDocument document =
        QJsonDocument::fromJson(QByteArray::fromRawData(json.data(), static_cast<qsizetype>(json.size())), &problem);
    if (!document.isObject()) {
        return failure(ErrorClass::BadRequest, "The gateway's routing state is not a JSON object.");
    }
    const QJsonObject state = document.object();
    LiveRows rows;
    for (const QString &list : { u"cooldowns"_s, u"retry_after"_s, u"breakers"_s, u"minutes"_s, u"in_flight"_s, u"latencies"_s, u"unhealthy"_s }) {
        for (const QJsonValue &item : state[list].toArray()) {
            const QJsonObject said = item.toObject();
            const std::string id = said["deployment"_L1].toString().toStdString();
            if (!id.empty()) {
                readRow(rows[id], list, said);
            }
        }
    }
    return rows;
}

void LiveTraffic::take(LiveRows rows, SteadyTime now)
{
    const auto minute = std::chrono::floor<std::chrono::minutes>(now);
    const std::int64_t number = minute.time_since_epoch().count();
    while (!m_minutes.empty() && m_minutes.front().number <= number - minutes) {
        m_minutes.pop_front();
    }
    if (m_minutes.empty() || m_minutes.back().number != number) {
        m_minutes.push_back({ .number = number });
    }
    Minute &current = m_minutes.back();
    current.seen = std::chrono::duration<double>(now - minute).count();
    current.counts.clear();
    std::map<std::string, double, std::less<>> cooledFor;
    for (const auto &[id, row] : rows) {
        current.counts[id] = { row.requests, row.failures };
        if (row.cooling > 0) {
            // Longer than it was: a new cooldown, or somebody extended it.
            const auto before = m_now.find(id);
            const bool same = before != m_now.end() && before->second.cooling > 0 && row.cooling <= before->second.cooling + coolingSlack;
            cooledFor[id] = same ? std::max(m_cooledFor[id], row.cooling) : row.cooling;
        }
    }
    m_cooledFor = std::move(cooledFor);
    m_now = std::move(rows);
}

void LiveTraffic::forget()
{
    *this = {};
}

double LiveTraffic::watched() const
{
    double seconds = 0;
    for (const Minute &minute : m_minutes) {
        seconds += minute.seen;
    }
    return seconds;
}

LiveDeployment LiveTraffic::of(std::string_view deployment) const
{
    LiveDeployment live;
    if (const auto now = m_now.find(deployment); now != m_now.end()) {
        const LiveRow &row = now->second;
        live.cooling = row.cooling;
        live.reason = row.reason;
        live.unhealthy = row.unhealthy;
        live.inFlight = row.inFlight;
        if (!row.firstTokens.empty()) {
            live.firstToken = row.firstTokens[row.firstTokens.size() / 2];
            live.slowToken = row.firstTokens[row.firstTokens.size() * 19 / 20];
        }
    }
    if (const auto whole = m_cooledFor.find(deployment); whole != m_cooledFor.end()) {
        live.cooledFor = whole->second;
    }
    std::int64_t failures = 0;
    for (const Minute &minute : m_minutes) {
        if (const auto count = minute.counts.find(deployment); count != minute.counts.end()) {
            live.requests += count->second.requests;
            failures += count->second.failures;
        }
    }
    if (live.requests > 0) {
        live.failures = static_cast<double>(std::min(failures, live.requests)) / static_cast<double>(live.requests);
        live.perMinute = static_cast<double>(live.requests) * 60 / std::max(watched(), shortestSpan);
    }
    return live;
}

} // namespace patchbay::bay
