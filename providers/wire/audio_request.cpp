// SPDX-License-Identifier: GPL-3.0-or-later
//
// Calls about sound: speech to text and text to speech.
#include "providers/wire/kind_encoders.h"
#include "providers/wire/url.h"

namespace patchbay::wire {
namespace {

std::string queryValue(const JsonView &value)
{
    const std::string text = value.isString() ? value.string() : std::string(value.raw());
    std::string encoded;
    for (const char c : encodedPath(text)) { // that leaves what may stand in a path
        c == '/' ? encoded += "%2F" : c == ':' ? encoded += "%3A" : c == '@' ? encoded += "%40" : encoded += c;
    }
    return encoded;
}

void addQuery(std::string &url, std::string_view name, const std::string &value)
{
    url += url.contains('?') ? '&' : '?';
    url += std::string(name) + "=" + value;
}

// Deepgram takes the sound as the body and everything else in the query.
Result<HttpRequest> encodeDeepgramListening(const KindRequest &request, const Target &target)
{
    if (Result<void> fits = refuseUnfit(request, target, { { "prompt", {} }, { "temperature", "0 0.0" } }); !fits) {
        return std::unexpected(std::move(fits.error()));
    }
    const JsonView body(request.body);
    std::string url = endpointUrl(target.apiBase, "/listen");
    addQuery(url, "model", encodedPath(target.model));
    JsonWriter kept;
    writeMembers(kept, request, target,
                 { "model", "file", "response_format", "timestamp_granularities", "prompt", "temperature", "stream" });
    kept.endObject();
    const std::string members = kept.take();
    for (const JsonMember &member : JsonView(members).members()) {
        addQuery(url, member.key(), queryValue(member.value));
    }
    if (!body["punctuate"] && !body["smart_format"]) {
        addQuery(url, "punctuate", "true");
    }
    HttpRequest http = getRequest(target, std::move(url));
    http.method = "POST";
    const bool given = !request.uploads.empty();
    http.headers.insert(http.headers.begin(),
                        { "content-type", given ? request.uploads.front().mediaType : "application/octet-stream" });
    http.body = given ? request.uploads.front().bytes : std::string();
    return http;
}

Result<HttpRequest> encodeDeepgramSpeaking(const KindRequest &request, const Target &target)
{
    if (Result<void> fits = refuseUnfit(request, target, { { "speed", "1 1.0" }, { "instructions", {} } }); !fits) {
        return std::unexpected(std::move(fits.error()));
    }
    const JsonView body(request.body);
    std::string url = endpointUrl(target.apiBase, "/speak");
    // Its voices are its models; OpenAI's names, which every client has to send, mean nothing there.
    const std::string voice = body["voice"].string();
    addQuery(url, "model", encodedPath(voice.starts_with("aura") ? voice : target.model));
    if (const std::string format = body["response_format"].string(); !format.empty()) {
        addQuery(url, "encoding", format == "wav" || format == "pcm" ? "linear16" : format);
    }
    JsonWriter writer;
    writer.beginObject();
    writer.member("text", body["input"].string());
    writer.endObject();
    return jsonRequest(target, std::move(url), writer.take());
}

} // namespace

Result<HttpRequest> encodeTranscription(const KindRequest &request, const Target &target)
{
    if (Result<void> base = needApiBase(target); !base) {
        return std::unexpected(std::move(base.error()));
    }
    const std::string &form = target.provider.quirks.kindForm;
    return form == "deepgram"   ? encodeDeepgramListening(request, target)
        : form == "elevenlabs" ? encodeElevenLabsListening(request, target)
                               : encodeAsForm(request, target, "/audio/transcriptions");
}

Result<HttpRequest> encodeSpeech(const KindRequest &request, const Target &target, const ChatCodec &codec)
{
    if (!JsonView(request.body)["input"].isString()) {
        return std::unexpected(badKindRequest(target, "input", "There is nothing to say: \"input\" is missing."));
    }
    if (Result<void> base = needApiBase(target); !base) {
        return std::unexpected(std::move(base.error()));
    }
    if (target.provider.family == ApiFamily::Gemini || target.provider.family == ApiFamily::Vertex) {
        return encodeGeminiSpeech(request, target, codec);
    }
    const std::string &form = target.provider.quirks.kindForm;
    return form == "deepgram"   ? encodeDeepgramSpeaking(request, target)
        : form == "elevenlabs" ? encodeElevenLabsSpeaking(request, target)
                               : encodeAsOpenAi(request, target, "/audio/speech");
}

} // namespace patchbay::wire
