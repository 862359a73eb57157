// SPDX-License-Identifier: GPL-3.0-or-later
//
// Bedrock's InvokeModel: each maker's own format inside Amazon's envelope.
//
// Claude speaks Anthropic Messages, Nova the Converse form, most others OpenAI's; Llama, Titan and
// Cohere's Command have formats of their own.
#pragma once

#include "providers/wire/bedrock_model.h"
#include "providers/wire/codec.h"
#include "providers/wire/json_view.h"
#include "providers/wire/parameters.h"

namespace patchbay::wire {

Result<std::string> writeInvokeRequest(const ChatRequest &request, const Target &target, const BedrockModel &model,
                                       const DroppedParameters &notSent);

// Told apart by shape. Without choices where the body is no answer that any maker gives; counts that
// it lacks come from the headers.
ChatResponse readInvokeResponse(const JsonView &json, const HttpResponse &response);

// What stands in one chunk of a maker that has no events: a piece of text, the end, counts.
struct InvokePiece {
    std::string text;
    std::string stopReason;
    Usage usage;
};
InvokePiece readInvokePiece(const JsonView &json);

} // namespace patchbay::wire
