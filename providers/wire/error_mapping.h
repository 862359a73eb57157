// SPDX-License-Identifier: GPL-3.0-or-later
//
// Turns what a provider says about a failure into one of LiteLLM's classes.
#pragma once

#include "providers/core/http.h"
#include "providers/core/result.h"
#include "providers/wire/codec.h"
#include "providers/wire/error_body.h"

#include <string>
#include <string_view>

namespace patchbay::wire {

// Of an answer with a failing status and any body.
Error errorFromResponse(const HttpResponse &response, const Target &target);

// Of an error object that came with status 200: inside a stream, or as the whole answer. The status
// is worked out from its code or type.
Error errorFromObject(const JsonView &json, const Target &target);

// ApiResponseValidation: the bytes are not what the family speaks.
Error malformedAnswer(const Target &target, std::string_view what, std::uint64_t offset);

// ApiConnection: the stream ended before its end.
Error cutStream(const Target &target, std::uint64_t offset);

} // namespace patchbay::wire
