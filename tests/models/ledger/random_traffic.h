// SPDX-License-Identifier: GPL-3.0-or-later
//
// Traffic drawn by chance for the ledger's property tests, questions about it, and both in words.
#pragma once

#include "models/ledger/spend_query.h"
#include "tests/models/ledger/ledger_samples.h"

#include <QDateTime>

#include <random>

namespace patchbay {

using namespace Qt::StringLiterals;
using enum SpendDimension;

inline constexpr SpendDimension plainDimensions[] = { Model, Provider, Group, Deployment, Key, ProviderKey, Team,
                                               User,  Customer, Project, Tag, Status, Endpoint, Failure, Run, TagList };
inline constexpr SpendDimension timeDimensions[] = { Hour, Day, Week, Month };
inline constexpr const char *zones[] = { "UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Asia/Kathmandu",
                                  "Australia/Lord_Howe" };

inline WallTime at(const char *iso)
{
    return WallTime(std::chrono::milliseconds(QDateTime::fromString(QLatin1StringView(iso), Qt::ISODate).toMSecsSinceEpoch()));
}

// Calls that begin, are tried again elsewhere, end, fail, are cut off or stay in flight, over a change of the clock.
class Traffic {
public:
    explicit Traffic(unsigned seed)
        : m_random(seed)
        , m_first(at(seed % 2 == 0 ? "2026-03-27T00:00:00Z" : "2026-10-23T00:00:00Z"))
    {
    }

    int number(int below) { return int(m_random() % unsigned(below)); }
    bool chance(int percent) { return number(100) < percent; }
    std::string name(const char *prefix, int below)
    {
        const int drawn = number(below + 1);
        return drawn == 0 ? std::string() : prefix + std::to_string(drawn);
    }
    WallTime moment()
    {
        return m_first + Microseconds(qint64(m_random() % (8ULL * 24 * 3'600)) * 1'000'000 + (chance(10) ? 0 : number(999'999)));
    }

