// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/answer_headers.h"

#include <algorithm>
#include <charconv>

namespace patchbay::gateway {

namespace {

std::string shortDecimal(Money money)
{
    std::string text = toDecimalString(money);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with('.')) {
        text += '0';
    }
    return text;
}

std::string inMilliseconds(Microseconds time)
{
    constexpr std::int64_t perMillisecond = 1'000;
    const std::int64_t count = std::max<std::int64_t>(0, time.count());
    const std::string parts = std::to_string(perMillisecond + count % perMillisecond); // three digits behind a 1
    return std::to_string(count / perMillisecond) + "." + parts.substr(1);
}

// "600.0", "0.5": as Python writes it.
std::string secondsText(Microseconds time)
{
    constexpr std::int64_t perSecond = 1'000'000;
    const std::int64_t count = std::max<std::int64_t>(0, time.count());
    std::string text = std::to_string(perSecond + count % perSecond).substr(1); // six digits
    text.erase(std::min(text.find_last_not_of('0') + 1, text.size()));
    return std::to_string(count / perSecond) + "." + (text.empty() ? "0" : text);
}

void addLimit(HeaderLines &lines, std::string_view kind, std::string_view name, const std::optional<std::int64_t> &limit,
              std::int64_t left)
{
    if (limit) {
        lines.addForeign("x-litellm-key-", std::string(kind) + "-limit", std::to_string(*limit));
        lines.addForeign("x-ratelimit-limit-", name, std::to_string(*limit));
        lines.addForeign("x-ratelimit-remaining-", name, std::to_string(left));
        lines.addForeign("x-ratelimit-api_key-limit-", name, std::to_string(*limit));
        lines.addForeign("x-ratelimit-api_key-remaining-", name, std::to_string(left));
    }
}

void addLimits(HeaderLines &lines, const KeyFigures &figures)
{
    lines.add("x-litellm-key-spend", shortDecimal(figures.spent));
    if (figures.maximumBudget) {
        lines.add("x-litellm-key-max-budget", shortDecimal(*figures.maximumBudget));
    }
    addLimit(lines, "rpm", "requests", figures.requestsPerMinute, figures.requestsLeft);
    addLimit(lines, "tpm", "tokens", figures.tokensPerMinute, figures.tokensLeft);
    if (figures.modelRequestsLeft) {
        lines.addForeign("x-litellm-key-remaining-requests-", figures.model, std::to_string(*figures.modelRequestsLeft));
    }
    if (figures.modelTokensLeft) {
        lines.addForeign("x-litellm-key-remaining-tokens-", figures.model, std::to_string(*figures.modelTokensLeft));
    }
}

} // namespace

HeaderLines answerHeaders(const AnswerFacts &facts)
{
    constexpr std::size_t usualSize = 640;
    HeaderLines lines;
    lines.reserve(usualSize + facts.upstream.prefixed.text().size());
    lines.add("x-litellm-call-id", facts.callId);
    lines.add("x-litellm-version", PATCHBAY_VERSION);
    lines.add("x-litellm-model-group", facts.group);
    if (!facts.deployment.empty()) {
        lines.add("x-litellm-model-id", facts.deployment);
        lines.add("x-litellm-attempted-retries", facts.retries);
        lines.add("x-litellm-attempted-fallbacks", facts.fallbacks);
        if (facts.retries > 0) {
            lines.add("x-litellm-max-retries", facts.maximumRetries);
        }
        if (facts.fallbacks > 0) {
            lines.add("x-litellm-max-fallbacks", facts.maximumFallbacks);
        }
        if (!facts.region.empty()) {
            lines.add("x-litellm-model-region", facts.region);
        }
        if (facts.timeout) {
            lines.add("x-litellm-timeout", secondsText(*facts.timeout));
        }
    }
    if (!facts.apiBase.empty()) {
        lines.add("x-litellm-model-api-base", facts.apiBase.substr(0, facts.apiBase.find('?')));
    }
    if (facts.cost) {
        lines.add("x-litellm-response-cost", shortDecimal(*facts.cost));
    }
    lines.add("x-litellm-response-duration-ms", inMilliseconds(facts.duration));
    lines.add("x-litellm-overhead-duration-ms", inMilliseconds(facts.overhead));
    if (facts.figures) {
        addLimits(lines, *facts.figures);
    }
    // A key's own limits come before the provider's, as in LiteLLM.
    if (!facts.figures || !facts.figures->requestsPerMinute) {
        lines.add(facts.upstream.requestLimits);
    }
    if (!facts.figures || !facts.figures->tokensPerMinute) {
        lines.add(facts.upstream.tokenLimits);
    }
    lines.add(facts.upstream.prefixed);
    return lines;
}

std::string customerOf(const std::vector<HttpHeader> &headers, const std::string &user)
{
    for (const char *name : { "x-litellm-customer-id", "x-litellm-end-user-id" }) {
        if (const std::string_view said = headerValue(headers, name); !said.empty()) {
            return std::string(said);
        }
    }
    return user;
}

std::vector<std::string> tagsOf(const std::vector<HttpHeader> &headers, const Caller &caller)
{
    std::vector<std::string> tags;
    for (std::string_view rest = headerValue(headers, "x-litellm-tags"); !rest.empty();) {
        const std::size_t comma = std::min(rest.find(','), rest.size());
        std::string_view tag = rest.substr(0, comma);
        tag.remove_prefix(std::min(tag.find_first_not_of(' '), tag.size()));
        tag.remove_suffix(tag.size() - (tag.find_last_not_of(' ') + 1));
        if (!tag.empty()) {
            tags.emplace_back(tag);
        }
        rest.remove_prefix(std::min(comma + 1, rest.size()));
    }
    tags.insert(tags.end(), caller.tags.begin(), caller.tags.end());
    return tags;
}

void readFacts(routing::RequestFacts &facts, const std::vector<HttpHeader> &headers, const Caller &caller)
{
    std::ranges::move(tagsOf(headers, caller), std::back_inserter(facts.tags));
    facts.inheritedTags = caller.tags; // these never give way
    int priority = 0;
    const std::string_view urgency = headerValue(headers, "x-litellm-priority");
    if (std::from_chars(urgency.data(), urgency.data() + urgency.size(), priority).ec == std::errc()
        && std::abs(priority) <= 1'000) {
        facts.priority = priority;
    }
    facts.userAgent = headerValue(headers, "user-agent");
    for (const char *name : { "x-litellm-session-id", "x-litellm-trace-id" }) {
        if (const std::string_view session = headerValue(headers, name); facts.session.empty() && !session.empty()) {
            facts.session = session;
        }
    }
    if (facts.user.empty()) {
        facts.user = caller.user;
    }
    int retries = 0;
    const std::string_view asked = headerValue(headers, "x-litellm-num-retries");
    if (std::from_chars(asked.data(), asked.data() + asked.size(), retries).ec == std::errc() && retries >= 0
        && retries <= 100) {
        facts.retries = retries;
    }
    double timeout = 0;
    const std::string_view limit = headerValue(headers, "x-litellm-timeout");
    if (std::from_chars(limit.data(), limit.data() + limit.size(), timeout).ec == std::errc() && timeout > 0) {
        facts.timeout = timeout;
    }
}

} // namespace patchbay::gateway
