// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/openai_relay.h"

#include "providers/wire/json_shape.h"
#include "providers/wire/json_writer.h"

#include <array>

namespace patchbay::wire {
namespace {

bool isAbsentOrNull(const JsonView &value)
{
    return !value;
}

bool isNullOrText(const JsonView &value)
{
    return !value || value.isString();
}

bool isNullOrEmptyList(const JsonView &value)
{
    return !value || (value.isArray() && value.size() == 0);
}

// Text that may begin with an inline thought is not passed on: thoughts are told apart from answers.
bool isPlainText(const JsonView &content)
{
    if (!content.isString()) {
        return false;
    }
    std::string_view text = content.raw().substr(1);
    for (;;) {
        if (text.starts_with(' ')) {
            text.remove_prefix(1);
        } else if (text.starts_with("\\n") || text.starts_with("\\r") || text.starts_with("\\t")) {
            text.remove_prefix(2);
        } else {
            return !text.starts_with('<') && !text.starts_with("\\u");
        }
    }
}

// Other names of the same counts are made into OpenAI's, so only its own may pass.
std::optional<Usage> plainUsage(JsonReader &reader)
{
    constexpr std::array<std::string_view, 5> names { "prompt_tokens", "completion_tokens", "total_tokens",
                                                      "prompt_tokens_details", "completion_tokens_details" };
    constexpr std::array<std::string_view, 2> prompt { "cached_tokens", "audio_tokens" };
    constexpr std::array<std::string_view, 4> completion { "reasoning_tokens", "audio_tokens",
                                                           "accepted_prediction_tokens", "rejected_prediction_tokens" };
    std::array<JsonView, names.size()> parts;
    std::array<JsonView, prompt.size()> promptParts;
    std::array<JsonView, completion.size()> completionParts;
    const bool plain = readOnly(reader, names, parts) && readOnly(parts[3], prompt, promptParts)
        && readOnly(parts[4], completion, completionParts);
    if (!plain) {
        return std::nullopt;
    }
    Usage usage;
    usage.promptTokens = parts[0].integer();
    usage.completionTokens = parts[1].integer();
    usage.totalTokens = parts[2].integer();
    usage.cachedTokens = promptParts[0].integer();
    usage.audioInputTokens = promptParts[1].integer();
    usage.reasoningTokens = completionParts[0].integer();
    usage.audioOutputTokens = completionParts[1].integer();
    usage.acceptedPredictionTokens = completionParts[2].integer();
    usage.rejectedPredictionTokens = completionParts[3].integer();
    const bool whole = usage.promptTokens && usage.completionTokens && usage.totalTokens;
    return whole ? std::optional(std::move(usage)) : std::nullopt;
}

// The finish reason; nothing where the choice says more than a text.
std::optional<std::string_view> plainChoice(JsonReader &reader)
{
    constexpr std::array<std::string_view, 4> names { "message", "index", "logprobs", "finish_reason" };
    constexpr std::array<std::string_view, 5> inside { "role", "content", "refusal", "annotations", "tool_calls" };
    std::array<JsonView, names.size()> parts;
    std::array<JsonView, inside.size()> message;
    const bool known = readOnly(reader, names, [&](std::size_t place) {
        return place == 0 ? readOnly(reader, inside, message) : reader.value(parts[place]);
    });
    const bool plain = known && parts[1].integer().has_value() && isAbsentOrNull(parts[2])
        && message[0].is("assistant") && isPlainText(message[1]) && isAbsentOrNull(message[2])
        && isNullOrEmptyList(message[3]) && isAbsentOrNull(message[4]);
    for (const std::string_view reason : { "stop", "length", "content_filter" }) {
        if (plain && parts[3].is(reason)) {
            return reason;
        }
    }
    return std::nullopt;
}

// The finish reason of the first; nothing where there is none, or one of them says more.
std::optional<std::string_view> plainChoices(JsonReader &reader)
{
    std::optional<std::string_view> first;
    if (!reader.openArray()) {
        return std::nullopt;
    }
    while (reader.nextItem()) {
        const std::optional<std::string_view> reason = plainChoice(reader);
        if (!reason) {
            return std::nullopt;
        }
        first = first ? first : reason;
    }
    return first;
}

} // namespace

std::optional<RelayedAnswer> relayOpenAiAnswer(std::string_view body, std::string_view model)
{
    constexpr std::array<std::string_view, 8> names {
        "choices", "usage", "id", "object", "created", "model", "system_fingerprint", "service_tier"
    };
    std::array<JsonView, names.size()> parts;
    std::optional<std::string_view> reason;
    std::optional<Usage> usage;
    JsonReader reader(body);
    const bool known = readOnly(reader, names, [&](std::size_t place) {
        if (place == 0) {
            return (reason = plainChoices(reader)).has_value();
        }
        return place == 1 ? (usage = plainUsage(reader)).has_value() : reader.value(parts[place]);
    });
    const auto &[choices, counts, id, object, created, called, fingerprint, tier] = parts;
    const bool usual = known && reader.done() && reason && usage && id.isString() && object.is("chat.completion")
        && created.integer() && called.isString() && isNullOrText(fingerprint) && isNullOrText(tier);
    if (!usual) {
        return std::nullopt;
    }
    RelayedAnswer answer { {}, std::move(*usage), std::string(*reason), tier.string(), id.string() };
    JsonWriter name;
    name.string(model);
    const std::string written = name.take();
    const auto before = static_cast<std::size_t>(called.raw().data() - body.data());
    answer.body.reserve(body.size() + written.size());
    answer.body.append(body.substr(0, before)).append(written).append(body.substr(before + called.raw().size()));
    return answer;
}

} // namespace patchbay::wire
