// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/bedrock_error.h"

#include "providers/wire/error_mapping.h"
#include "providers/wire/json_view.h"

#include <algorithm>

namespace patchbay::wire {
namespace {

struct Row {
    std::string_view exception; // lower case, without "exception"
    int status;
    ErrorClass kind;
};

constexpr Row rows[] = {
    { "accessdenied", 403, ErrorClass::PermissionDenied },
    { "expiredtoken", 403, ErrorClass::Authentication },
    { "unrecognizedclient", 403, ErrorClass::Authentication },
    { "invalidsignature", 403, ErrorClass::Authentication },
    { "incompletesignature", 400, ErrorClass::Authentication },
    { "missingauthenticationtoken", 403, ErrorClass::Authentication },
    { "throttling", 429, ErrorClass::RateLimit },
    { "toomanyrequests", 429, ErrorClass::RateLimit },
    { "servicequotaexceeded", 400, ErrorClass::RateLimit },
    { "modelnotready", 429, ErrorClass::ServiceUnavailable },
    { "modeltimeout", 408, ErrorClass::Timeout },
    { "modelerror", 424, ErrorClass::InternalServer },
    { "modelstreamerror", 424, ErrorClass::InternalServer },
    { "serviceunavailable", 503, ErrorClass::ServiceUnavailable },
    // What LiteLLM calls Bedrock's own failures, so that they are retried elsewhere.
    { "internalserver", 500, ErrorClass::ServiceUnavailable },
    { "internalfailure", 500, ErrorClass::ServiceUnavailable },
    { "resourcenotfound", 404, ErrorClass::NotFound },
    { "validation", 400, ErrorClass::BadRequest },
};

constexpr std::string_view contextWords[] = { "too many tokens", "expected maxlength", "input is too long",
                                              "prompt is too long", "too many input tokens" };
constexpr std::string_view tokenWords[] = { "security token included in the request", "bearer token",
                                            "unable to locate credentials", "signature we calculated" };

std::string lowerCase(std::string_view text)
{
    std::string lower(text);
    std::ranges::transform(lower, lower.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return lower;
}

template <std::size_t Count> bool hasAny(std::string_view text, const std::string_view (&words)[Count])
{
    return std::ranges::any_of(words, [&](std::string_view word) { return text.contains(word); });
}

// "ValidationException:http://internal…" and "com.amazon.coral.service#ValidationException"
std::string plainName(std::string_view exception)
{
    if (const std::size_t hash = exception.rfind('#'); hash != std::string_view::npos) {
        exception.remove_prefix(hash + 1);
    }
    return std::string(exception.substr(0, exception.find(':')));
}

const Row *rowOf(std::string_view exception)
{
    std::string name = lowerCase(exception);
    if (name.ends_with("exception")) {
        name.resize(name.size() - std::string_view("exception").size());
    }
    const auto row = std::ranges::find(rows, name, &Row::exception);
    return row == std::end(rows) ? nullptr : &*row;
}

bool takesRowsClass(const Error &error, const Row &row)
{
    // A quota or a refused content is more than the exception tells.
    return error.kind != ErrorClass::ContentPolicyViolation && error.kind != ErrorClass::ContextWindowExceeded
        && !(row.kind == ErrorClass::BadRequest && error.status != row.status);
}

void classify(Error &error, std::string_view exception)
{
    const std::string message = lowerCase(error.message);
    if (error.status == 500) {
        error.kind = ErrorClass::ServiceUnavailable;
    }
    if (const Row *row = rowOf(exception); row != nullptr && takesRowsClass(error, *row)) {
        error.kind = row->kind;
    }
    if (error.status == 424 && exception.empty()) {
        error.kind = ErrorClass::InternalServer;
    }
    if (error.status < 500 && error.status != 429 && hasAny(message, contextWords)) {
        error.kind = ErrorClass::ContextWindowExceeded;
    }
    if (error.status < 500 && hasAny(message, tokenWords)) {
        error.kind = ErrorClass::Authentication;
        error.remedy = "Check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN; temporary ones expire.";
    }
}

Error describe(HttpResponse response, std::string_view exception, const Target &target)
{
    // Some answers spell it "Message".
    const auto json = parseJson(response.body);
    const std::string capital = json ? (*json)["Message"].string() : std::string();
    Error error = errorFromResponse(response, target);
    if (!capital.empty()) {
        HttpResponse spelled = response;
        spelled.body = R"({"message":)" + std::string((*json)["Message"].raw()) + "}";
        error = errorFromResponse(spelled, target);
    }
    const std::string name = plainName(exception);
    if (!name.empty()) {
        error.type = name;
    }
    classify(error, name);
    return error;
}

} // namespace

Error bedrockError(const HttpResponse &response, const Target &target)
{
    std::string exception(headerValue(response.headers, "x-amzn-errortype"));
    if (exception.empty()) {
        if (const auto json = parseJson(response.body)) {
            exception = (*json)["__type"].string();
        }
    }
    return describe(response, exception, target);
}

Error bedrockStreamError(std::string_view exception, std::string body, const Target &target)
{
    HttpResponse response;
    const Row *row = rowOf(exception);
    response.status = row != nullptr ? row->status : 500;
    if (const auto json = parseJson(body); json && exception.contains("odelStreamError")) {
        const std::optional<std::int64_t> original = (*json)["originalStatusCode"].integer();
        if (original && *original >= 400 && *original < 600) {
            response.status = static_cast<int>(*original);
        }
    }
    response.body = std::move(body);
    return describe(std::move(response), exception, target);
}

} // namespace patchbay::wire
