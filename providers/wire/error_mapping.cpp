// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/error_mapping.h"

#include "providers/wire/error_class.h"
#include "providers/wire/retry_after.h"
#include "providers/wire/scrub.h"
#include "providers/core/utf8.h"

namespace patchbay::wire {
namespace {

constexpr std::size_t keptBody = 8 * 1024;
constexpr std::size_t longestMessage = 4 * 1024;

std::string messageOf(const ErrorBody &body, int status)
{
    const std::string number = "HTTP " + std::to_string(status);
    switch (body.form) {
    case ErrorBody::Form::Empty:
        return "The server answered " + number + " with an empty body.";
    case ErrorBody::Form::Html: {
        const std::string title = scrubbed(body.message);
        return "The server answered " + number + " with a web page instead of JSON"
            + (title.empty() ? "." : " (" + title + ").");
    }
    default:
        break;
    }
    const std::string message = scrubbed(utf8Prefix(body.message, longestMessage));
    return message.empty() ? "The provider answered " + number + " without saying why." : message;
}

std::string keyAdvice(const Target &target)
{
    const std::vector<std::string> &variables = target.provider.keyVariables;
    const std::string name = target.provider.name.empty() ? target.provider.id : target.provider.name;
    return "Check the key for " + name
        + (variables.empty() ? "." : ": set " + variables.front() + " or paste another in the settings.");
}

std::string adviceFor(const Error &error, const Target &target)
{
    if (error.quotaExhausted) {
        return "The account's quota or credit is used up; waiting does not help. Add credit or use another account.";
    }
    switch (error.kind) {
    case ErrorClass::Authentication:
        return keyAdvice(target);
    case ErrorClass::PermissionDenied:
        return "The key may not use this model or feature; check the account's permissions.";
    case ErrorClass::NotFound:
        return "Check the model's name and the api_base.";
    case ErrorClass::RateLimit:
        return error.retryAfter ? "Wait as long as the provider asks, or send fewer requests."
                                : "Wait a moment, or send fewer requests.";
    case ErrorClass::ContextWindowExceeded:
        return "Shorten the conversation or choose a model with a larger context window.";
    case ErrorClass::ContentPolicyViolation:
        return "The provider's content policy refused this; change the prompt.";
    case ErrorClass::BadRequest:
        return "The provider refused the request as it is; its message says what to change.";
    case ErrorClass::Timeout:
    case ErrorClass::InternalServer:
    case ErrorClass::BadGateway:
    case ErrorClass::ServiceUnavailable:
        return "The provider has trouble; try again.";
    default:
        return {};
    }
}

std::string adviceForBody(const ErrorBody &body, const Error &error, const Target &target)
{
    const bool strange = body.form == ErrorBody::Form::Html
        || (body.form == ErrorBody::Form::Empty && (error.status == 404 || error.status >= 500));
    if (strange) {
        return "This looks like a proxy or a wrong api_base"
            + (target.apiBase.empty() ? std::string(".") : ": check " + scrubbed(target.apiBase) + ".");
    }
    return adviceFor(error, target);
}

Error describe(const ErrorBody &body, const HttpResponse &response, const Target &target)
{
    Error error;
    error.status = response.status;
    error.kind = classifyError(body, response.status);
    error.message = messageOf(body, response.status);
    error.provider = target.provider.id;
    error.model = target.model;
    error.type = scrubbed(body.type);
    error.param = scrubbed(body.param);
    error.code = scrubbed(body.code);
    error.quotaExhausted = error.kind == ErrorClass::RateLimit && isQuotaExhausted(body, response.status);
    error.retryAfter = findRetryAfter(response, body.error, body.message, target.now);
    error.remedy = adviceForBody(body, error, target);
    error.providerBody = utf8Prefix(scrubbed(utf8Prefix(response.body, keptBody)), keptBody);
    return error;
}

} // namespace

Error errorFromResponse(const HttpResponse &response, const Target &target)
{
    return describe(readErrorBody(response.body), response, target);
}

Error errorFromObject(const JsonView &json, const Target &target)
{
    const ErrorBody body = readErrorObject(json);
    HttpResponse response;
    response.status = statusOfErrorObject(body);
    response.body = json.raw().substr(0, keptBody);
    return describe(body, response, target);
}

Error malformedAnswer(const Target &target, std::string_view what, std::uint64_t offset)
{
    Error error = makeError(ErrorClass::ApiResponseValidation,
                            "The provider's answer could not be read at byte " + std::to_string(offset) + ": "
                                + std::string(what) + ".");
    error.provider = target.provider.id;
    error.model = target.model;
    error.offset = offset;
    error.remedy = "Try again; if it stays so, check that the api_base speaks this provider's format.";
    return error;
}

Error cutStream(const Target &target, std::uint64_t offset)
{
    Error error = makeError(ErrorClass::ApiConnection,
                            "The connection ended before the answer was complete, after "
                                + std::to_string(offset) + " bytes.");
    error.provider = target.provider.id;
    error.model = target.model;
    error.offset = offset;
    error.remedy = "Try again; what had arrived is kept.";
    return error;
}

} // namespace patchbay::wire
