// SPDX-License-Identifier: GPL-3.0-or-later
//
// Speech by Gemini, here and at Vertex AI: a chat whose answer is sound. It comes as bare samples and leaves as
// a WAV file, which players know.
#include "providers/wire/base64.h"
#include "providers/wire/call_kind.h"
#include "providers/wire/error_mapping.h"
#include "providers/wire/kind_encoders.h"

#include <algorithm>
#include <charconv>

namespace patchbay::wire {
namespace {

constexpr std::uint32_t usualRate = 24'000; // samples a second, one channel of 16 bits

void appendNumber(std::string &bytes, std::uint32_t value, int size)
{
    for (int at = 0; at < size; ++at) {
        bytes += static_cast<char>(value >> (8 * at) & 0xFF);
    }
}

std::string wavHeader(std::uint32_t rate, std::uint32_t length)
{
    constexpr std::uint32_t headerRest = 36;
    constexpr std::uint32_t sampleBytes = 2;
    std::string header = "RIFF";
    appendNumber(header, headerRest + length, 4);
    header += "WAVEfmt ";
    appendNumber(header, 16, 4); // size of what follows of the format
    appendNumber(header, 1, 2);  // PCM
    appendNumber(header, 1, 2);  // channels
    appendNumber(header, rate, 4);
    appendNumber(header, rate * sampleBytes, 4);
    appendNumber(header, sampleBytes, 2);
    appendNumber(header, 8 * sampleBytes, 2);
    header += "data";
    appendNumber(header, length, 4);
    return header;
}

// "audio/L16;codec=pcm;rate=24000"
std::uint32_t rateOf(std::string_view type)
{
    constexpr std::string_view name = "rate=";
    std::uint32_t rate = usualRate;
    if (const std::size_t at = type.find(name); at != std::string_view::npos) {
        std::from_chars(type.data() + at + name.size(), type.data() + type.size(), rate);
    }
    return rate == 0 ? usualRate : rate;
}

bool isBareSound(std::string_view type)
{
    return type.starts_with("audio/L16") || type.starts_with("audio/l16") || type.starts_with("audio/pcm");
}

} // namespace

Result<HttpRequest> encodeGeminiSpeech(const KindRequest &request, const Target &target, const ChatCodec &codec)
{
    const JsonView body(request.body);
    const std::string format = body["response_format"].string();
    const bool known = format.empty() || format == "wav" || format == "pcm" || format == "pcm16";
    if ((!known || body["speed"]) && !request.dropParams) {
        Error error = badKindRequest(target, known ? "speed" : "response_format",
                                     known ? "Gemini takes no speed; say it in the instructions."
                                           : "Gemini's speech comes as wav or pcm, not as " + format + ".");
        error.kind = ErrorClass::UnsupportedParams;
        return std::unexpected(std::move(error));
    }
    const std::string instructions = body["instructions"].string();
    ChatRequest chat;
    chat.model = request.model;
    chat.messages.push_back(textMessage(
        MessageRole::User, (instructions.empty() ? "" : instructions + ":\n") + body["input"].string()));
    chat.modalities = { R"(["AUDIO"])" };
    JsonWriter voice;
    voice.beginObject();
    voice.memberUnlessEmpty("voice", body["voice"].string());
    voice.endObject();
    chat.audio = { voice.take() };
    JsonWriter extra;
    writeMembers(extra, request, target,
                 { "model", "input", "voice", "instructions", "response_format", "speed", "stream_format", "stream" });
    extra.endObject();
    chat.extra = { extra.take() };
    return codec.encode(chat, target);
}

std::optional<Sound> geminiSound(const JsonView &json, bool bare)
{
    Sound sound;
    std::string samples;
    for (const JsonView part : json["candidates"].at(0)["content"]["parts"].items()) {
        const JsonView data = part["inlineData"] ? part["inlineData"] : part["inline_data"];
        std::optional<std::string> bytes = decodeBase64(data["data"].string());
        if (data && bytes) {
            samples += *bytes;
            const JsonView type = data["mimeType"] ? data["mimeType"] : data["mime_type"];
            sound.mediaType = type.string();
        }
    }
    if (samples.empty()) {
        return std::nullopt;
    }
    if (isBareSound(sound.mediaType) && !bare) {
        const auto length = static_cast<std::uint32_t>(std::min<std::size_t>(samples.size(), 0xFFFF'FF00U));
        sound.bytes = wavHeader(rateOf(sound.mediaType), length);
        sound.mediaType = "audio/wav";
    }
    sound.bytes += samples;
    return sound;
}

} // namespace patchbay::wire
