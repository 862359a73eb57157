// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/sandbox/dialect.h"

#include "providers/core/random.h"
#include "providers/sandbox/dialects.h"

#include <array>
#include <cmath>
#include <cstdio>

namespace patchbay::sandbox {

namespace {

// Events are one line; JSON's own line ends are only white space.
std::string oneLine(std::string body)
{
    std::erase(body, '\n');
    return body;
}

std::string dataEvent(const std::string &body)
{
    return "data: " + oneLine(body) + "\n\n";
}

std::string namedEvent(const std::string &body)
{
    return "event: error\ndata: " + oneLine(body) + "\n\n";
}

std::string line(const std::string &body)
{
    return oneLine(body) + "\n";
}

constexpr std::array<Dialect, 4> table { {
    { "openai", parseOpenAi, writeOpenAi, streamOpenAi, openAiError, dataEvent, openAiModels,
      "text/event-stream; charset=utf-8", "application/json" },
    { "anthropic", parseAnthropic, writeAnthropic, streamAnthropic, anthropicError, namedEvent, anthropicModels,
      "text/event-stream; charset=utf-8", "application/json" },
    { "gemini", parseGemini, writeGemini, streamGemini, geminiError, dataEvent, geminiModels, "text/event-stream",
      "application/json; charset=UTF-8" },
    { "ollama", parseOllama, writeOllama, streamOllama, ollamaError, line, ollamaModels, "application/x-ndjson",
      "application/json; charset=utf-8" },
} };

// Whole seconds as the real ones send them; a test that waits less gets its fraction.
std::string seconds(double value)
{
    char buffer[32];
    const int length = std::snprintf(buffer, sizeof buffer, value == std::floor(value) ? "%.0f" : "%.3f", value);
    return std::string(buffer, static_cast<std::size_t>(length));
}

} // namespace

Stamp stampOf(std::uint64_t fingerprint)
{
    constexpr std::string_view alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    // The same request gets the same date: answers are repeatable to the byte.
    constexpr std::int64_t firstDay2026 = 1'767'225'600;
    constexpr std::uint64_t spread = 10'000'000;
    SeededRandom random(fingerprint);
    Stamp stamp;
    stamp.created = firstDay2026 + static_cast<std::int64_t>(random.next() % spread);
    for (int digit = 0; digit < 24; ++digit) {
        stamp.token += alphabet[random.next() % alphabet.size()];
    }
    return stamp;
}

const Dialect *dialectFor(std::string_view family)
{
    for (const Dialect &dialect : table) {
        if (dialect.family == family) {
            return &dialect;
        }
    }
    return nullptr;
}

std::span<const Dialect> dialects()
{
    return table;
}

HttpResponse errorResponse(const Dialect &dialect, const WireFailure &failure)
{
    HttpResponse response;
    response.status = failure.status;
    response.headers.push_back({ "content-type", std::string(dialect.jsonType) });
    if (failure.retryAfter > 0) {
        response.headers.push_back({ "retry-after", seconds(failure.retryAfter) });
    }
    if (dialect.family == "openai" && failure.status == 429) {
        response.headers.push_back({ "x-ratelimit-limit-requests", "3" });
        response.headers.push_back({ "x-ratelimit-remaining-requests", "0" });
        response.headers.push_back({ "x-ratelimit-reset-requests", seconds(std::max(failure.retryAfter, 1.0)) + "s" });
    }
    if (dialect.family == "anthropic" && failure.status == 429) {
        response.headers.push_back({ "anthropic-ratelimit-requests-limit", "50" });
        response.headers.push_back({ "anthropic-ratelimit-requests-remaining", "0" });
    }
    if (dialect.family == "anthropic") {
        response.headers.push_back({ "request-id", "req_sandbox" });
    } else if (dialect.family == "openai") {
        response.headers.push_back({ "x-request-id", "req_sandbox" });
    }
    response.body = dialect.errorBody(failure);
    return response;
}

} // namespace patchbay::sandbox
