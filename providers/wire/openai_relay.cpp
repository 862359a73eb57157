// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/openai_relay.h"

#include "providers/wire/json_view.h"
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

// The values of the named members; false where another one has a value, or one comes twice.
template <std::size_t Count>
bool readOnly(const JsonView &object, const std::array<std::string_view, Count> &names,
              std::array<JsonView, Count> &values)
{
    if (!object.isObject()) {
        return false;
    }
    for (const JsonMember &member : object.members()) {
        std::size_t place = 0;
        while (place < Count && !member.is(names[place])) {
            ++place;
        }
        if (place == Count || values[place].kind() != JsonKind::Absent) {
            return false;
        }
        values[place] = member.value;
    }
    return true;
}

// Other names of the same counts are made into OpenAI's, so only its own may pass.
std::optional<Usage> plainUsage(const JsonView &json)
{
    constexpr std::array<std::string_view, 5> names { "prompt_tokens", "completion_tokens", "total_tokens",
                                                      "prompt_tokens_details", "completion_tokens_details" };
    constexpr std::array<std::string_view, 2> prompt { "cached_tokens", "audio_tokens" };
    constexpr std::array<std::string_view, 4> completion { "reasoning_tokens", "audio_tokens",
                                                           "accepted_prediction_tokens", "rejected_prediction_tokens" };
    std::array<JsonView, names.size()> parts;
    std::array<JsonView, prompt.size()> promptParts;
    std::array<JsonView, completion.size()> completionParts;
    const bool plain = readOnly(json, names, parts) && (!parts[3] || readOnly(parts[3], prompt, promptParts))
        && (!parts[4] || readOnly(parts[4], completion, completionParts));
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
std::optional<std::string_view> plainChoice(const JsonView &choice)
{
    constexpr std::array<std::string_view, 4> names { "index", "message", "logprobs", "finish_reason" };
    constexpr std::array<std::string_view, 5> inside { "role", "content", "refusal", "annotations", "tool_calls" };
    std::array<JsonView, names.size()> parts;
    std::array<JsonView, inside.size()> message;
    if (!readOnly(choice, names, parts) || !readOnly(parts[1], inside, message)) {
        return std::nullopt;
    }
    const bool plain = parts[0].integer().has_value() && isAbsentOrNull(parts[2]) && message[0].is("assistant")
        && isPlainText(message[1]) && isAbsentOrNull(message[2]) && isNullOrEmptyList(message[3])
        && isAbsentOrNull(message[4]);
    for (const std::string_view reason : { "stop", "length", "content_filter" }) {
        if (plain && parts[3].is(reason)) {
            return reason;
        }
    }
    return std::nullopt;
}

} // namespace

std::optional<RelayedAnswer> relayOpenAiAnswer(std::string_view body, std::string_view model)
{
    constexpr std::array<std::string_view, 8> names {
        "id", "object", "created", "model", "choices", "usage", "system_fingerprint", "service_tier"
    };
    const auto json = parseJson(body);
    std::array<JsonView, names.size()> parts;
    if (!json || !readOnly(*json, names, parts)) {
        return std::nullopt;
    }
    const auto &[id, object, created, called, choices, usage, fingerprint, tier] = parts;
    const bool usual = id.isString() && object.is("chat.completion") && created.integer() && called.isString()
        && choices.isArray() && isNullOrText(fingerprint) && isNullOrText(tier);
    std::optional<Usage> used = usual ? plainUsage(usage) : std::nullopt;
    if (!used) {
        return std::nullopt;
    }
    RelayedAnswer answer;
    for (const JsonView choice : choices.items()) {
        const std::optional<std::string_view> reason = plainChoice(choice);
        if (!reason) {
            return std::nullopt;
        }
        if (answer.finishReason.empty()) {
            answer.finishReason = *reason;
        }
    }
    answer.usage = std::move(*used);
    answer.serviceTier = tier.string();
    if (answer.finishReason.empty()) {
        return std::nullopt;
    }
    JsonWriter name;
    name.string(model);
    const std::string written = name.take();
    const auto before = static_cast<std::size_t>(called.raw().data() - body.data());
    answer.body.reserve(body.size() + written.size());
    answer.body.append(body.substr(0, before)).append(written).append(body.substr(before + called.raw().size()));
    return answer;
}

} // namespace patchbay::wire
