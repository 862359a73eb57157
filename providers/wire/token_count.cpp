// SPDX-License-Identifier: GPL-3.0-or-later
//
// How many tokens a chat is, asked of its provider; the answer in the shape of OpenAI's input_tokens.
#include "providers/wire/base64.h"
#include "providers/wire/body_reader.h"
#include "providers/wire/call_kind.h"
#include "providers/wire/error_mapping.h"
#include "providers/wire/kind_encoders.h"
#include "providers/wire/openai_format.h"
#include "providers/wire/request_parts.h"
#include "providers/wire/url.h"

#include <array>

namespace patchbay::wire {
namespace {

// The members of an answer that hold the count, whoever sent it.
constexpr std::array countNames { std::string_view("input_tokens"), std::string_view("inputTokens"),
                                  std::string_view("totalTokens"), std::string_view("total_tokens"),
                                  std::string_view("token_count"), std::string_view("count") };

Result<ChatRequest> chatToCount(const KindRequest &request, const Target &target)
{
    if (!JsonView(request.body)["messages"]) {
        return chatOfResponses(request, target.provider.family);
    }
    Result<ChatRequest> chat = parseChatRequest(request.body.text);
    if (chat) {
        chat->model = request.model;
        chat->stream = false;
    }
    return chat;
}

// The chat's address with another end.
std::string withEnd(std::string url, std::string_view end, std::string_view other)
{
    if (const std::size_t at = url.rfind(end); at != std::string::npos) {
        url.replace(at, end.size(), other);
    }
    return url;
}

std::string only(std::string_view object, std::initializer_list<std::string_view> names)
{
    JsonWriter writer;
    writer.beginObject();
    for (const std::string_view name : names) {
        if (const JsonView value = JsonView(object)[name]) {
            writer.key(name);
            writer.raw(value.raw());
        }
    }
    writer.endObject();
    return writer.take();
}

std::string without(std::string_view object, std::initializer_list<std::string_view> names)
{
    JsonWriter writer;
    reopenObject(writer, object, names);
    writer.endObject();
    return writer.take();
}

std::string geminiCount(const std::string &chat, const Target &target)
{
    JsonWriter writer;
    writer.beginObject();
    writer.beginObject("generateContentRequest");
    writer.member("model", "models/" + target.model);
    writer.members(JsonView(std::string_view(chat)));
    writer.endObject();
    writer.endObject();
    return writer.take();
}

std::string bedrockCount(const HttpRequest &chat)
{
    JsonWriter writer;
    writer.beginObject();
    writer.beginObject("input");
    if (chat.url.ends_with("/invoke")) {
        writer.beginObject("invokeModel");
        writer.member("body", encodeBase64(chat.body));
    } else {
        writer.key("converse");
        writer.raw(only(chat.body, { "messages", "system", "toolConfig" }));
        writer.endObject();
        writer.endObject();
        return writer.take();
    }
    writer.endObject();
    writer.endObject();
    writer.endObject();
    return writer.take();
}

// Cohere counts a text, not a conversation.
std::string cohereCount(const ChatRequest &chat, const Target &target)
{
    std::string text;
    for (const Message &message : chat.messages) {
        for (const ContentPart &part : message.content) {
            text += (text.empty() || part.text.empty() ? "" : "\n") + part.text;
        }
    }
    JsonWriter writer;
    writer.beginObject();
    writer.member("model", target.model);
    writer.member("text", text);
    writer.endObject();
    return writer.take();
}

Result<HttpRequest> countOf(const ChatRequest &chat, HttpRequest http, const Target &target)
{
    switch (target.provider.family) {
    case ApiFamily::AnthropicMessages:
        http.url = withEnd(std::move(http.url), "/messages", "/messages/count_tokens");
        http.body = only(http.body, { "model", "messages", "system", "tools", "tool_choice", "thinking" });
        return http;
    case ApiFamily::Gemini:
        http.url = withEnd(std::move(http.url), ":generateContent", ":countTokens");
        http.body = geminiCount(http.body, target);
        return http;
    case ApiFamily::Bedrock:
        http.body = bedrockCount(http);
        http.url = withEnd(std::move(http.url), http.url.ends_with("/invoke") ? "/invoke" : "/converse", "/count-tokens");
        return http;
    case ApiFamily::Cohere:
        http.url = withEnd(std::move(http.url), "/v2/chat", "/v1/tokenize");
        http.body = cohereCount(chat, target);
        return http;
    case ApiFamily::Vertex:
        if (http.url.contains(":generateContent")) {
            http.url = withEnd(std::move(http.url), ":generateContent", ":countTokens");
            http.body = only(http.body, { "contents", "system_instruction", "tools", "generationConfig" });
            return http;
        }
        break;
    default: break;
    }
    return std::unexpected(badKindRequest(target, "model", target.provider.name + " counts no tokens of this model."));
}

} // namespace

Result<HttpRequest> encodeTokenCount(const KindRequest &request, const Target &target, const ChatCodec &codec)
{
    const bool responses = target.provider.family == ApiFamily::OpenAiChat;
    if (responses && JsonView(request.body)["input"]) {
        return encodeAsOpenAi(request, target, "/responses/input_tokens");
    }
    Result<ChatRequest> chat = chatToCount(request, target);
    if (!chat) {
        return std::unexpected(std::move(chat.error()));
    }
    const ChatCodec &writer = responses ? codecFor(ApiFamily::OpenAiResponses) : codec;
    return writer.encode(*chat, target).and_then([&](HttpRequest http) -> Result<HttpRequest> {
        if (!responses) {
            return countOf(*chat, std::move(http), target);
        }
        http.url = withEnd(std::move(http.url), "/responses", "/responses/input_tokens");
        http.body = without(http.body, { "stream", "max_output_tokens", "temperature", "top_p", "store", "metadata",
                                         "include", "user", "service_tier" });
        return http;
    });
}

Result<std::string> readTokenCount(const HttpResponse &response, const Target &target)
{
    const Result<JsonView> json = readAnswerObject(response, target);
    if (!json) {
        return std::unexpected(json.error());
    }
    std::optional<std::int64_t> count;
    for (const std::string_view name : countNames) {
        count = count ? count : (*json)[name].integer();
    }
    if (!count && (*json)["tokens"].isArray()) { // Cohere gives the tokens themselves
        count = static_cast<std::int64_t>((*json)["tokens"].size());
    }
    if (!count) {
        return std::unexpected(malformedAnswer(target, "it holds no count of tokens", 0));
    }
    JsonWriter writer;
    writer.beginObject();
    writer.member("object", "response.input_tokens");
    writer.member("input_tokens", *count);
    bool more = false;
    for (const JsonMember &member : json->members()) {
        const bool told = member.is("object") || member.is("input_tokens") || !member.value;
        if (!told && member.value.kind() != JsonKind::Number) {
            if (!more) {
                writer.beginObject("provider_specific_fields");
                more = true;
            }
            writer.key(member.key());
            writer.raw(member.value.raw());
        }
    }
    if (more) {
        writer.endObject();
    }
    writer.endObject();
    return writer.take();
}

} // namespace patchbay::wire
