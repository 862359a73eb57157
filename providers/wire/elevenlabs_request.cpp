// SPDX-License-Identifier: GPL-3.0-or-later
//
// Calls of ElevenLabs: a voice is part of the address, the format of the query.
#include "providers/wire/kind_encoders.h"
#include "providers/wire/multipart.h"
#include "providers/wire/url.h"

#include <algorithm>
#include <cctype>

namespace patchbay::wire {
namespace {

struct Name {
    std::string_view openAi;
    std::string_view own;
};

// The voices that LiteLLM gives OpenAI's names; any other name is taken for an id.
constexpr Name voices[] = {
    { "alloy", "21m00Tcm4TlvDq8ikWAM" },  { "amber", "5Q0t7uMcjvnagumLfvZi" }, { "ash", "AZnzlk1XvdvUeBnXmlld" },
    { "august", "D38z5RcWu1voky8WS1ja" }, { "blue", "2EiwWnXFnvU5JabPnv8n" },  { "coral", "9BWtsMINqrJLrRacOk9x" },
    { "lily", "EXAVITQu4vr4xnSDxMaL" },   { "onyx", "29vD33N1CtxCmqQRPOHJ" },  { "sage", "CwhRBWXzGAHq8TQ4Fs17" },
    { "verse", "CYw3kZ02Hs0563khs1Fj" },
};

constexpr Name formats[] = {
    { "mp3", "mp3_44100_128" },
    { "pcm", "pcm_44100" },
    { "opus", "opus_48000_128" },
    { "wav", "wav_44100" },
};

template <std::size_t Count> std::string ownName(const Name (&names)[Count], const std::string &given)
{
    std::string lower = given;
    std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const auto row = std::ranges::find(names, lower, &Name::openAi);
    return row == std::end(names) ? given : std::string(row->own);
}

} // namespace

Result<HttpRequest> encodeElevenLabsSpeaking(const KindRequest &request, const Target &target)
{
    if (Result<void> fits = refuseUnfit(request, target, { { "instructions", {} } }); !fits) {
        return std::unexpected(std::move(fits.error()));
    }
    const JsonView body(request.body);
    const JsonView given = body["voice"].isObject()
        ? (body["voice"]["voice_id"] ? body["voice"]["voice_id"] : body["voice"]["id"])
        : body["voice"]    ? body["voice"]
        : body["voice_id"] ? body["voice_id"]
                           : JsonView();
    const std::string voice = ownName(voices, given.string());
    if (voice.empty()) {
        return std::unexpected(badKindRequest(target, "voice", "Whose voice is missing: \"voice\", a voice's id."));
    }
    std::string url = endpointUrl(target.apiBase, "/v1/text-to-speech/" + encodedPath(voice));
    const JsonView format = body["output_format"] ? body["output_format"] : body["response_format"];
    if (format) {
        url += (url.contains('?') ? "&" : "?") + std::string("output_format=")
            + encodedPath(ownName(formats, format.string()));
    }
    JsonWriter writer;
    writeMembers(writer, request, target,
                 { "model", "input", "voice", "voice_id", "response_format", "output_format", "speed", "instructions",
                   "voice_settings", "user", "stream_format", "stream" });
    writer.member("text", body["input"].string());
    writer.member("model_id", target.model);
    if (body["speed"] || body["voice_settings"]) {
        writer.beginObject("voice_settings");
        for (const JsonMember &member : body["voice_settings"].members()) {
            if (!member.is("speed") || !body["speed"]) {
                writer.key(member.key());
                writer.raw(member.value.raw());
            }
        }
        writer.member("speed", body["speed"].number());
        writer.endObject();
    }
    writer.endObject();
    return jsonRequest(target, std::move(url), writer.take());
}

Result<HttpRequest> encodeElevenLabsListening(const KindRequest &request, const Target &target)
{
    if (Result<void> fits = refuseUnfit(request, target, { { "prompt", {} } }); !fits) {
        return std::unexpected(std::move(fits.error()));
    }
    JsonWriter kept;
    writeMembers(kept, request, target,
                 { "model", "file", "language", "response_format", "prompt", "timestamp_granularities", "stream" });
    kept.endObject();
    const std::string members = kept.take();
    const JsonView body(request.body);
    MultipartForm form;
    form.add("model_id", target.model);
    if (const std::string language = body["language"].string(); !language.empty()) {
        form.add("language_code", language);
    }
    for (const JsonMember &member : JsonView(std::string_view(members)).members()) {
        form.add(member.key(), member.value.isString() ? member.value.string() : std::string(member.value.raw()));
    }
    for (const Upload &upload : request.uploads) {
        form.addFile(upload);
    }
    HttpRequest http = getRequest(target, endpointUrl(target.apiBase, "/v1/speech-to-text"));
    http.method = "POST";
    http.body = form.take();
    http.headers.insert(http.headers.begin(), { "content-type", form.contentType() });
    return http;
}

} // namespace patchbay::wire
