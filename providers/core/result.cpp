// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/core/result.h"

#include <array>
#include <utility>

namespace patchbay {
namespace {

struct ClassRow {
    ErrorClass kind;
    std::string_view name;
    int status;
};

constexpr std::array classRows {
    ClassRow { ErrorClass::BadRequest, "BadRequestError", 400 },
    ClassRow { ErrorClass::ContextWindowExceeded, "ContextWindowExceededError", 400 },
    ClassRow { ErrorClass::ContentPolicyViolation, "ContentPolicyViolationError", 400 },
    ClassRow { ErrorClass::UnsupportedParams, "UnsupportedParamsError", 400 },
    ClassRow { ErrorClass::UnknownProvider, "LiteLLMUnknownProvider", 400 },
    ClassRow { ErrorClass::Authentication, "AuthenticationError", 401 },
    ClassRow { ErrorClass::PermissionDenied, "PermissionDeniedError", 403 },
    ClassRow { ErrorClass::NotFound, "NotFoundError", 404 },
    ClassRow { ErrorClass::Timeout, "Timeout", 408 },
    ClassRow { ErrorClass::UnprocessableEntity, "UnprocessableEntityError", 422 },
    ClassRow { ErrorClass::RateLimit, "RateLimitError", 429 },
    ClassRow { ErrorClass::InternalServer, "InternalServerError", 500 },
    ClassRow { ErrorClass::Api, "APIError", 500 },
    ClassRow { ErrorClass::ApiConnection, "APIConnectionError", 500 },
    ClassRow { ErrorClass::BadGateway, "BadGatewayError", 502 },
    ClassRow { ErrorClass::ServiceUnavailable, "ServiceUnavailableError", 503 },
    ClassRow { ErrorClass::ApiResponseValidation, "APIResponseValidationError", 500 },
    ClassRow { ErrorClass::BudgetExceeded, "BudgetExceededError", 429 },
    ClassRow { ErrorClass::Cancelled, "Cancelled", 499 },
    ClassRow { ErrorClass::LedgerUnavailable, "LedgerUnavailableError", 503 },
};

const ClassRow &row(ErrorClass kind)
{
    for (const ClassRow &candidate : classRows) {
        if (candidate.kind == kind) {
            return candidate;
        }
    }
    std::unreachable();
}

} // namespace

std::string_view className(ErrorClass kind)
{
    return row(kind).name;
}

std::optional<ErrorClass> classFromName(std::string_view name)
{
    for (const ClassRow &candidate : classRows) {
        if (candidate.name == name) {
            return candidate.kind;
        }
    }
    return std::nullopt;
}

int defaultStatus(ErrorClass kind)
{
    return row(kind).status;
}

Error makeError(ErrorClass kind, std::string message)
{
    Error error;
    error.kind = kind;
    error.message = std::move(message);
    error.status = defaultStatus(kind);
    return error;
}

} // namespace patchbay
