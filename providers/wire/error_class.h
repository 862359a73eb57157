// SPDX-License-Identifier: GPL-3.0-or-later
//
// The rules that choose an error's class: words first, then the status.
#pragma once

#include "providers/core/result.h"
#include "providers/wire/error_body.h"

namespace patchbay::wire {

// docs/compatibility.md lists where this differs from LiteLLM and why.
ErrorClass classifyError(const ErrorBody &body, int status);

// True where waiting does not help: the account's quota or credit is used up.
bool isQuotaExhausted(const ErrorBody &body, int status);

// What an error event without a status amounts to.
int statusOfErrorObject(const ErrorBody &body);

} // namespace patchbay::wire
