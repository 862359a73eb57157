// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/openai_message_reader.h"

#include "providers/wire/json_writer.h"
#include "providers/wire/media.h"

#include <algorithm>
#include <array>

namespace patchbay::wire {
namespace {

struct RoleName {
    std::string_view name;
    MessageRole role;
};

constexpr std::array roleNames {
    RoleName { "system", MessageRole::System }, RoleName { "developer", MessageRole::Developer }, RoleName { "user", MessageRole::User },
    RoleName { "assistant", MessageRole::Assistant }, RoleName { "tool", MessageRole::Tool }, RoleName { "function", MessageRole::Function },
};

const RoleName *findRole(const JsonView &json)
{
    const auto found = std::ranges::find_if(roleNames, [&](const RoleName &row) { return json.is(row.name); });
    return found == roleNames.end() ? nullptr : &*found;
}

std::string stringOrRaw(const JsonView &json)
{
    return json.isString() ? json.string() : std::string(json ? json.raw() : std::string_view());
}

// Whether a document may be cited: Anthropic's word, beside the file or inside it. {"citations": …}, empty without.
JsonText citationsOf(const JsonView &part)
{
    const JsonView citations = part["citations"] ? part["citations"] : part["file"]["citations"];
    return citations.isObject() ? JsonText { "{\"citations\":" + std::string(citations.raw()) + "}" } : JsonText {};
}

// image_url may be an object or the address itself; files and sounds have their own members.
void readMedia(ContentPart &part, const JsonView &json)
{
    switch (part.kind) {
    case ContentPart::Kind::Image:
    case ContentPart::Kind::Video: {
        const JsonView holder = json[part.kind == ContentPart::Kind::Image ? "image_url" : "video_url"];
        part.media = mediaFromUrl(holder.isString() ? holder.string() : holder["url"].string());
        part.detail = holder["detail"].string();
        if (const JsonView format = holder["format"]; format) {
            part.media.mediaType = format.string();
        }
        break;
    }
    case ContentPart::Kind::Audio:
        part.media.base64Data = json["input_audio"]["data"].string();
        part.media.mediaType = audioMediaType(json["input_audio"]["format"].string());
        break;
    case ContentPart::Kind::File: {
        const JsonView file = json["file"];
        part.fileId = file["file_id"].string();
        part.name = file["filename"].string();
        part.media = mediaFromUrl(file["file_data"].string());
        if (const JsonView format = file["format"]; format) {
            part.media.mediaType = format.string();
        }
        part.raw = citationsOf(json);
        break;
    }
    default:
        break;
    }
}

void readThinkingBlocks(const JsonView &blocks, std::vector<ContentPart> &content)
{
    for (const JsonView block : blocks.items()) {
        content.push_back(readContentPart(block));
    }
}

// The members of a message, found in one walk: contents are long.
struct MessageMembers {
    JsonView role;
    JsonView content;
    JsonView toolCalls;
    JsonView functionCall;
    JsonView toolCallId;
    JsonView name;
    JsonView reasoningContent;
    JsonView reasoning;
    JsonView thinkingBlocks;
    JsonView cacheControl;
    int others = 0;
};

constexpr std::initializer_list<std::string_view> messageFields {
    "role", "content", "tool_calls", "function_call", "tool_call_id", "name", "reasoning_content", "reasoning",
    "thinking_blocks", "cache_control"
};

MessageMembers membersOf(const JsonView &json)
{
    using M = MessageMembers;
    static constexpr std::array places { &M::role,         &M::content,    &M::toolCalls,        &M::functionCall,
                                         &M::toolCallId,   &M::name,       &M::reasoningContent, &M::reasoning,
                                         &M::thinkingBlocks, &M::cacheControl };
    MessageMembers members;
    for (const JsonMember &member : json.members()) {
        const auto *const field =
            std::ranges::find_if(messageFields, [&](std::string_view name) { return member.is(name); });
        if (field == messageFields.end()) {
            ++members.others;
            continue;
        }
        JsonView &place = members.*places[static_cast<std::size_t>(field - messageFields.begin())];
        if (place.kind() == JsonKind::Absent) { // of repeated names the first counts
            place = member.value;
        }
    }
    return members;
}

Result<void> readContent(const JsonView &json, const MessagePlace &place, Message &message)
{
    switch (json.kind()) {
    case JsonKind::Absent:
    case JsonKind::Null:
        return {};
    case JsonKind::String: {
        ContentPart part;
        part.text = json.string();
        message.content.push_back(std::move(part));
        return {};
    }
    case JsonKind::Array:
        break;
    default:
        return std::unexpected(badField(place.path() + ".content", "must be a string or a list of parts"));
    }
    message.contentIsString = false;
    std::size_t position = 0;
    for (const JsonView item : json.items()) {
        const std::size_t number = position++;
        if (item.isString()) {
            ContentPart part;
            part.text = item.string();
            message.content.push_back(std::move(part));
        } else if (!item.isObject() || !item["type"].isString()) {
            const std::string itemPath = place.path() + ".content[" + std::to_string(number) + "]";
            return std::unexpected(badField(itemPath + ".type", "is missing"));
        } else {
            message.content.push_back(readContentPart(item));
        }
    }
    return {};
}

Result<void> readToolCalls(const MessageMembers &members, const MessagePlace &place, Message &message)
{
    if (members.toolCalls) {
        if (!members.toolCalls.isArray()) {
            return std::unexpected(badField(place.path() + ".tool_calls", "must be a list"));
        }
        for (const JsonView call : members.toolCalls.items()) {
            message.toolCalls.push_back(readToolCall(call));
            if (message.toolCalls.back().name.empty()) {
                const std::string at = std::to_string(message.toolCalls.size() - 1);
                return std::unexpected(badField(place.path() + ".tool_calls[" + at + "].function.name", "is missing"));
            }
        }
    } else if (const JsonView call = members.functionCall; call) {
        ToolCall legacy;
        legacy.name = call["name"].string();
        legacy.arguments = stringOrRaw(call["arguments"]);
        message.toolCalls.push_back(std::move(legacy));
        message.legacyFunctionCall = true;
    }
    return {};
}

} // namespace

Error badField(std::string field, std::string_view what)
{
    Error error = makeError(ErrorClass::BadRequest, "'" + field + "' " + std::string(what) + ".");
    error.type = "invalid_request_error";
    error.param = std::move(field);
    return error;
}

JsonText remainingMembers(const JsonView &object, std::initializer_list<std::string_view> known)
{
    JsonWriter writer;
    bool any = false;
    writer.beginObject();
    for (const JsonMember &member : object.members()) {
        if (std::ranges::none_of(known, [&](std::string_view name) { return member.is(name); })) {
            writer.key(member.key());
            writer.raw(member.value.raw());
            any = true;
        }
    }
    writer.endObject();
    return any ? JsonText { writer.take() } : JsonText {};
}

ToolCall readToolCall(const JsonView &json)
{
    ToolCall call;
    call.id = json["id"].string();
    if (const JsonView custom = json["custom"]; custom && !json["function"]) {
        call.name = custom["name"].string();
        call.arguments = custom["input"].string();
        call.extra = { R"({"type":"custom"})" };
        return call;
    }
    const JsonView function = json["function"];
    call.name = function["name"].string();
    call.arguments = stringOrRaw(function["arguments"]);
    call.extra = remainingMembers(json, { "id", "type", "index", "function", "custom" });
    return call;
}

ContentPart readContentPart(const JsonView &json)
{
    using Kind = ContentPart::Kind;
    using Row = std::pair<std::string_view, Kind>;
    static constexpr std::array kinds {
        Row { "text", Kind::Text },       Row { "image_url", Kind::Image },
        Row { "input_audio", Kind::Audio }, Row { "file", Kind::File },
        Row { "video_url", Kind::Video }, Row { "refusal", Kind::Refusal },
        Row { "thinking", Kind::Thinking }, Row { "redacted_thinking", Kind::RedactedThinking },
    };
    ContentPart part;
    const JsonView type = json["type"];
    const auto found = std::ranges::find_if(kinds, [&](const auto &row) { return type.is(row.first); });
    part.kind = found == kinds.end() ? Kind::Other : found->second;
    switch (part.kind) {
    case Kind::Text:
        part.text = json["text"].string();
        break;
    case Kind::Refusal:
        part.text = json["refusal"].string();
        break;
    case Kind::Thinking:
        if (!json["thinking"].isString()) { // Mistral's thinking parts hold a list
            part.kind = Kind::Other;
            part.raw = json.text();
            return part;
        }
        part.text = json["thinking"].string();
        part.signature = json["signature"].string();
        break;
    case Kind::RedactedThinking:
        part.text = json["data"].string();
        break;
    case Kind::Other:
        part.raw = json.text();
        return part;
    default:
        readMedia(part, json);
    }
    if (const JsonView cache = json["cache_control"]; cache) {
        part.cacheControl = cache.text();
    }
    return part;
}

Result<Message> readMessage(const JsonView &json, const MessagePlace &place)
{
    if (!json.isObject()) {
        return std::unexpected(badField(place.path(), "must be an object"));
    }
    const MessageMembers members = membersOf(json);
    const RoleName *role = findRole(members.role);
    if (role == nullptr) {
        return std::unexpected(
            badField(place.path() + ".role", "must be system, developer, user, assistant, tool or function"));
    }
    Message message;
    message.role = role->role;
    readThinkingBlocks(members.thinkingBlocks, message.content);
    if (Result<void> read = readContent(members.content, place, message); !read) {
        return std::unexpected(std::move(read.error()));
    }
    if (Result<void> read = readToolCalls(members, place, message); !read) {
        return std::unexpected(std::move(read.error()));
    }
    message.toolCallId = members.toolCallId.string();
    message.name = members.name.string();
    message.reasoning = (members.reasoningContent ? members.reasoningContent : members.reasoning).string();
    if (members.cacheControl) {
        message.cacheControl = members.cacheControl.text();
    }
    message.extra = members.others > 0 ? remainingMembers(json, messageFields) : JsonText {};
    return message;
}

} // namespace patchbay::wire
