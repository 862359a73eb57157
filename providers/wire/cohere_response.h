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

// What an answer failed with that ends in ERROR or TIMEOUT; `said` is the service's word for it, where it has one.
Error cohereFailure(std::string_view reason, const JsonView &said, const Target &target);

std::unique_ptr<StreamDecoder> makeCohereStream(const Target &target, StreamLimits limits);

} // namespace patchbay::wire
