// SPDX-License-Identifier: GPL-3.0-or-later
//
// What each provider's error bodies say: one row per family, status and variant, written from
// recordings and the providers' error pages. `{model}` and `{key}` are filled in.
#include "providers/sandbox/dialects.h"

#include "providers/sandbox/json_writing.h"

#include <span>

namespace patchbay::sandbox {

namespace {

struct Row {
    int status;
    std::string_view variant; // empty: the status's usual body
    std::string_view type;
    std::string_view code;
    std::string_view message;
};

constexpr Row openAiRows[] = {
    { 400, "context", "invalid_request_error", "context_length_exceeded",
      "This model's maximum context length is 128000 tokens. However, your messages resulted in 131072 tokens. Please "
      "reduce the "
      "length of the messages." },
    { 400, "content_policy", "invalid_request_error", "content_policy_violation",
      "Your request was rejected as a result of our safety system. Your prompt may contain text that is not allowed by "
      "our safety "
      "system." },
    { 400, "", "invalid_request_error", "",
      "Invalid 'temperature': decimal above maximum value. Expected a value <= 2, but got 3 instead." },
    { 401, "", "invalid_request_error", "invalid_api_key",
      "Incorrect API key provided: bad****key. You can find your API key at "
      "https://platform.openai.com/account/api-keys." },
    { 403, "", "request_forbidden", "unsupported_country_region_territory",
      "Country, region, or territory not supported" },
    { 404, "", "invalid_request_error", "model_not_found",
      "The model `{model}` does not exist or you do not have access to it." },
    { 405, "", "invalid_request_error", "",
      "Not allowed with this method. (HINT: Perhaps you meant to use a different HTTP method?)" },
    { 408, "", "server_error", "", "Request timed out." },
    { 413, "", "invalid_request_error", "", "Maximum content size limit (26214400) exceeded (31457280 bytes read)" },
    { 422, "", "invalid_request_error", "", "Unprocessable entity: messages must not be empty." },
    { 429, "quota", "insufficient_quota", "insufficient_quota",
      "You exceeded your current quota, please check your plan and billing details. For more information on this "
      "error, read the "
      "docs: https://platform.openai.com/docs/guides/error-codes/api-errors." },
    { 429, "", "requests", "rate_limit_exceeded",
      "Rate limit reached for {model} in organization org-sandbox on requests per min (RPM): Limit 3, Used 3, "
      "Requested 1. Please "
      "try again in {wait}s. Visit https://platform.openai.com/account/rate-limits to learn more." },
    { 500, "", "server_error", "", "The server had an error while processing your request. Sorry about that!" },
    { 502, "", "server_error", "", "Bad gateway." },
    { 503, "", "server_error", "", "The engine is currently overloaded, please try again later." },
    { 504, "", "server_error", "", "Gateway timeout." },
    { 0, "", "server_error", "", "Overloaded" },
};

constexpr Row anthropicRows[] = {
    { 400, "context", "invalid_request_error", "", "prompt is too long: 205432 tokens > 200000 maximum" },
    { 400, "content_policy", "invalid_request_error", "", "Output blocked by content filtering policy" },
    { 400, "quota", "invalid_request_error", "",
      "Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase "
      "credits." },
    { 400, "", "invalid_request_error", "", "temperature: range: 0..1" },
    { 401, "", "authentication_error", "", "invalid x-api-key" },
    { 403, "", "permission_error", "", "Your API key does not have permission to use the specified resource." },
    { 404, "", "not_found_error", "", "model: {model}" },
    { 405, "", "invalid_request_error", "", "Method Not Allowed" },
    { 408, "", "timeout_error", "", "Request timed out." },
    { 413, "", "request_too_large", "", "Request exceeds the maximum size" },
    { 422, "", "invalid_request_error", "", "messages: unprocessable" },
    { 429, "quota", "rate_limit_error", "",
      "You have reached your specified API usage limits. You will regain access on 2027-01-01 at 00:00 UTC." },
    { 429, "", "rate_limit_error", "",
      "This request would exceed your organization's rate limit of 50 requests per minute. For details, refer to: "
      "https://docs.claude.com/en/api/rate-limits." },
    { 500, "", "api_error", "", "Internal server error" },
    { 502, "", "api_error", "", "Bad gateway" },
    { 503, "", "api_error", "", "Service unavailable" },
    { 504, "", "timeout_error", "", "Request timed out" },
    { 0, "", "overloaded_error", "", "Overloaded" },
};

constexpr Row geminiRows[] = {
    { 400, "context", "INVALID_ARGUMENT", "",
      "The input token count (1250074) exceeds the maximum number of tokens allowed (1048576)." },
    { 400, "content_policy", "INVALID_ARGUMENT", "", "The response was blocked. Reason: PROHIBITED_CONTENT" },
    { 400, "invalid_key", "INVALID_ARGUMENT", "", "API key not valid. Please pass a valid API key." },
    { 400, "", "INVALID_ARGUMENT", "",
      "* GenerateContentRequest.generation_config.temperature: temperature must be in the range [0.0, 2.0].\n" },
    { 401, "", "UNAUTHENTICATED", "",
      "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid "
      "authentication "
      "credential." },
    { 403, "", "PERMISSION_DENIED", "", "The caller does not have permission" },
    { 404, "", "NOT_FOUND", "",
      "models/{model} is not found for API version v1beta, or is not supported for generateContent. Call "
      "ModelService.ListModels to "
      "see the list of available models and their supported methods." },
    { 405, "", "UNIMPLEMENTED", "", "Method not allowed." },
    { 408, "", "DEADLINE_EXCEEDED", "", "Request timed out." },
    { 413, "", "INVALID_ARGUMENT", "", "Request payload size exceeds the limit: 20971520 bytes." },
    { 422, "", "INVALID_ARGUMENT", "", "Unprocessable entity." },
    { 429, "quota", "RESOURCE_EXHAUSTED", "GenerateRequestsPerDayPerProjectPerModel-FreeTier",
      "You exceeded your current quota, please check your plan and billing details. For more information on this "
      "error, head to: "
      "https://ai.google.dev/gemini-api/docs/rate-limits." },
    { 429, "", "RESOURCE_EXHAUSTED", "GenerateRequestsPerMinutePerProjectPerModel",
      "Resource has been exhausted (e.g. check quota)." },
    { 500, "", "INTERNAL", "",
      "An internal error has occurred. Please retry or report in "
      "https://developers.generativeai.google/guide/troubleshooting" },
    { 502, "", "UNAVAILABLE", "", "Bad gateway." },
    { 503, "", "UNAVAILABLE", "", "The model is overloaded. Please try again later." },
    { 504, "", "DEADLINE_EXCEEDED", "", "The request timed out. Please try again." },
    { 0, "", "UNAVAILABLE", "", "The model is overloaded. Please try again later." },
};

constexpr Row ollamaRows[] = {
    { 400, "context", "", "", "the input length exceeds the context length" },
    { 400, "content_policy", "", "",
      "Your request was rejected as a result of our safety system: content_policy_violation" },
    { 400, "", "", "", "invalid options: temperature" },
    { 401, "", "", "", "unauthorized" },
    { 403, "", "", "", "You do not have permission to access this resource." },
    { 404, "", "", "", "model '{model}' not found" },
    { 405, "", "", "", "method not allowed" },
    { 408, "", "", "", "Request timed out." },
    { 413, "", "", "", "Request exceeds the maximum allowed number of bytes." },
    { 422, "", "", "", "Unprocessable entity." },
    { 429, "quota", "", "", "you have reached your weekly usage limit, please upgrade to continue" },
    { 429, "", "", "", "too many requests" },
    { 500, "", "", "", "llama runner process has terminated: exit status 2" },
    { 502, "", "", "", "Bad gateway." },
    { 503, "", "", "", "server busy, please try again.  maximum pending requests exceeded" },
    { 504, "", "", "", "Gateway timeout." },
    { 0, "", "", "", "server busy, please try again.  maximum pending requests exceeded" },
};

const Row &rowFor(std::span<const Row> rows, const WireFailure &failure)
{
    const Row *usual = &rows.back();
    for (const Row &row : rows) {
        if (row.status == failure.status && row.variant == failure.variant) {
            return row;
        }
        if (row.status == failure.status && row.variant.empty()) {
            usual = &row;
        }
    }
    return *usual;
}

std::string wholeSeconds(double value)
{
    return std::to_string(value > 0 ? static_cast<long long>(value + 0.999) : 1);
}

std::string messageOf(const Row &row, const WireFailure &failure)
{
    if (!failure.message.empty()) {
        return failure.message;
    }
    std::string message(row.message);
    if (const std::size_t at = message.find("{model}"); at != std::string::npos) {
        message.replace(at, 7, failure.model);
    }
    if (const std::size_t at = message.find("{wait}"); at != std::string::npos) {
        message.replace(at, 6, wholeSeconds(failure.retryAfter));
    }
    return message;
}

std::string orNull(std::string_view text)
{
    return text.empty() ? "null" : jsonString(text);
}

} // namespace

std::string openAiError(const WireFailure &failure)
{
    const Row &row = rowFor(openAiRows, failure);
    // A failure with a message of its own has its own code, or none.
    const std::string_view code = failure.message.empty() ? row.code : std::string_view(failure.code);
    const bool contextual = failure.param.empty() && row.variant == "context";
    return "{\n  \"error\": {\n    \"message\": " + jsonString(messageOf(row, failure)) + ",\n    \"type\": "
        + jsonString(row.type) + ",\n    \"param\": " + (contextual ? "\"messages\"" : orNull(failure.param))
        + ",\n    \"code\": " + orNull(code) + "\n  }\n}";
}

std::string anthropicError(const WireFailure &failure)
{
    const Row &row = rowFor(anthropicRows, failure);
    return "{\"type\":\"error\",\"error\":{\"type\":" + jsonString(row.type)
        + ",\"message\":" + jsonString(messageOf(row, failure)) + "},\"request_id\":\"req_sandbox\"}";
}

std::string geminiError(const WireFailure &failure)
{
    const Row &row = rowFor(geminiRows, failure);
    std::string out = "{\n  \"error\": {\n    \"code\": " + std::to_string(failure.status)
        + ",\n    \"message\": " + jsonString(messageOf(row, failure)) + ",\n    \"status\": " + jsonString(row.type);
    if (failure.status == 429) {
        out += ",\n    \"details\": [\n      {\n        \"@type\": \"type.googleapis.com/google.rpc.QuotaFailure\",\n"
               "        \"violations\": [{\"quotaId\": "
            + jsonString(row.code)
            + "}]\n      },\n      {\n"
              "        \"@type\": \"type.googleapis.com/google.rpc.RetryInfo\",\n        \"retryDelay\": \""
            + wholeSeconds(failure.retryAfter) + "s\"\n      }\n    ]";
    } else if (row.variant == "invalid_key") {
        out += ",\n    \"details\": [\n      {\n        \"@type\": \"type.googleapis.com/google.rpc.ErrorInfo\",\n"
               "        \"reason\": \"API_KEY_INVALID\",\n        \"domain\": \"googleapis.com\"\n      }\n    ]";
    }
    return out + "\n  }\n}\n";
}

std::string ollamaError(const WireFailure &failure)
{
    return "{\"error\":" + jsonString(messageOf(rowFor(ollamaRows, failure), failure)) + "}";
}

} // namespace patchbay::sandbox
