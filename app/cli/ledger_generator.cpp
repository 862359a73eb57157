// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/ledger_generator.h"

#include "providers/core/ids.h"

#include <algorithm>
#include <cmath>
#include <format>

namespace patchbay::cli {
namespace {

constexpr int models = 30;
constexpr int providers = 8;
constexpr int keys = 60;
constexpr int teams = 12;
constexpr int users = 300;

std::string numbered(std::string_view name, int number)
{
    return std::format("{}-{}", name, number);
}

// Twice as much at noon as at night, weekends a third: by hours of UTC.
double activity(WallTime time)
{
    const auto hours = std::chrono::floor<std::chrono::hours>(time).time_since_epoch().count();
    const bool weekend = (hours / 24 + 3) % 7 >= 5;
    return (1.0 - 0.6 * std::cos(static_cast<double>(hours % 24) * 0.2618)) * (weekend ? 0.4 : 1.24);
}

} // namespace

LedgerGenerator::LedgerGenerator(std::int64_t rows, WallTime from, WallTime to)
    : m_random(1)
    , m_time(from)
    , m_step(static_cast<double>(Microseconds(to - from).count()) / static_cast<double>(rows))
{
}

int LedgerGenerator::draw(int below)
{
    return static_cast<int>(m_random.next() % static_cast<std::uint64_t>(below));
}

void LedgerGenerator::begin()
{
    // The lower numbers come more often.
    const int key = std::min(draw(keys), draw(keys));
    const int model = (key * 7 + std::min(draw(3), draw(3)) * 5) % models;
    m_call = AttemptDraft();
    m_call.requestId = makeId("req_", m_time, m_random);
    m_call.endpoint = draw(20) == 0 ? "embeddings" : "chat";
    m_call.model = numbered("model", model);
    m_call.provider = numbered("provider", model % providers);
    m_call.group = numbered("group", model % 12);
    m_call.deployment = std::format("{:016x}", (model + 1) * 0x123456789abcdULL);
    m_call.providerKey = numbered("PROVIDER_API_KEY", model % providers);
    m_call.virtualKey = std::format("key_01JD{:022}", key);
    m_call.team = numbered("team", key % teams);
    m_call.user = numbered("user", (key * 5 + draw(5)) % users);
    m_call.project = numbered("project", key % 6);
    if (draw(3) == 0) {
        m_call.tags.push_back(numbered("tag", draw(10)));
    }
    m_call.stream = draw(2) == 0;
    m_call.reserved = Money { 20'000'000 };
}

void LedgerGenerator::end(Row &row)
{
    AttemptOutcome &outcome = row.outcome;
    const bool fails = draw(25) == 0;
    outcome.duration = std::chrono::milliseconds(300 + draw(2'000) + draw(40) * draw(400));
    outcome.end = row.draft.start + outcome.duration;
    outcome.httpStatus = fails ? 429 : 200;
    outcome.errorClass = fails ? (draw(3) == 0 ? "Timeout" : "RateLimitError") : "";
    outcome.errorMessage = fails ? "The provider asked to wait." : "";
    outcome.finishReason = fails ? "" : "stop";
    outcome.bytesSent = 900 + draw(4'000);
    outcome.bytesReceived = 400 + draw(6'000);
    outcome.amount.priceTable = "built-in 2026-11-20";
    outcome.amount.basis = Basis::Computed;
    outcome.amount.money = Money { 0 };
    if (!fails) {
        Usage &usage = outcome.usage;
        usage.promptTokens = 100 + draw(4'000);
        usage.completionTokens = 20 + draw(900);
        usage.totalTokens = *usage.promptTokens + *usage.completionTokens;
        usage.cachedTokens = draw(2) == 0 ? 0 : *usage.promptTokens / 2;
        outcome.timeToFirstToken = outcome.duration / 4;
        outcome.amount.money = Money { *usage.promptTokens * 2'500 + *usage.completionTokens * 10'000 };
        outcome.amount.basis = draw(50) == 0 ? Basis::Estimated : Basis::Computed;
    }
    m_again = fails && row.draft.number < 3;
}

LedgerGenerator::Row LedgerGenerator::next()
{
    m_time += Microseconds(static_cast<std::int64_t>(m_step * (0.5 + draw(1'000) / 1'000.0) / activity(m_time)));
    if (m_again) {
        ++m_call.number;
        if (draw(2) == 0) {
            m_call.model = numbered("model", draw(models)); // elsewhere
        }
    } else {
        begin();
    }
    Row row { m_call, {} };
    row.draft.start = m_time;
    row.draft.attemptId = makeId("att_", m_time, m_random);
    end(row);
    return row;
}

} // namespace patchbay::cli
