// SPDX-License-Identifier: GPL-3.0-or-later
//
// Answers to speech-to-text calls in OpenAI's verbose shape.
#include "providers/wire/body_reader.h"
#include "providers/wire/call_kind.h"
#include "providers/wire/error_mapping.h"
#include "providers/wire/json_writer.h"
#include "providers/wire/transcript_stream.h"
#include "providers/core/utf8.h"

namespace patchbay::wire {
namespace {

void rawMember(JsonWriter &writer, std::string_view name, const JsonView &value)
{
    if (value) {
        writer.key(name);
        writer.raw(value.raw());
    }
}

// Deepgram's words have the punctuated spelling beside the bare one.
void writeWords(JsonWriter &writer, const JsonView &words)
{
    if (words.size() == 0) {
        return;
    }
    writer.beginArray("words");
    for (const JsonView word : words.items()) {
        writer.beginObject();
        writer.member("word", (word["punctuated_word"] ? word["punctuated_word"] : word["word"]).string());
        for (const std::string_view name : { "start", "end", "confidence", "speaker" }) {
            rawMember(writer, name, word[name]);
        }
        writer.endObject();
    }
    writer.endArray();
}

// One line a channel where there are several; the first reading of each.
std::string transcriptOf(const JsonView &channels)
{
    std::string text;
    for (const JsonView channel : channels.items()) {
        const std::string said = channel["alternatives"].at(0)["transcript"].string();
        text += (text.empty() || said.empty() ? "" : "\n") + said;
    }
    return text;
}

void writeUtterances(JsonWriter &writer, const JsonView &utterances)
{
    if (utterances.size() == 0) {
        return;
    }
    writer.beginArray("segments");
    std::int64_t id = 0;
    for (const JsonView utterance : utterances.items()) {
        writer.beginObject();
        writer.member("id", id++);
        rawMember(writer, "start", utterance["start"]);
        rawMember(writer, "end", utterance["end"]);
        writer.member("text", utterance["transcript"].string());
        rawMember(writer, "speaker", utterance["speaker"]);
        writer.endObject();
    }
    writer.endArray();
}

std::string writeDeepgram(const JsonView &json)
{
    const JsonView results = json["results"];
    const JsonView channel = results["channels"].at(0);
    JsonWriter writer;
    writer.beginObject();
    writer.member("text", transcriptOf(results["channels"]));
    writer.member("task", "transcribe");
    writer.memberUnlessEmpty("language", channel["detected_language"].string());
    rawMember(writer, "duration", json["metadata"]["duration"]);
    writeWords(writer, channel["alternatives"].at(0)["words"]);
    writeUtterances(writer, results["utterances"]);
    writer.beginObject("provider_specific_fields");
    rawMember(writer, "metadata", json["metadata"]);
    rawMember(writer, "confidence", channel["alternatives"].at(0)["confidence"]);
    writer.endObject();
    writer.endObject();
    return writer.take();
}

// ElevenLabs lists the spaces and noises between the words too.
std::string writeElevenLabs(const JsonView &json)
{
    JsonWriter writer;
    writer.beginObject();
    writer.member("text", json["text"].string());
    writer.member("task", "transcribe");
    writer.memberUnlessEmpty("language", json["language_code"].string());
    rawMember(writer, "duration", json["audio_duration_secs"]);
    writer.beginArray("words");
    for (const JsonView word : json["words"].items()) {
        if (word["type"].is("word")) {
            writer.beginObject();
            writer.member("word", word["text"].string());
            rawMember(writer, "start", word["start"]);
            rawMember(writer, "end", word["end"]);
            rawMember(writer, "speaker", word["speaker_id"]);
            writer.endObject();
        }
    }
    writer.endArray();
    writer.beginObject("provider_specific_fields");
    rawMember(writer, "language_probability", json["language_probability"]);
    rawMember(writer, "transcription_id", json["transcription_id"]);
    writer.endObject();
    writer.endObject();
    return writer.take();
}

// The answer that server-sent events amount to; nothing where the body only begins like them.
std::optional<Result<std::string>> readEvents(const HttpResponse &response, const Target &target)
{
    TranscriptStream stream(target);
    std::vector<std::string> events;
    const bool told = headerValue(response.headers, "content-type").starts_with("text/event-stream");
    const Result<void> read =
        stream.feed(response.body, events).and_then([&] { return stream.finish(events); });
    if (events.empty() && !stream.error() && !told) {
        return std::nullopt;
    }
    if (stream.error() || !read) {
        return std::unexpected(stream.error() ? *stream.error() : read.error());
    }
    std::string folded = stream.folded();
    return folded.empty() ? std::unexpected(malformedAnswer(target, "it holds no text", 0))
                          : Result<std::string>(std::move(folded));
}

std::string writePlain(std::string_view text)
{
    JsonWriter writer;
    writer.beginObject();
    writer.member("text", repairedUtf8(text));
    writer.endObject();
    return writer.take();
}

} // namespace

Result<std::string> readTranscription(const HttpResponse &response, const Target &target)
{
    const std::string_view type = headerValue(response.headers, "content-type");
    const std::expected<JsonView, JsonError> parsed = parseJson(response.body);
    if (TranscriptStream::looksLikeEvents(response.body).value_or(false)) {
        if (std::optional<Result<std::string>> folded = readEvents(response, target)) {
            return std::move(*folded);
        }
    }
    const bool page = response.body.starts_with('<');
    // text, srt and vtt come without JSON.
    if ((!parsed || !parsed->isObject()) && !page && !type.starts_with("application/json")) {
        return writePlain(response.body);
    }
    const Result<JsonView> json = readAnswerObject(response, target);
    if (!json) {
        return std::unexpected(json.error());
    }
    if ((*json)["results"]["channels"].isArray()) {
        return writeDeepgram(*json);
    }
    if ((*json)["text"].isString() && (*json)["language_code"].isString() && (*json)["words"].isArray()) {
        return writeElevenLabs(*json);
    }
    if (!(*json)["text"].isString()) {
        return std::unexpected(malformedAnswer(target, "it holds no text", 0));
    }
    return std::string(json->raw());
}

} // namespace patchbay::wire
