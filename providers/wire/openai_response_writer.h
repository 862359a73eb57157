// SPDX-License-Identifier: GPL-3.0-or-later
//
// Pieces of answers and chunks in the OpenAI format.
#pragma once

#include "providers/core/chat_response.h"
#include "providers/wire/json_writer.h"

namespace patchbay::wire {

// A member "usage".
void writeUsage(JsonWriter &writer, const Usage &usage);

} // namespace patchbay::wire
