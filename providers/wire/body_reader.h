// SPDX-License-Identifier: GPL-3.0-or-later
//
// First steps with the body of an answer, the same for all families.
#pragma once

#include "providers/wire/codec.h"
#include "providers/wire/json_view.h"

#include <string_view>

namespace patchbay::wire {

// The body as a JSON object; ApiResponseValidation where it is none, and the provider's own error
// where an error object came with a good status. Lives as long as the response.
Result<JsonView> readAnswerObject(const HttpResponse &response, const Target &target);

// An answer in the OpenAI format, whoever sent it.
Result<ChatResponse> decodeOpenAiObject(const JsonView &json, const Target &target);

// Ids of a model list: `array[].member`, without a prefix such as "models/".
Result<std::vector<std::string>> readModelIds(const HttpResponse &response, const Target &target,
                                              std::string_view array, std::string_view member);

} // namespace patchbay::wire
