// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/error_class.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <span>

namespace patchbay::wire {
namespace {

std::string lowerCase(std::string_view text)
{
    std::string lower(text);
    for (char &c : lower) {
        if (c >= 'A' && c <= 'Z') {
            c = static_cast<char>(c - 'A' + 'a');
        }
    }
    return lower;
}

bool hasAny(std::string_view text, std::span<const std::string_view> words)
{
    return std::ranges::any_of(words, [&](std::string_view word) { return text.find(word) != std::string_view::npos; });
}

constexpr std::array<std::string_view, 4> timeoutWords {
    "request timed out",
    "request timeout error",
    "timed out generating response",
    "the read operation timed out",
};

constexpr std::array<std::string_view, 20> contextWords {
    "exceed context limit",
    "maximum context length",
    "maximum context limit",
    "string too long. expected a string with maximum length",
    "is longer than the model's context length",
    "input tokens exceed the configured limit",
    "`inputs` tokens + `max_new_tokens` must be",
    "exceeds the available context size",
    "exceeds the maximum number of tokens allowed",
    "prompt is too long",
    "prompt: length",
    "input is too long for requested model",
    "too many tokens",
    "exceeds the context window",
    "exceeds the model's context window",
    "context length exceeded",
    "maximum prompt length is",
    "input length and `max_tokens` exceed context limit",
    "context window exceeds limit",
    "prompt contains too many tokens",
};

constexpr std::array<std::string_view, 13> policyWords {
    "content_policy_violation",
    "responsibleaipolicyviolation",
    "content management policy",
    "as a result of our safety system",
    "the model produced invalid content",
    "content_filter_policy",
    "content filtering policy",
    "violating our usage policy",
    "blocked by our content filters", // Nova Canvas
    "data_inspection_failed", // DashScope
    "datainspectionfailed",
    "sensitivecontentdetected", // Volcengine
    "\xe4\xb8\x8d\xe5\xae\x89\xe5\x85\xa8\xe6\x88\x96\xe6\x95\x8f\xe6\x84\x9f\xe5\x86\x85\xe5\xae\xb9", // Z.ai's 1301:
                                                                                                        // "unsafe or
                                                                                                        // sensitive
                                                                                                        // content"
};

constexpr std::array<std::string_view, 6> badKeyWords {
    "incorrect api key", "invalid api key", "api key not valid",
    "invalid x-api-key", "api key expired", "no auth credentials found",
};

constexpr std::array<std::string_view, 5> rateWords {
    "rate limit reached", "rate limit exceeded", "rate_limit_exceeded", "service tier capacity exceeded",
    "too many requests",
};

constexpr std::array<std::string_view, 10> creditWords {
    "credit balance is too low", "insufficient_quota",    "insufficient balance",  "insufficient credits",
    "billing hard limit",        "requires more credits", "exceeded your monthly", "out of credits",
    "doesn't have any credits", "token_quota_reached",
};

ErrorClass classOfStatus(int status)
{
    switch (status) {
    case 401: return ErrorClass::Authentication;
    case 402:
    case 429:
    case 498: // Groq's flex tier is full
        return ErrorClass::RateLimit;
    case 403: return ErrorClass::PermissionDenied;
    case 404: return ErrorClass::NotFound;
    case 408:
    case 504:
    case 522:
    case 524: return ErrorClass::Timeout;
    case 400:
    case 405:
    case 409:
    case 413:
    case 415:
    case 422: return ErrorClass::BadRequest;
    case 500: return ErrorClass::InternalServer;
    case 502: return ErrorClass::BadGateway;
    case 503:
    case 520:
    case 521:
    case 523: return ErrorClass::ServiceUnavailable;
    default: return ErrorClass::Api;
    }
}

// A rejected request, where the words tell which kind. Nothing where they do not.
std::optional<ErrorClass> classOfRejection(const ErrorBody &body, std::string_view message, int status)
{
    if (body.code == "context_length_exceeded" || hasAny(message, contextWords)) {
        return ErrorClass::ContextWindowExceeded;
    }
    if (body.code == "content_filter" || body.code == "content_policy_violation" || hasAny(message, policyWords)
        || hasAny(lowerCase(body.code), policyWords)) {
        return ErrorClass::ContentPolicyViolation;
    }
    if (body.code == "model_not_found" || body.code == "DeploymentNotFound") {
        return ErrorClass::NotFound;
    }
    if (body.code == "rate_limit_exceeded" && status == 413) { // Groq: more tokens than a minute allows
        return ErrorClass::RateLimit;
    }
    if (body.code == "invalid_api_key" || hasAny(message, badKeyWords)) {
        return ErrorClass::Authentication;
    }
    return std::nullopt;
}

} // namespace

bool isQuotaExhausted(const ErrorBody &body, int status)
{
    const std::string message = lowerCase(body.message);
    if (status == 402 || body.code == "insufficient_quota" || body.type == "insufficient_quota"
        || body.type == "billing_error" || body.code == "token_quota_reached" || hasAny(message, creditWords)) {
        return true;
    }
    if (message.find("exceeded your current quota") == std::string::npos) {
        return false;
    }
    // Gemini says the same of limits by the minute, whose details tell when to come back.
    const std::string details = lowerCase(body.error["details"].raw());
    return details.find("perminute") == std::string::npos && details.find("retrydelay") == std::string::npos;
}

ErrorClass classifyError(const ErrorBody &body, int status)
{
    const std::string message = lowerCase(body.message);
    if (hasAny(message, timeoutWords) && status != 429) {
        return ErrorClass::Timeout;
    }
    const bool rejected = status >= 400 && status < 500;
    if (isQuotaExhausted(body, status) && rejected && status != 401) {
        return ErrorClass::RateLimit;
    }
    if (status == 400 || status == 403 || status == 413 || status == 422 || status == 404) {
        if (const std::optional<ErrorClass> found = classOfRejection(body, message, status)) {
            return *found;
        }
    }
    if (body.type == "overloaded_error") { // Anthropic's 529
        return ErrorClass::InternalServer;
    }
    if (status == 500 && classOfRejection(body, message, status) == ErrorClass::ContextWindowExceeded) {
        return ErrorClass::ContextWindowExceeded; // llama.cpp and Ollama answer so
    }
    if (status == 0 && hasAny(message, rateWords)) {
        return ErrorClass::RateLimit;
    }
    return classOfStatus(status);
}

int statusOfErrorObject(const ErrorBody &body)
{
    struct Row {
        std::string_view word;
        int status;
    };
    static constexpr std::array rows {
        Row { "invalid_request_error", 400 },
        Row { "INVALID_ARGUMENT", 400 },
        Row { "authentication_error", 401 },
        Row { "UNAUTHENTICATED", 401 },
        Row { "billing_error", 402 },
        Row { "permission_error", 403 },
        Row { "PERMISSION_DENIED", 403 },
        Row { "not_found_error", 404 },
        Row { "NOT_FOUND", 404 },
        Row { "request_too_large", 413 },
        Row { "rate_limit_error", 429 },
        Row { "rate_limit_exceeded", 429 },
        Row { "insufficient_quota", 429 },
        Row { "RESOURCE_EXHAUSTED", 429 },
        Row { "api_error", 500 },
        Row { "server_error", 500 },
        Row { "INTERNAL", 500 },
        Row { "timeout_error", 504 },
        Row { "DEADLINE_EXCEEDED", 504 },
        Row { "UNAVAILABLE", 503 },
        Row { "overloaded_error", 529 },
        Row { "context_length_exceeded", 400 },
    };
    const JsonView explicitStatus = body.error["status_code"];
    int status = static_cast<int>(explicitStatus.integer().value_or(0));
    if (status == 0) {
        std::from_chars(body.code.data(), body.code.data() + body.code.size(), status);
    }
    if (status >= 400 && status < 600) {
        return status;
    }
    // What the code says is closer than what the type says: OpenAI's type of a wrong key is that of any wrong request.
    if (body.code == "invalid_api_key") {
        return 401;
    }
    for (const Row &row : rows) {
        if (body.type == row.word || body.code == row.word) {
            return row.status;
        }
    }
    return 500;
}

} // namespace patchbay::wire
