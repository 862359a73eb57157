// SPDX-License-Identifier: GPL-3.0-or-later
//
// Error and Result<T>: how everything that the world can make fail is reported.
//
// Errors are values. The classes and their HTTP statuses are LiteLLM's, so that a caller who
// handled those handles ours; a few of our own follow for what has no name there. A message never
// contains a secret: whoever builds an Error from foreign text scrubs it first.
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

namespace patchbay {

enum class ErrorClass : std::uint8_t {
    BadRequest,
    ContextWindowExceeded,
    ContentPolicyViolation,
    UnsupportedParams,
    UnknownProvider,
    Authentication,
    PermissionDenied,
    NotFound,
    Timeout,
    UnprocessableEntity,
    RateLimit,
    InternalServer,
    Api,
    ApiConnection,
    BadGateway,
    ServiceUnavailable,
    ApiResponseValidation,
    BudgetExceeded,
    // Ours: the caller stopped the call; the ledger cannot be written, so nothing was sent.
    Cancelled,
    LedgerUnavailable,
};

// The class name as LiteLLM spells it: "RateLimitError", "Timeout", …
std::string_view className(ErrorClass kind);
std::optional<ErrorClass> classFromName(std::string_view name);

// The HTTP status that a gateway answers for the class when the provider gave none.
int defaultStatus(ErrorClass kind);

struct Error {
    ErrorClass kind = ErrorClass::Api;
    std::string message;
    // HTTP status as the provider answered it, or the class's default.
    int status = 0;
    std::string provider;
    std::string model;
    // The provider's own words for kind, parameter and code; empty when it gave none.
    std::string type;
    std::string param;
    std::string code;
    std::optional<std::chrono::milliseconds> retryAfter;
    // A rate limit that waiting does not cure: the account's quota or credit is used up.
    bool quotaExhausted = false;
    // The same call would fail the same way until somebody changes something: a certificate that is not
    // trusted, a proxy that forbids. Never retried.
    bool permanent = false;
    // One sentence that tells a person what to do.
    std::string remedy;
    // The body as the provider sent it, scrubbed and capped; empty when there was none.
    std::string providerBody;
    // Where in the provider's bytes decoding stopped, for malformed answers.
    std::optional<std::uint64_t> offset;

    bool operator==(const Error &) const = default;
};

template <typename T>
using Result = std::expected<T, Error>;

// An error of a class with its default status.
[[nodiscard]] Error makeError(ErrorClass kind, std::string message);
[[nodiscard]] inline std::unexpected<Error> failure(ErrorClass kind, std::string message)
{
    return std::unexpected(makeError(kind, std::move(message)));
}

} // namespace patchbay
