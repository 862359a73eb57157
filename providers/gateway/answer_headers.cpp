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

// Whether a header's name may have it at its end.
bool isToken(std::string_view text)
{
    constexpr std::string_view letters = "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    return !text.empty() && text.find_first_not_of(letters) == std::string_view::npos;
}

void addLimits(std::vector<HttpHeader> &headers, const KeyFigures &figures)
{
    headers.push_back({ "x-litellm-key-spend", shortDecimal(figures.spent) });
    if (figures.maximumBudget) {
        headers.push_back({ "x-litellm-key-max-budget", shortDecimal(*figures.maximumBudget) });
    }
    const auto add = [&](std::string_view kind, std::string_view name, const std::optional<std::int64_t> &limit,
                         std::int64_t left) {
        if (limit) {
            headers.push_back({ "x-litellm-key-" + std::string(kind) + "-limit", std::to_string(*limit) });
            headers.push_back({ "x-ratelimit-limit-" + std::string(name), std::to_string(*limit) });
            headers.push_back({ "x-ratelimit-remaining-" + std::string(name), std::to_string(left) });
            headers.push_back({ "x-ratelimit-api_key-limit-" + std::string(name), std::to_string(*limit) });
            headers.push_back({ "x-ratelimit-api_key-remaining-" + std::string(name), std::to_string(left) });
        }
    };
    add("rpm", "requests", figures.requestsPerMinute, figures.requestsLeft);
    add("tpm", "tokens", figures.tokensPerMinute, figures.tokensLeft);
    const auto addOfModel = [&](std::string_view name, const std::optional<std::int64_t> &left) {
        if (left && isToken(figures.model)) {
            headers.push_back({ "x-litellm-key-remaining-" + std::string(name) + "-" + figures.model, std::to_string(*left) });
        }
    };
    addOfModel("requests", figures.modelRequestsLeft);
    addOfModel("tokens", figures.modelTokensLeft);
}

constexpr std::string_view limitHeaders[] = {
    "x-ratelimit-limit-requests", "x-ratelimit-remaining-requests", "x-ratelimit-reset-requests",
    "x-ratelimit-limit-tokens",   "x-ratelimit-remaining-tokens",   "x-ratelimit-reset-tokens",
};

// Of one connection, of one client, or the length of something that the client does not get.
bool isProvidersOwn(std::string_view name)
{
    constexpr std::string_view names[] = { "connection", "keep-alive", "content-length", "transfer-encoding", "te", "trailer", "upgrade",
                                           "set-cookie", "set-cookie2", "www-authenticate", "proxy-authenticate",
                                           "proxy-authentication-info", "authentication-info", "alt-svc" };
    return std::ranges::contains(names, name) || name.starts_with("proxy-");
}

// A key's own limits come before the provider's, as in LiteLLM.
void addUpstream(std::vector<HttpHeader> &headers, AnswerFacts &facts)
{
    const bool ownRequests = facts.figures && facts.figures->requestsPerMinute;
    const bool ownTokens = facts.figures && facts.figures->tokensPerMinute;
    for (HttpHeader &header : facts.upstream) {
        const bool limit = header.name.starts_with("x-ratelimit-");
        if (!limit || !(header.name.ends_with("requests") ? ownRequests : ownTokens)) {
            headers.push_back(std::move(header));
        }
    }
}

} // namespace

std::vector<HttpHeader> upstreamHeaders(std::vector<HttpHeader> received)
{
    constexpr std::string_view prefix = "llm_provider-";
    constexpr std::size_t countAtMost = 64;
    constexpr std::size_t bytesAtMost = 8 * 1024;
    std::vector<HttpHeader> headers;
    headers.reserve(std::min(received.size(), countAtMost));
    std::size_t bytes = 0;
    for (HttpHeader &header : received) {
        if (isProvidersOwn(header.name)) {
            continue;
        }
        bytes += prefix.size() + header.name.size() + header.value.size() + 4;
        if (headers.size() >= countAtMost || bytes > bytesAtMost) {
            break;
        }
        if (header.name.starts_with("x-ratelimit-") && std::ranges::contains(limitHeaders, header.name)) {
            headers.push_back(header);
        }
        std::string name;
        name.reserve(prefix.size() + header.name.size());
        if (!header.name.starts_with(prefix)) { // another gateway's answer
            name += prefix;
        }
        name += header.name;
        headers.push_back({ std::move(name), std::move(header.value) });
    }
    return headers;
}

std::vector<HttpHeader> answerHeaderList(AnswerFacts facts)
{
    constexpr std::size_t atMost = 20; // with the answer's own
    std::vector<HttpHeader> headers;
    headers.reserve(atMost + facts.upstream.size());
    headers.push_back({ "x-litellm-call-id", facts.callId });
    headers.push_back({ "x-litellm-version", PATCHBAY_VERSION });
    headers.push_back({ "x-litellm-model-group", facts.group });
    if (!facts.deployment.empty()) {
        headers.push_back({ "x-litellm-model-id", facts.deployment });
        headers.push_back({ "x-litellm-attempted-retries", std::to_string(facts.retries) });
        headers.push_back({ "x-litellm-attempted-fallbacks", std::to_string(facts.fallbacks) });
        if (facts.retries > 0) {
            headers.push_back({ "x-litellm-max-retries", std::to_string(facts.maximumRetries) });
        }
        if (facts.fallbacks > 0) {
            headers.push_back({ "x-litellm-max-fallbacks", std::to_string(facts.maximumFallbacks) });
        }
        if (!facts.region.empty()) {
            headers.push_back({ "x-litellm-model-region", std::string(facts.region) });
        }
        if (facts.timeout) {
            headers.push_back({ "x-litellm-timeout", secondsText(*facts.timeout) });
        }
    }
    if (!facts.apiBase.empty()) {
        headers.push_back({ "x-litellm-model-api-base", facts.apiBase.substr(0, facts.apiBase.find('?')) });
    }
    if (facts.cost) {
        headers.push_back({ "x-litellm-response-cost", shortDecimal(*facts.cost) });
    }
    headers.push_back({ "x-litellm-response-duration-ms", inMilliseconds(facts.duration) });
    headers.push_back({ "x-litellm-overhead-duration-ms", inMilliseconds(facts.overhead) });
    if (facts.figures) {
        addLimits(headers, *facts.figures);
    }
    addUpstream(headers, facts);
    return headers;
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
