// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/retry_after.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <sstream>

namespace patchbay::wire {
namespace {

using Milliseconds = std::chrono::milliseconds;

constexpr Milliseconds longestWait = std::chrono::hours(24 * 31);

std::optional<Milliseconds> fromSeconds(double seconds)
{
    if (!std::isfinite(seconds) || seconds < 0 || seconds > 1e9) {
        return std::nullopt;
    }
    const Milliseconds wait(static_cast<std::int64_t>(std::ceil(seconds * 1000)));
    return wait <= longestWait ? std::optional(wait) : std::nullopt;
}

// The number at the start of a text, which moves past it.
std::optional<double> takeNumber(std::string_view &text)
{
    double value = 0;
    const auto [end, problem] =
        std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
    if (problem != std::errc()) {
        return std::nullopt;
    }
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return value;
}

// Seconds in the unit at the start of a text, which moves past it; nothing for no unit.
std::optional<double> takeUnit(std::string_view &text)
{
    struct Unit {
        std::string_view name;
        double seconds;
    };
    static constexpr std::array units {
        Unit { "milliseconds", 0.001 }, Unit { "ms", 0.001 }, Unit { "minutes", 60 }, Unit { "minute", 60 },
        Unit { "m", 60 },               Unit { "seconds", 1 }, Unit { "second", 1 },  Unit { "s", 1 },
        Unit { "hours", 3600 },         Unit { "hour", 3600 }, Unit { "h", 3600 },    Unit { "d", 86400 },
    };
    std::string_view rest = text;
    if (rest.starts_with(' ')) {
        rest.remove_prefix(1);
    }
    for (const Unit &unit : units) {
        if (rest.starts_with(unit.name)) {
            text = rest.substr(unit.name.size());
            return unit.seconds;
        }
    }
    return std::nullopt;
}

// "1m30.5s" at the start of a longer text; needs at least one unit.
std::optional<Milliseconds> leadingDuration(std::string_view text)
{
    double seconds = 0;
    bool any = false;
    while (const std::optional<double> value = takeNumber(text)) {
        const std::optional<double> unit = takeUnit(text);
        if (!unit) {
            break;
        }
        seconds += *value * *unit;
        any = true;
    }
    return any ? fromSeconds(seconds) : std::nullopt;
}

std::optional<Milliseconds> until(std::string_view date, const HttpResponse &response, std::int64_t now)
{
    const std::optional<std::int64_t> then = parseDate(date);
    const std::int64_t from = parseDate(headerValue(response.headers, "date")).value_or(now);
    if (!then || from == 0) {
        return std::nullopt;
    }
    return fromSeconds(static_cast<double>(std::max<std::int64_t>(*then - from, 0)));
}

std::optional<Milliseconds> fromRetryHeaders(const HttpResponse &response, std::int64_t now)
{
    std::string_view milliseconds = headerValue(response.headers, "retry-after-ms");
    if (const std::optional<double> value = takeNumber(milliseconds)) {
        return fromSeconds(*value / 1000);
    }
    const std::string_view header = headerValue(response.headers, "retry-after");
    if (const std::optional<Milliseconds> wait = parseDuration(header)) {
        return wait;
    }
    return until(header, response, now);
}

// A moment in seconds or milliseconds since 1970, a duration, or a date.
std::optional<Milliseconds> fromReset(std::string_view text, const HttpResponse &response, std::int64_t now)
{
    if (const std::optional<Milliseconds> wait = until(text, response, now)) {
        return wait;
    }
    std::string_view rest = text;
    const std::optional<double> value = takeNumber(rest);
    if (value && rest.empty() && *value > 1e9) {
        const std::int64_t from = parseDate(headerValue(response.headers, "date")).value_or(now);
        const double then = *value > 1e12 ? *value / 1000 : *value;
        return from == 0 ? std::nullopt : fromSeconds(std::max(then - static_cast<double>(from), 0.0));
    }
    return parseDuration(text);
}

// The reset of each kind of limit that is used up; the longest wait counts.
std::optional<Milliseconds> fromLimitHeaders(const HttpResponse &response, std::int64_t now)
{
    struct Pair {
        std::string_view remaining;
        std::string_view reset;
    };
    static constexpr std::array pairs {
        Pair { "x-ratelimit-remaining-requests", "x-ratelimit-reset-requests" },
        Pair { "x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens" },
        Pair { "x-ratelimit-remaining", "x-ratelimit-reset" },
        Pair { "ratelimit-remaining", "ratelimit-reset" },
        Pair { "anthropic-ratelimit-requests-remaining", "anthropic-ratelimit-requests-reset" },
        Pair { "anthropic-ratelimit-tokens-remaining", "anthropic-ratelimit-tokens-reset" },
        Pair { "anthropic-ratelimit-input-tokens-remaining", "anthropic-ratelimit-input-tokens-reset" },
        Pair { "anthropic-ratelimit-output-tokens-remaining", "anthropic-ratelimit-output-tokens-reset" },
    };
    std::optional<Milliseconds> longest;
    for (const Pair &pair : pairs) {
        if (headerValue(response.headers, pair.remaining) != "0") {
            continue;
        }
        const std::optional<Milliseconds> wait = fromReset(headerValue(response.headers, pair.reset), response, now);
        if (wait && (!longest || *wait > *longest)) {
            longest = wait;
        }
    }
    return longest;
}

std::optional<Milliseconds> fromDetails(const JsonView &error)
{
    for (const JsonView detail : error["details"].items()) {
        if (const JsonView delay = detail["retryDelay"]; delay) {
            return parseDuration(delay.string());
        }
    }
    // OpenRouter's, and Hugging Face's time until a model is loaded.
    for (const JsonView seconds : { error["metadata"]["retry_after_seconds"], error["estimated_time"] }) {
        if (seconds) {
            return fromSeconds(seconds.number().value_or(-1));
        }
    }
    return std::nullopt;
}

// OpenRouter repeats the headers of whom it asked in the error: "metadata": {"headers": {"X-RateLimit-Reset": "…"}}.
HttpResponse repeatedHeaders(const HttpResponse &response, const JsonView &error)
{
    HttpResponse repeated;
    repeated.status = response.status;
    for (const JsonMember &member : error["metadata"]["headers"].members()) {
        const JsonView value = member.value;
        std::string name = member.key();
        std::ranges::transform(name, name.begin(), [](unsigned char c) { return c < 0x80 ? std::tolower(c) : c; });
        repeated.headers.push_back({ std::move(name), value.isNumber() ? std::string(value.raw()) : value.string() });
    }
    if (const std::string_view date = headerValue(response.headers, "date"); !date.empty()) {
        repeated.headers.push_back({ "date", std::string(date) });
    }
    return repeated;
}

std::optional<Milliseconds> fromMessage(std::string_view message)
{
    for (const std::string_view words : { std::string_view("try again in "), std::string_view("retry in "),
                                          std::string_view("available in "), std::string_view("resets in ~"),
                                          std::string_view("retry after "), std::string_view("Retry after ") }) {
        if (const std::size_t start = message.find(words); start != std::string_view::npos) {
            if (const auto wait = leadingDuration(message.substr(start + words.size()))) {
                return wait;
            }
        }
    }
    return std::nullopt;
}

} // namespace

std::optional<Milliseconds> parseDuration(std::string_view text)
{
    std::string_view rest = text;
    const std::optional<double> plain = takeNumber(rest);
    if (plain && rest.empty()) {
        return fromSeconds(*plain);
    }
    return plain ? leadingDuration(text) : std::nullopt;
}

std::optional<std::int64_t> parseDate(std::string_view text)
{
    if (text.size() < 19) {
        return std::nullopt;
    }
    for (const char *format : { "%a, %d %b %Y %H:%M:%S GMT", "%Y-%m-%dT%H:%M:%S" }) {
        std::istringstream stream { std::string(text) };
        stream.imbue(std::locale::classic());
        std::chrono::sys_seconds moment;
        if (std::chrono::from_stream(stream, format, moment)) {
            return moment.time_since_epoch().count();
        }
    }
    return std::nullopt;
}

std::optional<Milliseconds> findRetryAfter(const HttpResponse &response, const JsonView &error,
                                           std::string_view message, std::int64_t now)
{
    if (const auto wait = fromRetryHeaders(response, now)) {
        return wait;
    }
    if (const auto wait = fromDetails(error)) {
        return wait;
    }
    if (const auto wait = fromMessage(message)) {
        return wait;
    }
    if (response.status != 429) {
        return std::nullopt;
    }
    if (const auto wait = fromLimitHeaders(response, now)) {
        return wait;
    }
    const HttpResponse repeated = repeatedHeaders(response, error);
    const auto wait = fromRetryHeaders(repeated, now);
    return wait ? wait : fromLimitHeaders(repeated, now);
}

} // namespace patchbay::wire
