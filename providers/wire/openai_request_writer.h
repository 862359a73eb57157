// SPDX-License-Identifier: GPL-3.0-or-later
//
// Writes canonical requests as OpenAI JSON, in the style that the reader on the other side takes.
#pragma once

#include "providers/core/chat_request.h"
#include "providers/wire/json_writer.h"
#include "providers/wire/parameters.h"

#include <string_view>

namespace patchbay::wire {

// The defaults write everything, as drafts and runs are stored.
struct OpenAiStyle {
    std::string_view model;          // empty: the request's own
    std::string_view maxTokensField; // where both limits go; empty keeps the caller's
    bool ours = true;                // our own extensions too: drop_params, thinking_blocks, ids of other vendors
    bool cacheControl = true;
    bool reasoning = true;      // reasoning_content of assistant messages
    bool flattenText = false;   // contents that are only text become one string
    bool textOnly = false;      // other parts are left out
    bool systemAsUser = false;  // the model knows no system messages
    bool developerAsSystem = false; // only OpenAI's own models tell the two apart
    bool requiredIsAny = false; // tool_choice "required" is spelled "any"
    bool schemaByTool = false;  // json_schema becomes a forced call of jsonToolName
    bool usageInclude = false;  // OpenRouter's "usage": {"include": true}
    std::optional<bool> includeUsage; // stream_options; absent writes none
    DroppedParameters dropped;
};

// The tool that carries a schema where a provider has no other way to ask for one.
inline constexpr std::string_view jsonToolName = "json_tool_call";

std::string writeOpenAiRequest(const ChatRequest &request, const OpenAiStyle &style);

void writeMessage(JsonWriter &writer, const Message &message, const OpenAiStyle &style);
void writeToolCall(JsonWriter &writer, const ToolCall &call);

// All text of a message's parts, joined without separators.
std::string textOf(const Message &message);

} // namespace patchbay::wire
