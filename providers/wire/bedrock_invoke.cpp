// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/bedrock_invoke.h"

#include "providers/wire/anthropic_request.h"
#include "providers/wire/anthropic_response.h"
#include "providers/wire/bedrock_request_writer.h"
#include "providers/wire/finish_reason.h"
#include "providers/wire/json_writer.h"
#include "providers/wire/openai_request_writer.h"
#include "providers/wire/openai_response_reader.h"
#include "providers/wire/prompt_template.h"
#include "providers/wire/request_parts.h"

#include <algorithm>
#include <charconv>

namespace patchbay::wire {
namespace {

constexpr std::string_view anthropicVersion = "bedrock-2023-05-31";

Result<std::string> writeClaude(const ChatRequest &request, const Target &target, const BedrockModel &model)
{
    Target plain = target;
    plain.model = model.name;
    Result<AnthropicBody> body = writeAnthropicRequest(withSchemaTool(request), plain);
    if (!body) {
        return std::unexpected(std::move(body.error()));
    }
    JsonWriter writer;
    reopenObject(writer, body->json, { "model", "stream", "anthropic_beta" });
    writer.member("anthropic_version", anthropicVersion);
    writer.beginArray("anthropic_beta");
    for (const std::string &beta : body->betas) {
        writer.string(beta);
    }
    for (const JsonView given : JsonView(request.extra)["anthropic_beta"].items()) {
        writer.raw(given.raw());
    }
    writer.endArray();
    writer.endObject();
    return writer.take();
}

// Nova's own form is Converse's without what the service adds.
Result<std::string> writeNova(const ChatRequest &request, const BedrockModel &model, const DroppedParameters &notSent)
{
    const Result<std::string> body = writeConverseRequest(request, model, notSent);
    if (!body) {
        return body;
    }
    JsonWriter writer;
    writer.beginObject();
    writer.member("schemaVersion", "messages-v1");
    for (const JsonMember &member : JsonView(*body).members()) {
        if (member.is("additionalModelRequestFields")) {
            writer.members(member.value);
        } else if (member.value.size() > 0) {
            writer.key(member.key());
            writer.raw(member.value.raw());
        }
    }
    writer.endObject();
    return writer.take();
}

std::string writeLlama(const ChatRequest &request)
{
    JsonWriter writer;
    writer.beginObject();
    writer.member("prompt", llamaPrompt(request));
    writer.member("max_gen_len", tokenLimit(request));
    writer.member("temperature", request.temperature);
    writer.member("top_p", request.topP);
    writer.members(JsonView(request.extra));
    writer.endObject();
    return writer.take();
}

std::string titanPrompt(const ChatRequest &request)
{
    std::string prompt;
    for (const Message &message : request.messages) {
        const std::string_view who = message.role == MessageRole::Assistant ? "Bot: "
            : message.role == MessageRole::User                             ? "User: "
                                                                     : "";
        prompt += std::string(who) + textOf(message) + "\n";
    }
    return prompt + "Bot:";
}

std::string writeTitan(const ChatRequest &request)
{
    JsonWriter writer;
    writer.beginObject();
    writer.member("inputText", titanPrompt(request));
    writer.beginObject("textGenerationConfig");
    writer.member("maxTokenCount", tokenLimit(request));
    writer.member("temperature", request.temperature);
    writer.member("topP", request.topP);
    if (!request.stop.empty()) {
        writer.beginArray("stopSequences");
        for (const std::string &stop : request.stop) {
            writer.string(stop);
        }
        writer.endArray();
    }
    writer.endObject();
    writer.endObject();
    return writer.take();
}

// Mistral, Qwen, DeepSeek, gpt-oss and newer ones take OpenAI's messages.
std::string writeOpenAiForm(const ChatRequest &request, const DroppedParameters &notSent)
{
    OpenAiStyle style;
    style.developerAsSystem = true;
    style.ours = false;
    style.cacheControl = false;
    style.reasoning = false;
    style.maxTokensField = "max_tokens";
    style.dropped = notSent;
    JsonWriter writer;
    reopenObject(writer, writeOpenAiRequest(request, style), { "model", "stream", "stream_options" });
    writer.endObject();
    return writer.take();
}

std::optional<std::int64_t> countOf(const HttpResponse &response, std::string_view name)
{
    const std::string_view text = headerValue(response.headers, name);
    std::int64_t value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    return problem == std::errc() && !text.empty() && end == text.data() + text.size() ? std::optional(value)
                                                                                       : std::nullopt;
}

std::string textIn(const JsonView &json, std::initializer_list<std::string_view> names)
{
    for (const std::string_view name : names) {
        if (json[name].isString()) {
            return json[name].string();
        }
    }
    return {};
}

// FINISH, LENGTH and CONTENT_FILTERED are Titan's words, ERROR_TOXIC Cohere's.
std::string plainReason(std::string_view reason)
{
    if (reason == "LENGTH") {
        return "length";
    }
    if (reason == "CONTENT_FILTERED" || reason == "RAG_QUERY_WHEN_RAG_DISABLED" || reason == "ERROR_TOXIC") {
        return "content_filter";
    }
    return reason == "FINISH" || reason == "FINISHED" ? std::string("stop") : std::string(reason);
}

void completeTotal(Usage &usage)
{
    if (!usage.totalTokens && usage.promptTokens && usage.completionTokens) {
        usage.totalTokens = *usage.promptTokens + *usage.completionTokens;
    }
}

ChatResponse plainResponse(const InvokePiece &piece)
{
    ChatResponse response;
    Choice choice;
    choice.content = piece.text;
    choice.finishReason = normalisedFinish(plainReason(piece.stopReason), {});
    response.choices.push_back(std::move(choice));
    response.usage = piece.usage;
    return response;
}

bool isPlainText(const JsonView &json)
{
    return json["generation"].isString() || json["outputText"].isString()
        || json["results"].at(0)["outputText"].isString() || json["outputs"].at(0)["text"].isString()
        || json["generations"].at(0)["text"].isString() || json["text"].isString() || json["completion"].isString();
}

// The first of a list, or the value itself.
JsonView firstPart(const JsonView &json)
{
    for (const std::string_view name : { "results", "outputs", "generations", "choices" }) {
        if (const JsonView part = json[name].at(0)) {
            return part;
        }
    }
    return json;
}

} // namespace

InvokePiece readInvokePiece(const JsonView &json)
{
    const JsonView part = firstPart(json);
    InvokePiece piece;
    piece.text = textIn(part, { "generation", "outputText", "text", "completion" });
    if (const JsonView message = part["message"] ? part["message"] : part["delta"]) {
        piece.text += message["content"].string();
    }
    piece.stopReason = plainReason(textIn(part, { "stop_reason", "finish_reason", "completionReason" }));
    piece.usage.promptTokens = json["prompt_token_count"].integer();
    piece.usage.completionTokens = json["generation_token_count"].integer();
    if (const std::optional<std::int64_t> titan = json["inputTextTokenCount"].integer()) {
        piece.usage.promptTokens = titan;
        const std::optional<std::int64_t> total = json["totalOutputTextTokenCount"].integer();
        piece.usage.completionTokens = total ? total : part["tokenCount"].integer();
    }
    if (const JsonView metrics = json["amazon-bedrock-invocationMetrics"]) {
        piece.usage.promptTokens = metrics["inputTokenCount"].integer();
        piece.usage.completionTokens = metrics["outputTokenCount"].integer();
        piece.usage.cachedTokens = metrics["cacheReadInputTokenCount"].integer();
    }
    completeTotal(piece.usage);
    return piece;
}

Result<std::string> writeInvokeRequest(const ChatRequest &request, const Target &target, const BedrockModel &model,
                                       const DroppedParameters &notSent)
{
    ChatRequest plain = withoutParameters(request, notSent.names);
    plain.serviceTier.clear(); // this route has a header for it
    if (model.is("anthropic") || model.maker.empty()) {
        return writeClaude(plain, target, model);
    }
    if (model.isNova()) {
        return writeNova(plain, model, notSent);
    }
    if (model.is("meta")) {
        return writeLlama(plain);
    }
    if (model.is("amazon")) {
        return writeTitan(plain);
    }
    return writeOpenAiForm(plain, notSent);
}

ChatResponse readInvokeResponse(const JsonView &json, const HttpResponse &response)
{
    ChatResponse answer;
    if (json["content"].isArray()) {
        answer = readAnthropicResponse(json);
    } else if (json["choices"].at(0)["message"]) {
        answer = readOpenAiResponse(json);
        const std::string reason = json["choices"].at(0)["stop_reason"].string();
        for (Choice &choice : answer.choices) {
            if (choice.finishReason.empty()) {
                choice.finishReason = normalisedFinish(reason, { !choice.toolCalls.empty(), false });
            }
        }
    } else if (isPlainText(json) || json["choices"].at(0)["text"]) {
        answer = plainResponse(readInvokePiece(json));
    }
    Usage usage = answer.usage.value_or(Usage {});
    if (!usage.promptTokens && !usage.completionTokens) {
        usage.promptTokens = countOf(response, "x-amzn-bedrock-input-token-count");
        usage.completionTokens = countOf(response, "x-amzn-bedrock-output-token-count");
        completeTotal(usage);
        answer.usage = usage.promptTokens || usage.completionTokens ? std::optional(usage) : std::nullopt;
    }
    return answer;
}

} // namespace patchbay::wire
