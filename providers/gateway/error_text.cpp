// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/error_text.h"

#include "providers/wire/json_writer.h"
#include "providers/core/utf8.h"

#include <format>

namespace patchbay::gateway {

int clientStatus(const Error &error)
{
    constexpr int lowestFailure = 400;
    constexpr int highest = 599;
    const bool sensible = error.status >= lowestFailure && error.status <= highest;
    return sensible ? error.status : defaultStatus(error.kind);
}

std::string clientMessage(const Error &error)
{
    if (error.provider.empty()) {
        return error.remedy.empty() ? error.message : error.message + " " + error.remedy;
    }
    return "litellm." + std::string(className(error.kind)) + ": " + error.message;
}

std::string openAiError(const Error &error)
{
    wire::JsonWriter writer;
    writer.beginObject();
    writer.beginObject("error");
    writer.member("message", repairedUtf8(clientMessage(error)));
    std::string type = error.type;
    if (type.empty() && error.kind == ErrorClass::RateLimit) {
        type = "throttling_error";
    }
    writer.textOrNull("type", repairedUtf8(type));
    writer.textOrNull("param", repairedUtf8(error.param));
    // LiteLLM's code is the status; a provider's own code would be lost, so it stands beside.
    const std::string status = std::to_string(clientStatus(error));
    writer.member("code", status);
    if (!error.code.empty() && error.code != status) {
        writer.beginObject("provider_specific_fields");
        writer.member("code", repairedUtf8(error.code));
        writer.endObject();
    }
    writer.endObject();
    writer.endObject();
    return writer.take();
}

std::vector<HttpHeader> errorHeaders(const Error &error)
{
    std::vector<HttpHeader> headers { { "content-type", "application/json" } };
    if (error.retryAfter) {
        const auto seconds = std::chrono::ceil<std::chrono::seconds>(*error.retryAfter);
        headers.push_back({ "retry-after", std::to_string(seconds.count()) });
    }
    return headers;
}

std::vector<HttpHeader> errorHeaders(const Error &error, WallTime now)
{
    std::vector<HttpHeader> headers = errorHeaders(error);
    // A provider's limit is its own.
    if (error.kind == ErrorClass::RateLimit && error.provider.empty() && !error.param.empty() && error.retryAfter) {
        const auto reset = std::chrono::ceil<std::chrono::seconds>(now + *error.retryAfter);
        headers.push_back({ "rate_limit_type", error.param.substr(0, error.param.find(' ')) });
        headers.push_back({ "reset_at", std::format("{:%F %T} UTC", reset) });
    }
    return headers;
}

Error gatewayError(int status, std::string message, std::string type)
{
    Error error = makeError(ErrorClass::BadRequest, std::move(message));
    error.status = status;
    error.type = std::move(type);
    error.code = std::to_string(status);
    return error;
}

} // namespace patchbay::gateway
