// SPDX-License-Identifier: GPL-3.0-or-later
//
// Writes canonical requests as bodies of Google's generateContent.
#pragma once

#include "providers/wire/codec.h"
#include "providers/wire/json_writer.h"
#include "providers/wire/parameters.h"

#include <optional>
#include <string>

namespace patchbay::wire {

Result<std::string> writeGeminiRequest(const ChatRequest &request, const Target &target);

// The members "contents" and "system_instruction".
void writeGeminiContents(JsonWriter &writer, const ChatRequest &request, const Target &target);

// The thinking budget in tokens that an effort amounts to, within the caller's limit; nothing without an effort.
Result<std::optional<std::int64_t>> geminiBudget(const ChatRequest &request, const Target &target,
                                                 const DroppedParameters &dropped);

// The member "generationConfig", where anything goes into it.
void writeGeminiConfig(JsonWriter &writer, const ChatRequest &request, const Target &target,
                       const DroppedParameters &dropped, std::optional<std::int64_t> budget);

// True where an unknown member of a request belongs into generationConfig.
bool isGeminiConfigName(std::string_view name);

// Third generation: thinking levels instead of budgets, signatures demanded.
bool isGemini3(const Target &target);

} // namespace patchbay::wire
