// SPDX-License-Identifier: GPL-3.0-or-later
//
// ChatRequest: the canonical chat request that every provider codec writes and every inbound
// dialect reads. Shapes and names follow OpenAI's chat completions API; a field that is unset is
// not sent. What we do not understand travels untouched in the `extra` objects.
#pragma once

#include "providers/core/json_text.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace patchbay {

enum class MessageRole : std::uint8_t { System, Developer, User, Assistant, Tool, Function };

// Bytes or an address of an image, a sound or a document.
struct MediaSource {
    std::string url;        // http(s) address; empty when data is set
    std::string mediaType;  // "image/png"; may be empty with a url
    std::string base64Data; // empty when url is set

    bool operator==(const MediaSource &) const = default;
};

struct ContentPart {
    enum class Kind : std::uint8_t {
        Text,
        Image,
        Audio,
        File,
        Video,
        Refusal,
        Thinking,         // text with a provider's signature, to be sent back verbatim
        RedactedThinking, // text holds the provider's opaque data
        Other,            // `raw` is the whole part
    };
    Kind kind = Kind::Text;
    std::string text;
    MediaSource media;
    std::string fileId;
    std::string name;      // file name
    std::string detail;    // image detail: low, high, auto
    std::string signature; // of thinking
    JsonText cacheControl; // Anthropic's cache_control, also accepted from OpenAI-shaped requests
    JsonText raw;

    bool operator==(const ContentPart &) const = default;
};

struct ToolCall {
    std::string id;
    std::string name;
    std::string arguments; // JSON text as the model wrote it
    JsonText extra;        // provider-specific fields, such as Gemini's thought signature

    bool operator==(const ToolCall &) const = default;
};

struct Message {
    MessageRole role = MessageRole::User;
    std::vector<ContentPart> content;
    // True where the caller wrote the content as one string: writers that care keep it a string.
    bool contentIsString = true;
    std::vector<ToolCall> toolCalls; // of an assistant message
    bool legacyFunctionCall = false; // toolCalls[0] came as function_call
    std::string toolCallId;          // of a tool message
    std::string name;
    std::string reasoning; // reasoning_content of an assistant message
    JsonText cacheControl;
    JsonText extra; // object of fields that are not understood

    bool operator==(const Message &) const = default;
};

// A message of one text part.
inline Message textMessage(MessageRole role, std::string text)
{
    Message message;
    message.role = role;
    message.content.emplace_back().text = std::move(text);
    return message;
}

struct ToolDefinition {
    std::string name;
    std::string description;
    JsonText parameters; // JSON schema; empty when the tool takes none
    std::optional<bool> strict;
    JsonText cacheControl;
    // A tool that is not a function (web search, code interpreter…): the whole object.
    JsonText raw;

    bool operator==(const ToolDefinition &) const = default;
};

struct ToolChoice {
    enum class Kind : std::uint8_t { Unset, Auto, None, Required, Named, Other };
    Kind kind = Kind::Unset;
    std::string name; // with Named
    JsonText raw;     // with Other

    bool operator==(const ToolChoice &) const = default;
};

struct ResponseFormat {
    enum class Kind : std::uint8_t { Unset, Text, JsonObject, JsonSchema, Other };
    Kind kind = Kind::Unset;
    std::string name;
    std::string description;
    JsonText schema;
    std::optional<bool> strict;
    JsonText raw; // with Other

    bool operator==(const ResponseFormat &) const = default;
};

struct ChatRequest {
    std::string model; // as the caller wrote it, prefix included
    std::vector<Message> messages;

    std::vector<ToolDefinition> tools;
    bool legacyFunctions = false; // tools came as `functions`: the answer uses function_call
    ToolChoice toolChoice;
    std::optional<bool> parallelToolCalls;
    ResponseFormat responseFormat;

    std::optional<double> temperature;
    std::optional<double> topP;
    std::optional<double> presencePenalty;
    std::optional<double> frequencyPenalty;
    std::optional<std::int64_t> maxTokens;
    std::optional<std::int64_t> maxCompletionTokens;
    std::optional<std::int64_t> n;
    std::optional<std::int64_t> seed;
    std::optional<bool> logprobs;
    std::optional<std::int64_t> topLogprobs;
    std::vector<std::string> stop;
    bool stopIsString = false;
    std::string reasoningEffort; // none, minimal, low, medium, high, xhigh
    JsonText thinking;           // Anthropic's own form, {"type": "enabled", "budget_tokens": …}
    std::string user;
    std::string serviceTier;
    JsonText metadata;
    JsonText modalities;
    JsonText audio;
    JsonText prediction;
    JsonText logitBias;
    JsonText webSearchOptions;
    std::optional<bool> store;

    bool stream = false;
    std::optional<bool> includeUsage; // stream_options.include_usage

    bool dropParams = false; // drop what the model does not support instead of failing
    JsonText extra;          // object of provider-specific parameters, passed through

    bool operator==(const ChatRequest &) const = default;
};

} // namespace patchbay
