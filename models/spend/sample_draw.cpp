// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/spend/sample_draw.h"

#include <algorithm>
#include <string_view>

namespace patchbay {

struct SampleClient {
    const char *key;
    const char *team;
    const char *user;
    const char *project;
    const char *tag;
    double weight; // of all requests
    double models[9]; // shares, in the order of the models
    bool byNight;
};

// Nano-dollars a token; nothing and nothing: no price is known.
struct SampleModel {
    const char *name;
    const char *provider;
    const char *providerKey;
    const char *group;
    std::int64_t input;
    std::int64_t cached;
    std::int64_t output;
    std::int64_t prompt; // tokens, usually
    std::int64_t answer;
    std::int64_t milliseconds;
    bool hasPrice = true;
};

namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::sys_days;

constexpr int quarter = 92; // days
constexpr double weekdayRequests = 340;
constexpr double weekendShare = 0.34;
constexpr double growth = 0.25; // from the quarter's first day to its last
constexpr int outageDaysAgo = 24;
constexpr int priceChangeDaysAgo = 41;
constexpr int runawayDaysAgo = 10;

constexpr SampleModel models[] = {
    { "claude-sonnet-4-5", "anthropic", "anthropic-team", "support-triage", 3'000, 300, 15'000, 1'480, 250, 3'100 },
    { "gpt-4o", "openai", "openai-prod", "long-context", 2'500, 1'250, 10'000, 1'250, 115, 2'400 },
    { "gemini-2.5-flash", "gemini", "gemini-eu", "support-triage", 600, 60, 5'000, 1'230, 115, 1'200 },
    { "claude-haiku-4-5", "anthropic", "anthropic-team", "classify", 1'000, 100, 5'000, 770, 120, 1'100 },
    { "llama-3.3-70b", "groq", "groq-dev", "drafts", 590, 590, 790, 1'080, 215, 700 },
    { "gpt-4o-mini", "openai", "openai-prod", "classify", 150, 75, 600, 1'190, 350, 1'100 },
    { "text-embedding-3-small", "openai", "openai-prod", "embeddings", 20, 20, 0, 1'000, 0, 140 },
    { "mistral-large", "mistral", "mistral-trial", "drafts", 2'000, 2'000, 6'000, 900, 180, 1'600 },
    { "qwen2.5-72b", "hosted_vllm", "local", "local", 0, 0, 0, 800, 240, 2'000, false },
};
constexpr std::size_t gpt4o = 1;
constexpr std::size_t flash = 2;

constexpr SampleClient clients[] = {
    { "helpdesk-bot", "Support", "", "helpdesk", "production", 0.27, { .34, .10, .28, .10, .04, .10, .04, 0, 0 }, false },
    { "mobile-app", "Support", "", "app", "production", 0.14, { .12, .16, .42, .12, 0, .16, .02, 0, 0 }, false },
    { "ci-bot", "Platform", "", "builds", "internal", 0.12, { .10, .40, .08, .10, .12, .18, .02, 0, 0 }, true },
    { "wiki-search", "Platform", "", "wiki", "production", 0.22, { .02, .02, .08, .02, .02, .04, .80, 0, 0 }, false },
    { "batch-nightly", "Data", "", "reports", "batch", 0.15, { .10, .08, .26, .04, .30, .10, .06, .06, 0 }, true },
    { "notebook", "Data", "mira", "research", "", 0.10, { .20, .22, .10, .04, .08, .08, .02, .08, .18 }, false },
};
constexpr std::size_t ciBot = 2;

std::string numbered(const char *kind, std::int64_t number)
{
    return std::string("sample-") + kind + '-' + std::to_string(number);
}

} // namespace

SampleDraw::SampleDraw(WallTime now)
    : m_now(now)
    , m_today(std::chrono::floor<days>(now))
{
}

// SplitMix64: the same numbers wherever it runs, which the standard's distributions do not promise.
std::uint64_t SampleDraw::next()
{
    m_state += 0x9e3779b97f4a7c15;
    std::uint64_t mixed = m_state;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
    return mixed ^ (mixed >> 31);
}

double SampleDraw::share()
{
    return static_cast<double>(next() >> 11) / static_cast<double>(std::uint64_t(1) << 53);
}

std::int64_t SampleDraw::around(std::int64_t middle)
{
    return static_cast<std::int64_t>(static_cast<double>(middle) * (0.45 + 0.8 * share() + 0.3 * share()));
}

const SampleModel &SampleDraw::modelFor(const SampleClient &client)
{
    double left = share();
    for (std::size_t model = 0; model < std::size(models); ++model) {
        left -= client.models[model];
        if (left < 0) {
            return models[model];
        }
    }
    return models[flash];
}

WallTime SampleDraw::momentOn(sys_days day, const SampleClient &client)
{
    // Office hours are a hill around noon; machines work through the night.
    const double middle = (share() + share() + share()) / 3;
    const double hour = client.byNight ? 24 * share() : 5 + 14 * middle;
    return day + std::chrono::duration_cast<Microseconds>(std::chrono::duration<double, std::ratio<3600>>(hour));
}

bool SampleDraw::isOut(const SampleModel &model, WallTime time) const
{
    const WallTime from = m_today - days(outageDaysAgo) + hours(9);
    return std::string_view(model.provider) == "anthropic" && time >= from && time < from + hours(5);
}

SampleAttempt SampleDraw::attempt(const SampleClient &client, const SampleModel &model, WallTime start)
{
    ++m_number;
    SampleAttempt made;
    AttemptDraft &draft = made.draft;
    draft.attemptId = numbered("attempt", m_number);
    draft.requestId = numbered("request", m_number);
    draft.endpoint = model.answer == 0 ? "embeddings" : "chat";
    draft.provider = model.provider;
    draft.model = model.name;
    draft.group = model.group;
    draft.deployment = std::string(model.provider) + '/' + model.name;
    draft.providerKey = model.providerKey;
    draft.virtualKey = client.key;
    draft.team = client.team;
    draft.user = client.user;
    draft.project = client.project;
    if (*client.tag != '\0') {
        draft.tags = { client.tag };
    }
    draft.stream = model.answer > 0;
    draft.simulated = true;
    draft.start = start;
    AttemptOutcome &outcome = made.outcome;
    // One question in five is a short one.
    const bool isShort = model.answer > 0 && share() < 0.2;
    outcome.usage.promptTokens = isShort ? 40 + around(60) : around(model.prompt * 2);
    outcome.usage.completionTokens = isShort ? 8 + around(40) : around(model.answer);
    outcome.usage.cachedTokens = !isShort && model.cached < model.input && share() < 0.5 ? *outcome.usage.promptTokens * 7 / 10 : 0;
    outcome.duration = milliseconds(around(model.milliseconds));
    outcome.timeToFirstToken = outcome.duration / 4;
    outcome.end = start + outcome.duration;
    outcome.httpStatus = 200;
    outcome.finishReason = model.answer == 0 ? "" : "stop";
    outcome.bytesSent = *outcome.usage.promptTokens * 4 + 300;
    outcome.bytesReceived = *outcome.usage.completionTokens * 5 + 400;
    bill(made, model, std::string_view(model.provider) == "mistral" ? Basis::Reported : Basis::Computed);
    draft.reserved = Money { *outcome.usage.promptTokens * model.input + 1'024 * model.output };
    return made;
}

void SampleDraw::bill(SampleAttempt &attempt, const SampleModel &model, Basis basis) const
{
    const Usage &usage = attempt.outcome.usage;
    attempt.outcome.amount = {};
    if (!model.hasPrice) {
        return;
    }
    const bool before = &model == &models[flash] && attempt.draft.start < m_today - days(priceChangeDaysAgo);
    const std::int64_t factor = before ? 2 : 1;
    const std::int64_t fresh = *usage.promptTokens - usage.cachedTokens.value_or(0);
    attempt.outcome.amount = { Money { factor * (fresh * model.input + usage.cachedTokens.value_or(0) * model.cached
                                                + *usage.completionTokens * model.output) },
                               basis, before ? "sample, first list" : "sample, second list" };
}

void SampleDraw::add(SampleAttempt attempt)
{
    m_rows.push_back(std::move(attempt));
}

void SampleDraw::request(const SampleClient &client, const SampleModel &model, WallTime start)
{
    SampleAttempt first = attempt(client, model, start);
    const double fate = share();
    if (isOut(model, start)) {
        // The provider answers nothing; another one does.
        first.outcome.usage = {};
        first.outcome.amount = { Money {}, Basis::Computed, "sample, second list" };
        first.outcome.httpStatus = 503;
        first.outcome.errorClass = "ServiceUnavailableError";
        first.outcome.errorMessage = "upstream is down";
        first.outcome.finishReason.clear();
        SampleAttempt second = attempt(client, models[gpt4o], start + first.outcome.duration);
        second.draft.requestId = first.draft.requestId;
        second.draft.number = 2;
        add(std::move(first));
        add(std::move(second));
        return;
    }
    if (fate < 0.012 && model.answer > 0) {
        // The reader left: what was written by then is charged, and only estimated.
        first.outcome.usage.completionTokens = *first.outcome.usage.completionTokens * 2 / 3;
        first.outcome.errorClass = "Cancelled";
        first.outcome.errorMessage = "the client closed the connection";
        first.outcome.finishReason.clear();
        bill(first, model, Basis::Estimated);
    } else if (fate < 0.018) {
        first.outcome.usage = {};
        first.outcome.amount = { Money {}, Basis::Computed, "sample, second list" };
        first.outcome.httpStatus = 429;
        first.outcome.errorClass = "RateLimitError";
        first.outcome.errorMessage = "too many requests";
        first.outcome.finishReason.clear();
    } else if (fate < 0.022 && model.answer > 0) {
        first.outcome.errorClass = "ContentPolicyViolationError";
        first.outcome.errorMessage = "stopped by a content filter";
        first.outcome.finishReason = "content_filter";
    }
    add(std::move(first));
}

void SampleDraw::runaway(sys_days day)
{
    // A broken job asks gpt-4o, is too slow for its own timeout, and asks again, three times each.
    for (int call = 0; call < 75; ++call) {
        std::int64_t number = 0;
        std::string requestId;
        WallTime start = day + hours(10) + milliseconds(static_cast<std::int64_t>(share() * 3.6e6 * 6));
        for (int again = 1; again <= 3; ++again) {
            SampleAttempt made = attempt(clients[ciBot], models[gpt4o], start);
            number = number == 0 ? m_number : number;
            made.draft.requestId = numbered("request", number);
            made.draft.number = again;
            made.outcome.usage.promptTokens = around(3'400);
            made.outcome.usage.cachedTokens = 0;
            made.outcome.usage.completionTokens = around(180);
            made.outcome.httpStatus = 0;
            made.outcome.errorClass = "Timeout";
            made.outcome.errorMessage = "no answer within 60 s";
            made.outcome.finishReason.clear();
            made.outcome.duration = std::chrono::seconds(60);
            made.outcome.end = start + made.outcome.duration;
            bill(made, models[gpt4o], Basis::Estimated);
            start = made.outcome.end + milliseconds(around(900));
            add(std::move(made));
        }
    }
}

void SampleDraw::day(sys_days day, int ago)
{
    const std::chrono::weekday weekday(day);
    const bool weekend = weekday == std::chrono::Saturday || weekday == std::chrono::Sunday;
    const double grown = 1 + growth * (quarter - ago) / quarter;
    const double wanted = weekdayRequests * grown * (weekend ? weekendShare : 1) * (0.93 + 0.14 * share());
    for (const SampleClient &client : clients) {
        const int count = static_cast<int>(wanted * client.weight * (0.9 + 0.2 * share()));
        for (int call = 0; call < count; ++call) {
            const SampleModel &model = modelFor(client);
            request(client, model, momentOn(day, client));
        }
    }
    if (ago == runawayDaysAgo) {
        runaway(day);
    }
}

void SampleDraw::run(const std::function<void(const SampleAttempt &)> &row)
{
    for (int ago = quarter - 1; ago >= 0; --ago) {
        m_rows.clear();
        day(m_today - days(ago), ago);
        std::ranges::stable_sort(m_rows, {}, [](const SampleAttempt &made) { return made.draft.start; });
        for (const SampleAttempt &made : m_rows) {
            if (made.outcome.end <= m_now) {
                row(made);
            }
        }
    }
}

} // namespace patchbay
