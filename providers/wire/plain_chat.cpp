// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/plain_chat.h"

#include "providers/wire/json_reader.h"
#include "providers/wire/json_writer.h"
#include "providers/wire/openai_dialect.h"
#include "providers/wire/openai_format.h"
#include "providers/wire/parameters.h"
#include "providers/wire/url.h"

#include <algorithm>
#include <array>

namespace patchbay::wire {
namespace {

constexpr std::string_view usageOption = R"(,"stream_options":{"include_usage":true})";

bool isOneOf(const JsonView &text, std::initializer_list<std::string_view> names)
{
    return std::ranges::any_of(names, [&](std::string_view name) { return text.is(name); });
}

// Escapes of surrogates may be halves, which only a reader mends.
bool isSound(const JsonView &text)
{
    return text.isString() && !text.raw().contains("\\ud") && !text.raw().contains("\\uD");
}

bool takeNumber(std::optional<double> &place, const JsonView &json)
{
    place = json.number();
    return place.has_value();
}

// "3.0" is read as a whole number and written as one, so it cannot stay.
bool takeInteger(std::optional<std::int64_t> &place, const JsonView &json)
{
    place = json.integer();
    return place && json.raw().find_first_of(".eE") == std::string_view::npos;
}

bool takeMessage(PlainChat &chat, JsonReader &reader)
{
    JsonView role;
    JsonView content;
    if (!reader.openObject()) {
        return false;
    }
    for (std::string_view name; reader.nextMember(name);) {
        JsonView &place = name == "role" ? role : content;
        const bool known = name == "role" || name == "content";
        if (!known || place.kind() != JsonKind::Absent || !reader.value(place)) {
            return false;
        }
    }
    if (!reader.good() || !isOneOf(role, { "system", "user", "assistant" }) || !isSound(content)) {
        return false;
    }
    ++chat.messages;
    chat.textBytes += static_cast<std::int64_t>(content.raw().size()) - 2;
    return true;
}

bool takeMessages(PlainChat &chat, JsonReader &reader)
{
    if (!reader.openArray()) {
        return false;
    }
    while (reader.nextItem()) {
        if (!takeMessage(chat, reader)) {
            return false;
        }
    }
    return reader.good() && chat.messages > 0;
}

bool takeModel(PlainRequest &chat, const JsonView &json)
{
    chat.head.model = json.string();
    chat.modelStart = static_cast<std::size_t>(json.raw().data() - chat.body.data());
    chat.modelLength = json.raw().size();
    return isSound(json) && !chat.head.model.empty();
}

bool takeStreamOptions(ChatRequest &head, const JsonView &json)
{
    head.includeUsage = json["include_usage"].boolean();
    return json.isObject() && json.size() == 1 && head.includeUsage;
}

using Taker = bool (*)(PlainRequest &chat, const JsonView &json);
struct Field {
    std::string_view name;
    Taker take;
};

constexpr std::array fields {
    Field { "model", takeModel },
    Field { "temperature",
            [](PlainRequest &chat, const JsonView &json) { return takeNumber(chat.head.temperature, json); } },
    Field { "top_p", [](PlainRequest &chat, const JsonView &json) { return takeNumber(chat.head.topP, json); } },
    Field { "presence_penalty",
            [](PlainRequest &chat, const JsonView &json) { return takeNumber(chat.head.presencePenalty, json); } },
    Field { "frequency_penalty",
            [](PlainRequest &chat, const JsonView &json) { return takeNumber(chat.head.frequencyPenalty, json); } },
    Field { "max_tokens",
            [](PlainRequest &chat, const JsonView &json) { return takeInteger(chat.head.maxTokens, json); } },
    Field { "seed", [](PlainRequest &chat, const JsonView &json) { return takeInteger(chat.head.seed, json); } },
    Field { "user",
            [](PlainRequest &chat, const JsonView &json) {
                chat.head.user = json.string();
                return isSound(json);
            } },
    Field { "stream",
            [](PlainRequest &chat, const JsonView &json) {
                chat.head.stream = json.boolean().value_or(false);
                return json.boolean().has_value();
            } },
    Field { "stream_options",
            [](PlainRequest &chat, const JsonView &json) { return takeStreamOptions(chat.head, json); } },
};

} // namespace

std::optional<PlainRequest> readPlainChat(std::string_view body)
{
    std::optional<PlainRequest> chat(std::in_place);
    chat->body = body;
    JsonReader reader(chat->body);
    if (chat->body.starts_with('\xEF') || !reader.openObject()) {
        return std::nullopt;
    }
    constexpr unsigned messagesBit = 1U << fields.size();
    unsigned seen = 0;
    for (std::string_view name; reader.nextMember(name);) {
        const auto field = std::ranges::find(fields, name, &Field::name);
        const bool messages = name == "messages";
        const unsigned bit = messages ? messagesBit : 1U << static_cast<unsigned>(field - fields.begin());
        JsonView value;
        const bool taken = (seen & bit) == 0
            && (messages ? takeMessages(*chat, reader)
                         : field != fields.end() && reader.value(value) && field->take(*chat, value));
        if (!taken) {
            return std::nullopt;
        }
        seen |= bit;
    }
    if (!reader.good() || !reader.done()) {
        return std::nullopt;
    }
    const bool options = chat->head.includeUsage.has_value();
    const bool whole = chat->modelLength > 0 && chat->messages > 0 && (chat->head.stream || !options);
    return whole ? std::move(chat) : std::nullopt;
}

ChatRequest wholeRequest(const PlainChat &chat, const ChatRequest &head)
{
    ChatRequest whole = parseChatRequest(chat.body).value_or(ChatRequest());
    whole.model = head.model;
    whole.dropParams = head.dropParams;
    return whole;
}

bool takesPlainChat(const ChatRequest &head, const Target &target, const ChatCodec &codec)
{
    if (&codec != &codecFor(ApiFamily::OpenAiChat)) {
        return false;
    }
    const OpenAiStyle style = openAiStyleFor(head, target);
    const bool sameLimit = style.maxTokensField.empty() || style.maxTokensField == "max_tokens" || !head.maxTokens;
    const bool sameUsage =
        !head.stream || (style.includeUsage && *style.includeUsage == head.includeUsage.value_or(true));
    if (!sameLimit || !sameUsage || style.systemAsUser || style.usageInclude) {
        return false;
    }
    const Result<DroppedParameters> dropped = refuseParameters(head, target, openAiRefused(head, target));
    return dropped && dropped->names.empty();
}

Result<HttpRequest> encodePlainChat(const PlainChat &chat, const ChatRequest &head, const Target &target)
{
    if (Result<void> base = needApiBase(target); !base) {
        return std::unexpected(std::move(base.error()));
    }
    Result<std::string> url = openAiUrl(head, target, "/chat/completions");
    if (!url) {
        return std::unexpected(std::move(url.error()));
    }
    JsonWriter name;
    name.string(openAiModelName(target));
    const std::string model = name.take();
    const bool asksUsage = head.stream && !head.includeUsage;
    std::string body;
    body.reserve(chat.body.size() + model.size() + usageOption.size());
    body.append(chat.body, 0, chat.modelStart).append(model);
    if (asksUsage) {
        body.append(usageOption);
    }
    body.append(chat.body, chat.modelStart + chat.modelLength);
    return jsonRequest(target, std::move(*url), std::move(body));
}

} // namespace patchbay::wire
