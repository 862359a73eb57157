// SPDX-License-Identifier: GPL-3.0-or-later
//
// ChatResponse: the one shape of every chat answer (see "What a normalised answer says" in
// docs/command-line.md), and the events that a streamed answer is made of.
#pragma once

#include "providers/core/chat_request.h"
#include "providers/core/result.h"
#include "providers/core/usage.h"

#include <variant>

namespace patchbay {

// finish_reason in OpenAI's words: "stop", "length", "tool_calls", "content_filter",
// "function_call"; empty while the answer is not finished.
using FinishReason = std::string;

struct Choice {
    int index = 0;
    std::optional<std::string> content; // absent is JSON null
    std::string reasoning;
    std::string refusal;
    std::vector<ToolCall> toolCalls;
    bool legacyFunctionCall = false;
    FinishReason finishReason;
    JsonText annotations; // array
    JsonText logprobs;
    JsonText audio;
    JsonText images;                 // array of pictures the model drew, in OpenAI's image_url form
    JsonText thinkingBlocks;         // array, with signatures, to be sent back
    JsonText providerSpecificFields; // object

    bool operator==(const Choice &) const = default;
};

struct ChatResponse {
    std::string id;
    std::int64_t created = 0; // seconds since 1970
    std::string model;
    std::vector<Choice> choices;
    std::optional<Usage> usage;
    std::string systemFingerprint;
    std::string serviceTier;
    JsonText providerSpecificFields; // object

    bool operator==(const ChatResponse &) const = default;
};

// Events of a stream, in the order in which the provider sent them. Text is a delta.
struct StreamStarted {
    std::string id;
    std::int64_t created = 0;
    std::string model;
    std::string systemFingerprint;
    std::string serviceTier;
    bool operator==(const StreamStarted &) const = default;
};
struct TextDelta {
    int choice = 0;
    std::string text;
    bool operator==(const TextDelta &) const = default;
};
struct ReasoningDelta {
    int choice = 0;
    std::string text;
    bool operator==(const ReasoningDelta &) const = default;
};
struct RefusalDelta {
    int choice = 0;
    std::string text;
    bool operator==(const RefusalDelta &) const = default;
};
// The first delta of a call carries id and name; argument fragments join to valid JSON.
struct ToolCallDelta {
    int choice = 0;
    int index = 0; // position among the message's tool calls
    std::string id;
    std::string name;
    std::string arguments;
    JsonText extra;
    bool operator==(const ToolCallDelta &) const = default;
};
// Fields of the choice's message that come whole: annotations (an array that is appended to),
// logprobs, audio, images, thinking blocks, provider-specific fields (objects are merged).
struct MessageFields {
    int choice = 0;
    JsonText annotations;
    JsonText logprobs;
    JsonText audio;
    JsonText images;
    JsonText thinkingBlocks;
    JsonText providerSpecificFields;
    bool operator==(const MessageFields &) const = default;
};
struct ChoiceFinished {
    int choice = 0;
    FinishReason reason;
    bool operator==(const ChoiceFinished &) const = default;
};
// The last report counts.
struct UsageReport {
    Usage usage;
    bool operator==(const UsageReport &) const = default;
};
// An error event inside the stream; nothing follows it.
struct StreamFailed {
    Error error;
    bool operator==(const StreamFailed &) const = default;
};

using StreamEvent = std::variant<StreamStarted, TextDelta, ReasoningDelta, RefusalDelta, ToolCallDelta,
                                 MessageFields, ChoiceFinished, UsageReport, StreamFailed>;

} // namespace patchbay
