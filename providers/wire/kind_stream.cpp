// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/kind_stream.h"

#include "providers/wire/error_mapping.h"
#include "providers/wire/finish_reason.h"
#include "providers/wire/json_writer.h"
#include "providers/wire/openai_response_reader.h"
#include "providers/wire/openai_response_writer.h"
#include "providers/wire/response_writer.h"
#include "providers/wire/responses_reader.h"

#include <algorithm>
#include <utility>

namespace patchbay::wire {
namespace {

bool isOwnEvent(CallKind kind, const JsonView &json)
{
    if (kind == CallKind::Completions) {
        return json["object"].is("text_completion") || json["choices"].at(0)["text"].isString();
    }
    return json["type"].string().starts_with("response.") || isResponseObject(json);
}

bool isFinalEvent(const JsonView &json)
{
    const std::string type = json["type"].string();
    return type == "response.completed" || type == "response.incomplete" || type == "response.failed"
        || type == "response.cancelled";
}

} // namespace

KindStream::KindStream(CallKind kind, const Target &target, const ChatCodec &codec)
    : m_kind(kind)
    , m_target(target)
    , m_chat(codec.decodeStream(target))
{
    if (kind == CallKind::Transcription) {
        m_transcript.emplace(target);
    } else if (kind == CallKind::Images || kind == CallKind::ImageEdits) {
        m_pictures.emplace(target);
    }
}

Result<KindStream> KindStream::make(CallKind kind, const Target &target, const ChatCodec &codec)
{
    if (kind == CallKind::Responses || kind == CallKind::Completions || kind == CallKind::Transcription
        || kind == CallKind::Images || kind == CallKind::ImageEdits) {
        return KindStream(kind, target, codec);
    }
    return failure(ErrorClass::BadRequest, "Calls of the kind " + std::string(callKindName(kind)) + " do not stream.");
}

Result<void> KindStream::feed(std::string_view bytes, std::vector<std::string> &events)
{
    if (m_transcript) {
        return m_transcript->feed(bytes, events);
    }
    if (m_pictures) {
        return m_pictures->feed(bytes, events);
    }
    switch (m_format) {
    case Format::Unknown: return feedUnknown(bytes, events);
    case Format::Own: return feedOwn(bytes, events);
    case Format::Chat: return feedChat(bytes, events);
    }
    std::unreachable();
}

// Both readers get the beginning; the first whole event decides.
Result<void> KindStream::feedUnknown(std::string_view bytes, std::vector<std::string> &events)
{
    Result<void> fed = feedChat(bytes, events);
    Result<void> own = feedOwn(bytes, events);
    if (m_format == Format::Own) {
        m_held.clear();
        return own;
    }
    // Lines of JSON and binary frames are no server-sent events: only the chat's reader understands them.
    if (!fed || (m_format == Format::Unknown && own && !m_error && !m_held.empty())) {
        m_format = Format::Chat;
    }
    if (m_format == Format::Chat) {
        writeHeld(events);
    }
    return fed ? own : fed;
}

Result<void> KindStream::feedOwn(std::string_view bytes, std::vector<std::string> &events)
{
    return m_parser.feed(bytes, [&](const SseEvent &event) {
        Result<void> taken = takeData(event.data, events);
        m_eventStart = m_parser.offset();
        return taken;
    });
}

Result<void> KindStream::feedChat(std::string_view bytes, std::vector<std::string> &events)
{
    const std::size_t before = m_held.size();
    Result<void> fed = m_chat->feed(bytes, m_held);
    for (std::size_t at = before; at < m_held.size(); ++at) {
        m_folder.add(m_held[at]);
    }
    if (m_format == Format::Chat) {
        writeHeld(events);
    }
    return fed;
}

void KindStream::writeHeld(std::vector<std::string> &events)
{
    if (m_kind == CallKind::Responses) {
        ResponseEventWriter::Events written;
        for (const StreamEvent &event : m_held) {
            writer().write(event, written);
        }
        for (ResponseEvent &event : written) {
            events.push_back(std::move(event.json));
        }
    } else {
        for (const StreamEvent &event : m_held) {
            if (std::string chunk = chunks().write(event); !chunk.empty()) {
                events.push_back(std::move(chunk));
            }
        }
    }
    m_held.clear();
}

CompletionChunkWriter &KindStream::chunks()
{
    return m_chunks ? *m_chunks : m_chunks.emplace(std::string());
}

ResponseEventWriter &KindStream::writer()
{
    if (!m_writer) {
        const ChatResponse &answer = m_folder.response();
        m_writer.emplace(ResponseHead { .id = answer.id,
                                        .model = answer.model.empty() ? m_target.model : answer.model,
                                        .previousId = {},
                                        .created = answer.created > 0 ? answer.created : m_target.now },
                         JsonText());
    }
    return *m_writer;
}

Result<void> KindStream::takeData(std::string_view data, std::vector<std::string> &events)
{
    if (m_format == Format::Chat || m_error) {
        return {};
    }
    if (data == "[DONE]") {
        m_done = true;
        return {};
    }
    const std::expected<JsonView, JsonError> json = parseJson(data);
    if (!json) {
        return std::unexpected(malformedAnswer(m_target, json.error().what, m_eventStart + json.error().offset));
    }
    const bool failed = (*json)["type"].is("error") || (*json)["error"].isObject();
    if (m_format == Format::Unknown && !failed) {
        m_format = isOwnEvent(m_kind, *json) ? Format::Own : Format::Chat;
        if (m_format == Format::Chat) {
            return {};
        }
    }
    if (failed && !isResponseObject(*json)) {
        m_error = errorFromObject(*json, m_target);
        m_done = true;
        return {};
    }
    m_kind == CallKind::Responses ? takeResponseEvent(*json) : takeCompletionEvent(*json);
    events.emplace_back(json->raw());
    return {};
}

void KindStream::takeResponseEvent(const JsonView &json)
{
    if (isResponseObject(json)) {
        m_response = json.raw();
        m_done = true;
    } else if (const JsonView response = json["response"]; response.isObject()) {
        m_response = response.raw();
        m_done = isFinalEvent(json);
    }
}

void KindStream::takeCompletionEvent(const JsonView &json)
{
    if (m_head.empty()) {
        m_head = json.raw();
    }
    if (const JsonView usage = json["usage"]) {
        m_usage = usage.raw();
    }
    for (const JsonView part : json["choices"].items()) {
        const std::int64_t index = part["index"].integer().value_or(0);
        auto choice = std::ranges::lower_bound(m_choices, index, {}, &Choice::index);
        if (choice == m_choices.end() || choice->index != index) {
            choice = m_choices.insert(choice, Choice { .index = index, .text = {}, .finishReason = {} });
        }
        choice->text += part["text"].string();
        if (part["finish_reason"].isString()) {
            choice->finishReason = part["finish_reason"].string();
        }
    }
}

Result<void> KindStream::finish(std::vector<std::string> &events)
{
    if (m_transcript) {
        return m_transcript->finish(events);
    }
    if (m_pictures) {
        return m_pictures->finish(events);
    }
    if (m_format != Format::Chat) {
        Result<void> rest = m_parser.finish([&](const SseEvent &event) { return takeData(event.data, events); });
        if (!rest) { // half an event
            return std::unexpected(cutStream(m_target, m_parser.offset()));
        }
    }
    if (m_format == Format::Own || (m_error && m_format == Format::Unknown)) {
        const bool complete = m_done
            || (m_kind == CallKind::Completions
                && std::ranges::any_of(m_choices, [](const Choice &choice) { return !choice.finishReason.empty(); }));
        return complete ? Result<void>() : std::unexpected(cutStream(m_target, m_parser.offset()));
    }
    return finishChat(events);
}

Result<void> KindStream::finishChat(std::vector<std::string> &events)
{
    const std::size_t before = m_held.size();
    Result<void> finished = m_chat->finish(m_held);
    for (std::size_t at = before; at < m_held.size(); ++at) {
        m_folder.add(m_held[at]);
    }
    m_format = Format::Chat;
    writeHeld(events);
    m_error = m_folder.error();
    if (!finished || m_error) {
        return finished;
    }
    if (m_kind != CallKind::Responses) {
        if (std::string usage = chunks().usage(); !usage.empty()) {
            events.push_back(std::move(usage));
        }
        return finished;
    }
    ResponseEventWriter::Events last;
    m_response = writer().finish(last);
    for (ResponseEvent &event : last) {
        events.push_back(std::move(event.json));
    }
    return finished;
}

std::string KindStream::folded() const
{
    if (m_transcript) {
        return m_transcript->folded();
    }
    if (m_pictures) {
        return m_pictures->folded();
    }
    if (m_format == Format::Own) {
        return m_kind == CallKind::Responses ? m_response : foldedCompletion();
    }
    if (!m_response.empty()) {
        return m_response;
    }
    if (m_format != Format::Chat || m_folder.response().choices.empty()) {
        return {};
    }
    const ChatResponse &answer = m_folder.response();
    const ResponseHead head { .id = answer.id, .model = {}, .previousId = {}, .created = 0 };
    return m_kind == CallKind::Responses ? writeResponseOf(answer, head, {}) : writeCompletionObject(answer);
}

std::string KindStream::foldedCompletion() const
{
    const JsonView head(m_head);
    JsonWriter writer;
    writer.beginObject();
    writer.member("id", head["id"].string());
    writer.member("object", "text_completion");
    writer.member("created", head["created"].integer().value_or(m_target.now));
    writer.member("model", head["model"].string());
    writer.beginArray("choices");
    for (const Choice &choice : m_choices) {
        writer.beginObject();
        writer.member("text", choice.text);
        writer.member("index", choice.index);
        writer.nullMember("logprobs");
        writer.textOrNull("finish_reason", normalisedFinish(choice.finishReason, {}));
        writer.endObject();
    }
    writer.endArray();
    if (!m_usage.empty()) {
        writeUsage(writer, readOpenAiUsage(JsonView(m_usage)));
    }
    writer.endObject();
    return writer.take();
}

} // namespace patchbay::wire
