// SPDX-License-Identifier: GPL-3.0-or-later
//
// How each provider that speaks the OpenAI format deviates from it in requests.
#pragma once

#include "providers/wire/openai_request_writer.h"

namespace patchbay::wire {

// The style for a target; `dropped` holds what goes without saying.
OpenAiStyle openAiStyleFor(const ChatRequest &request, const Target &target);

// Parameters that the model refuses by its kind, beyond what its row says.
std::vector<std::string_view> openAiRefused(const ChatRequest &request, const Target &target);

// The part of a request that no style can express: pictures for a text-only provider.
Result<void> checkOpenAiContent(const ChatRequest &request, const Target &target);

// Where an endpoint ("/chat/completions") is: the account's region and the like filled in; Azure keeps
// the deployment in the path.
Result<std::string> openAiUrl(const ChatRequest &request, const Target &target, std::string_view path);

// The model's name as the provider wants it in the body.
std::string openAiModelName(const Target &target);

} // namespace patchbay::wire