    AttemptDraft draft()
    {
        AttemptDraft made;
        made.attemptId = "a" + std::to_string(m_count++);
        made.endpoint = chance(80) ? "chat" : "embeddings";
        made.provider = name("p", 2);
        made.model = name("m", 4);
        made.group = name("g", 2);
        made.deployment = name("d", 3);
        made.providerKey = name("k", 1);
        made.virtualKey = name("v", 3);
        made.team = name("t", 2);
        made.user = name("u", 6);
        made.customer = name("c", 3);
        made.project = name("j", 1);
        for (int tags = number(4); tags > 0; --tags) {
            made.tags.push_back(name("ü \"tag\" ", 2)); // some twice, some empty
        }
        made.simulated = chance(15);
        made.parent = chance(40) ? name("r", 3) : std::string();
        made.start = moment();
        if (!m_requests.empty() && chance(30)) {
            const auto &[request, start, number] = m_requests[std::size_t(this->number(int(m_requests.size())))];
            made.requestId = request;
            made.number = number + 1;
            // A second attempt comes soon after the first one, seldom hours later or with a clock that was set back.
            made.start = start + std::chrono::seconds(chance(80) ? this->number(240) : this->number(40'000) - 20'000);
        } else {
            made.requestId = "r" + std::to_string(m_count);
            m_requests.emplace_back(made.requestId, made.start, 1);
        }
        return made;
    }

    AttemptOutcome outcome()
    {
        AttemptOutcome made;
        made.state = chance(90) ? AttemptState::Settled : chance(50) ? AttemptState::Voided : AttemptState::Unknown;
        made.errorClass = chance(80) ? "" : chance(50) ? "RateLimitError" : "Cancelled";
        made.amount.basis = Basis(number(4));
        if (chance(85)) {
            made.amount.money = Money { chance(10) ? 0 : chance(2) ? 3'000'000'000'000'000'000 : number(1'000'000) };
        }
        for (auto *tokens : { &made.usage.promptTokens, &made.usage.completionTokens, &made.usage.cachedTokens,
                              &made.usage.cacheCreationTokens, &made.usage.reasoningTokens }) {
            if (chance(70)) {
                *tokens = chance(1) ? std::numeric_limits<std::int64_t>::max() : number(5'000);
            }
        }
        made.duration = Microseconds(number(90'000'000));
        return made;
    }

    SpendRequest request()
    {
        SpendRequest made;
        made.withSimulated = chance(40);
        made.zone = QTimeZone(QByteArray(zones[number(int(std::size(zones)))]));
        for (int count = number(3); count > 0; --count) {
            made.by.append(plainDimensions[number(int(std::size(plainDimensions)))]);
        }
        if (chance(60)) {
            made.by.insert(number(int(made.by.size()) + 1), timeDimensions[number(4)]);
        }
        if (chance(10)) {
            made.by.append(timeDimensions[number(4)]);
        }
        if (chance(60)) {
            made.from = chance(50) ? moment() : std::chrono::floor<std::chrono::days>(moment());
        }
        if (chance(60)) {
            made.to = chance(50) ? moment() : std::chrono::floor<std::chrono::hours>(moment());
        }
        for (int count = chance(40) ? 0 : number(3); count > 0; --count) {
            const SpendDimension dimension = chance(40) && !made.by.isEmpty() && int(made.by.first()) < int(Hour)
                ? made.by.first()
                : plainDimensions[number(int(std::size(plainDimensions)))];
            made.where.append({ dimension, valuesOf(dimension), chance(25) });
        }
        return made;
    }

private:
    QStringList valuesOf(SpendDimension dimension)
    {
        static const std::map<SpendDimension, QString> prefixes {
            { Model, u"m"_s }, { Provider, u"p"_s }, { Group, u"g"_s }, { Deployment, u"d"_s }, { Key, u"v"_s },
            { ProviderKey, u"k"_s }, { Team, u"t"_s }, { User, u"u"_s }, { Customer, u"c"_s }, { Project, u"j"_s },
            { Tag, u"ü \"tag\" "_s }, { Run, u"r"_s },
        };
        static const QStringList words { u"success"_s, u"failure"_s, u"open"_s, u"unknown"_s, u"chat"_s, u"RateLimitError"_s, u""_s };
        QStringList values;
        for (int count = number(4); count > 0; --count) {
            const auto prefix = prefixes.find(dimension);
            values.append(prefix == prefixes.end() ? words.at(number(int(words.size())))
                              : chance(20)         ? QString()
                                                   : prefix->second + QString::number(1 + number(4)));
        }
        return values;
    }

    std::mt19937_64 m_random;
    WallTime m_first; // a few days before the clocks change
    std::vector<std::tuple<std::string, WallTime, int>> m_requests;
    int m_count = 0;
};

inline QByteArray written(const SpendRequest &request)
{
    QStringList words;
    for (const SpendDimension by : request.by) {
        words.append(spendDimensionName(by));
    }
    for (const SpendCondition &where : request.where) {
        words.append(u"%1 %2 [%3]"_s.arg(spendDimensionName(where.dimension), where.except ? u"not in"_s : u"in"_s, where.values.join(u',')));
    }
    const auto time = [](const std::optional<WallTime> &moment) {
        return moment ? QString::number(moment->time_since_epoch().count()) : u"-"_s;
    };
    return (words.join(u' ') + u" from "_s + time(request.from) + u" to "_s + time(request.to) + u" zone "_s
            + QString::fromUtf8(request.zone.id()) + (request.withSimulated ? u" simulated"_s : QString())).toUtf8();
}

inline QByteArray written(const SpendRow &row)
{
    return (row.values.join(u'|') + u" requests %1 attempts %2 failed %3 succeeded %4 in %5 out %6 cached %7 made %8 thought %9"_s
                .arg(row.requests).arg(row.attempts).arg(row.failed).arg(row.succeeded).arg(row.promptTokens).arg(row.completionTokens)
                .arg(row.cachedTokens).arg(row.cacheCreationTokens).arg(row.reasoningTokens)
            + u" known %1 estimated %2 unpriced %3 basis %4 first %5"_s.arg(row.known ? row.known->nanoDollars : -1)
                  .arg(row.estimated.nanoDollars).arg(row.unpriced).arg(row.basis).arg(row.first.time_since_epoch().count())).toUtf8();
}

} // namespace patchbay
