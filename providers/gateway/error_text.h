// SPDX-License-Identifier: GPL-3.0-or-later
//
// Errors towards clients, in LiteLLM's words.
#pragma once

#include "providers/core/clock.h"
#include "providers/core/http.h"
#include "providers/core/result.h"

namespace patchbay::gateway {

// The status that a client sees: the provider's where it says something about the request.
int clientStatus(const Error &error);
// "litellm.RateLimitError: …" for errors of providers, the plain message for our own.
std::string clientMessage(const Error &error);
// {"error": {"message", "type", "param", "code"}}, the code as text.
std::string openAiError(const Error &error);
// content-type and retry-after.
std::vector<HttpHeader> errorHeaders(const Error &error);
// The same, with LiteLLM's rate_limit_type and reset_at where a limit of a key or an account was met.
std::vector<HttpHeader> errorHeaders(const Error &error, WallTime now);

// An error of the gateway's own.
Error gatewayError(int status, std::string message, std::string type = "invalid_request_error");

} // namespace patchbay::gateway
