// SPDX-License-Identifier: GPL-3.0-or-later
//
// Reads answers of Cohere's v2 chat, whole and streamed.
#pragma once

#include "providers/core/chat_response.h"
#include "providers/wire/codec.h"
#include "providers/wire/json_view.h"

#include <memory>

namespace patchbay::wire {

ChatResponse readCohereResponse(const JsonView &json);
Usage readCohereUsage(const JsonView &usage);

// ERROR, ERROR_TOXIC… in the words that the table of finish reasons knows.
std::string_view plainCohereReason(std::string_view reason);

std::unique_ptr<StreamDecoder> makeCohereStream(const Target &target, StreamLimits limits);

} // namespace patchbay::wire
