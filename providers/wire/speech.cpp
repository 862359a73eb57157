// SPDX-License-Identifier: GPL-3.0-or-later
//
// Answers to text-to-speech calls: sound as it is, or inside a JSON answer.
#include "providers/wire/body_reader.h"
#include "providers/wire/call_kind.h"
#include "providers/wire/error_mapping.h"
#include "providers/wire/gemini_reader.h"
#include "providers/wire/json_writer.h"
#include "providers/wire/openai_response_writer.h"

namespace patchbay::wire {
namespace {

bool isSound(const HttpResponse &response)
{
    const std::string_view type = headerValue(response.headers, "content-type");
    return !response.body.empty() && !type.starts_with("application/json") && !type.starts_with("text/");
}

} // namespace

Result<Sound> readSound(const HttpResponse &response, const Target &target, bool bare)
{
    const bool foreign = target.provider.family == ApiFamily::Gemini || target.provider.family == ApiFamily::Vertex;
    if (isSound(response) && !(foreign && parseJson(response.body))) {
        const std::string_view type = headerValue(response.headers, "content-type");
        return Sound { response.body, std::string(type.empty() ? "application/octet-stream" : type) };
    }
    return readAnswerObject(response, target).and_then([&](const JsonView &json) -> Result<Sound> {
        std::optional<Sound> sound = geminiSound(json, bare);
        return sound ? Result<Sound>(std::move(*sound))
                     : std::unexpected(malformedAnswer(target, "it holds no sound", 0));
    });
}

Result<std::string> readSpeech(const HttpResponse &response, const Target &target)
{
    return readSound(response, target).transform([&](const Sound &sound) {
        JsonWriter writer;
        writer.beginObject();
        writer.member("object", "audio");
        writer.member("content_type", sound.mediaType);
        writer.member("bytes", static_cast<std::int64_t>(sound.bytes.size()));
        const std::expected<JsonView, JsonError> json = parseJson(response.body);
        if (const JsonView usage = json ? (*json)["usageMetadata"] : JsonView(); usage) {
            writeUsage(writer, readGeminiUsage(usage));
        }
        writer.endObject();
        return writer.take();
    });
}

} // namespace patchbay::wire
