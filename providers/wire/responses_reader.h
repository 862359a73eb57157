// SPDX-License-Identifier: GPL-3.0-or-later
//
// Reads Response objects and output items of OpenAI's Responses API into chat values.
#pragma once

#include "providers/core/chat_response.h"
#include "providers/wire/json_view.h"

namespace patchbay::wire {

Usage readResponsesUsage(const JsonView &usage);

// The same of a whole Response, with the searches among its items, which the usage does not count; nothing where it has no
// usage. Opening a page and looking for words in it are no searches (developers.openai.com/api/docs/pricing).
std::optional<Usage> readUsageOfResponse(const JsonView &response);

bool isResponseObject(const JsonView &json);

// The chat answer that a Response object amounts to. Items that a chat answer has no place for (the
// service's own tools, encrypted reasoning) are kept whole in provider_specific_fields.output_items.
ChatResponse readResponsesAnswer(const JsonView &response);

// "completed", "incomplete" with its reason… as a finish reason.
std::string responsesFinish(const JsonView &response, bool hasToolCalls);

// An annotation in the form in which chat answers have it.
std::string chatAnnotation(const JsonView &annotation);

// {"output_items": [item]}
JsonText outputItemField(const JsonView &item);

} // namespace patchbay::wire
