// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/body_record.h"

#include "providers/core/utf8.h"
#include "providers/guardrails/stream_texts.h"
#include "providers/wire/codec.h"
#include "providers/wire/json_view.h"
#include "providers/wire/json_writer.h"
#include "providers/wire/kind_stream.h"
#include "providers/wire/openai_format.h"

namespace patchbay::gateway {

namespace {

struct Reader {
    std::string_view provider;
    ApiFamily family;
};

Reader readerOf(const ClientDialect *dialect)
{
    return dialect == &anthropicDialect()                                     ? Reader { "anthropic", ApiFamily::AnthropicMessages }
        : dialect == &geminiDialect(true) || dialect == &geminiDialect(false) ? Reader { "gemini", ApiFamily::Gemini }
                                                                              : Reader { "openai", ApiFamily::OpenAiChat };
}

std::string foldedChat(const RawBody &raw, const wire::Target &target, const wire::ChatCodec &codec)
{
    const std::unique_ptr<wire::StreamDecoder> decoder = codec.decodeStream(target);
    std::vector<StreamEvent> events;
    // What was cut off or failed is stored as far as it came.
    const bool read = decoder->feed(raw.response, events).has_value();
    (void)(read && decoder->finish(events));
    wire::Folder folder;
    for (const StreamEvent &event : events) {
        folder.add(event);
    }
    return folder.response().choices.empty() ? std::string() : raw.dialect->answer(folder.response());
}

std::string foldedKind(const RawBody &raw, const wire::Target &target, const wire::ChatCodec &codec)
{
    Result<wire::KindStream> stream = wire::KindStream::make(raw.kind, target, codec);
    std::vector<std::string> events;
    if (!stream || !stream->feed(raw.response, events)) {
        return {};
    }
    (void)stream->finish(events);
    return stream->folded();
}

// One JSON value for a stream. Pieces are joined first: a mask is not to be missed because a word was cut in two.
std::string folded(const RawBody &raw, const Catalog &catalog)
{
    const Reader reader = readerOf(raw.dialect);
    const ProviderEntry *provider = catalog.provider(reader.provider);
    std::string answer;
    if (provider) {
        const wire::Target target { *provider, raw.row.model, nullptr, {}, 0, {} };
        const wire::ChatCodec &codec = wire::codecFor(reader.family);
        answer = raw.kind == CallKind::Chat ? foldedChat(raw, target, codec) : foldedKind(raw, target, codec);
    }
    if (!answer.empty()) {
        return answer;
    }
    wire::JsonWriter writer;
    writer.beginObject();
    writer.beginArray("texts");
    const guardrails::StreamTexts stream(raw.response);
    for (const std::string &text : stream.texts()) {
        writer.string(text);
    }
    writer.endArray();
    writer.endObject();
    return writer.take();
}

bool cut(std::string &text, std::size_t largest)
{
    if (text.size() <= largest) {
        return false;
    }
    text.resize(utf8Prefix(text, largest).size());
    return true;
}

} // namespace

StoredBody storedBody(RawBody raw, const BodySettings &settings, const Catalog &catalog)
{
    StoredBody body = std::move(raw.row);
    if (!raw.request.empty()) {
        body.request = guardrails::redactedJson(raw.request, *settings.redaction);
        body.requestCut = cut(body.request, settings.largest);
    }
    if (raw.lost) {
        body.responseCut = true;
    } else if (!raw.response.empty()) {
        const std::string answer = raw.stream ? folded(raw, catalog) : std::move(raw.response);
        body.response = guardrails::redactedJson(answer, *settings.redaction);
        body.responseCut = cut(body.response, settings.largest);
    }
    // Ids that callers choose are words of theirs as well.
    body.customer = guardrails::redactedText(body.customer, *settings.redaction);
    return body;
}

} // namespace patchbay::gateway
