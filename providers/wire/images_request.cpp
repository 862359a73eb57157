// SPDX-License-Identifier: GPL-3.0-or-later
//
// Calls that draw pictures, in each provider's form.
#include "providers/wire/bedrock_address.h"
#include "providers/wire/kind_encoders.h"
#include "providers/wire/replicate_codec.h"
#include "providers/wire/url.h"
#include "providers/wire/vertex_address.h"

#include <charconv>

namespace patchbay::wire {
namespace {

// OpenAI's parameters, which every form spells in its own way or has not.
constexpr std::initializer_list<std::string_view> openAiNames {
    "model",      "prompt",     "n",               "size",          "quality",            "style",  "user",
    "background", "moderation", "response_format", "output_format", "output_compression", "stream", "partial_images",
    "negative_prompt"
};

struct Size {
    std::int64_t width = 0;
    std::int64_t height = 0;
};

// "1024x1536"
std::optional<Size> sizeOf(const JsonView &body)
{
    const std::string text = body["size"].string();
    const char *end = text.data() + text.size();
    Size size;
    const auto [cross, problem] = std::from_chars(text.data(), end, size.width);
    if (problem != std::errc() || cross == end || *cross != 'x') {
        return std::nullopt;
    }
    const auto [last, second] = std::from_chars(cross + 1, end, size.height);
    const bool whole = second == std::errc() && last == end && size.width > 0 && size.height > 0;
    return whole ? std::optional(size) : std::nullopt;
}

// The shapes that Google and Stability name, the nearest of them.
std::string_view aspectOf(const Size &size)
{
    struct Shape {
        std::string_view name;
        double ratio;
    };
    constexpr Shape shapes[] = { { "1:1", 1 }, { "4:3", 4.0 / 3 }, { "3:4", 0.75 }, { "16:9", 16.0 / 9 }, { "9:16", 9.0 / 16 } };
    const double ratio = static_cast<double>(size.width) / static_cast<double>(size.height);
    const Shape *nearest = shapes;
    for (const Shape &shape : shapes) {
        const auto distance = [ratio](const Shape &to) { return ratio > to.ratio ? ratio / to.ratio : to.ratio / ratio; };
        nearest = distance(shape) < distance(*nearest) ? &shape : nearest;
    }
    return nearest->name;
}

// What every provider but OpenAI has no place for; pictures come as their bytes.
Result<void> needFormOfBytes(const KindRequest &request, const Target &target)
{
    return refuseUnfit(request, target,
                       { { "style", {} }, { "background", "auto" }, { "moderation", "auto" }, { "partial_images", "0" },
                         { "response_format", "b64_json" } });
}

// A size that cannot be read would be left out in silence.
Result<void> needReadable(const KindRequest &request, const Target &target)
{
    const JsonView body(request.body);
    const bool size = !body["size"] || body["size"].is("auto") || sizeOf(body);
    const bool count = !body["n"] || body["n"].integer();
    if ((size && count) || request.dropParams) {
        return {};
    }
    return std::unexpected(badKindRequest(target, size ? "n" : "size",
                                          size ? "\"n\" must be a whole number."
                                               : "\"size\" must be a width and a height, such as 1024x1024."));
}

// Imagen: instances and parameters, alike at Gemini's and Vertex AI's address.
std::string imagenBody(const KindRequest &request, const Target &target)
{
    const JsonView body(request.body);
    const std::optional<Size> size = sizeOf(body);
    JsonWriter writer;
    writer.beginObject();
    writer.beginArray("instances");
    writer.beginObject();
    writer.member("prompt", body["prompt"].string());
    writer.endObject();
    writer.endArray();
    writer.key("parameters");
    writeMembers(writer, request, target, openAiNames); // what Imagen takes besides: seed, personGeneration…
    writer.member("sampleCount", body["n"].integer().value_or(1));
    writer.memberUnlessEmpty("negativePrompt", body["negative_prompt"].string());
    if (size && !body["aspectRatio"]) {
        writer.member("aspectRatio", aspectOf(*size));
    }
    writer.endObject();
    writer.endObject();
    return writer.take();
}

// Gemini's own picture models answer generateContent with pictures among the parts.
std::string drawingChatBody(const KindRequest &request, const Target &target)
{
    const JsonView body(request.body);
    const std::optional<Size> size = sizeOf(body);
    JsonWriter writer;
    writer.beginObject();
    writer.beginArray("contents");
    writer.beginObject();
    writer.member("role", "user");
    writer.beginArray("parts");
    writer.beginObject();
    writer.member("text", body["prompt"].string());
    writer.endObject();
    writer.endArray();
    writer.endObject();
    writer.endArray();
    writer.key("generationConfig");
    writeMembers(writer, request, target, openAiNames); // temperature, seed, imageConfig…
    writer.beginArray("responseModalities");
    writer.string("IMAGE");
    writer.string("TEXT");
    writer.endArray();
    if (size && !body["imageConfig"]) {
        writer.beginObject("imageConfig");
        writer.member("aspectRatio", aspectOf(*size));
        writer.endObject();
    }
    writer.endObject();
    writer.endObject();
    return writer.take();
}

Result<HttpRequest> encodeGoogle(const KindRequest &request, const Target &target, const std::string &models)
{
    const bool imagen = target.model.starts_with("imagen") || target.model.starts_with("imagegeneration");
    Result<void> fits = needFormOfBytes(request, target).and_then([&] {
        return imagen ? refuseUnfit(request, target, { { "quality", "auto standard" } })
                      : refuseUnfit(request, target,
                                    { { "n", "1" }, { "quality", "auto standard" }, { "negative_prompt", {} },
                                      { "output_format", "png" }, { "output_compression", "100" } });
    });
    if (!fits) {
        return std::unexpected(std::move(fits.error()));
    }
    return jsonRequest(target, models + encodedPath(target.model) + (imagen ? ":predict" : ":generateContent"),
                       imagen ? imagenBody(request, target) : drawingChatBody(request, target));
}

Result<HttpRequest> encodeVertex(const KindRequest &request, const Target &target)
{
    const Result<std::string> address = vertexProjectAddress(accountOf(request), target);
    if (!address) {
        return std::unexpected(address.error());
    }
    return encodeGoogle(request, target, *address + "/publishers/google/models/");
}

// Nova Canvas and Titan share a form.
std::string canvasBody(const JsonView &body)
{
    const std::optional<Size> size = sizeOf(body);
    const std::string negative = body["negative_prompt"].string();
    const std::string quality = body["quality"].string();
    JsonWriter writer;
    writer.beginObject();
    writer.member("taskType", "TEXT_IMAGE");
    writer.beginObject("textToImageParams");
    writer.member("text", body["prompt"].string());
    writer.memberUnlessEmpty("negativeText", negative);
    writer.endObject();
    writer.beginObject("imageGenerationConfig");
    writer.member("numberOfImages", body["n"].integer());
    if (size) {
        writer.member("width", size->width);
        writer.member("height", size->height);
    }
    if (!quality.empty()) {
        writer.member("quality", quality == "hd" || quality == "high" || quality == "premium" ? "premium" : "standard");
    }
    writer.member("cfgScale", body["cfgScale"].number());
    writer.member("seed", body["seed"].integer());
    writer.endObject();
    writer.endObject();
    return writer.take();
}

std::string stabilityBody(const KindRequest &request, const Target &target)
{
    const JsonView body(request.body);
    const std::optional<Size> size = sizeOf(body);
    JsonWriter writer;
    writeMembers(writer, request, target, openAiNames); // seed, mode, image, strength…
    writer.member("prompt", body["prompt"].string());
    writer.memberUnlessEmpty("negative_prompt", body["negative_prompt"].string());
    if (size && !body["aspect_ratio"]) {
        writer.member("aspect_ratio", aspectOf(*size));
    }
    writer.memberUnlessEmpty("output_format", body["output_format"].string());
    writer.endObject();
    return writer.take();
}

Result<HttpRequest> encodeBedrock(const KindRequest &request, const Target &target)
{
    BedrockModel model = parseBedrockModel(target.model);
    model.route = BedrockModel::Route::Invoke;
    const Result<BedrockAddress> address = bedrockAddress(accountOf(request), target, model, "invoke");
    if (!address) {
        return std::unexpected(address.error());
    }
    const bool stability = model.is("stability");
    Result<void> fits = needFormOfBytes(request, target).and_then([&] {
        return stability ? refuseUnfit(request, target, { { "n", "1" }, { "quality", "auto standard" } })
                         : refuseUnfit(request, target, { { "output_format", "png" } });
    });
    if (!fits) {
        return std::unexpected(std::move(fits.error()));
    }
    HttpRequest http = jsonRequest(target, address->url,
                                   stability ? stabilityBody(request, target) : canvasBody(JsonView(request.body)));
    http.auth = address->auth;
    return http;
}

// A prediction; what the model takes beside a prompt travels as it is.
Result<HttpRequest> encodeReplicate(const KindRequest &request, const Target &target)
{
    // Pictures come as addresses.
    Result<void> fits = refuseUnfit(request, target, { { "quality", "auto" }, { "response_format", "url" } });
    if (!fits) {
        return std::unexpected(std::move(fits.error()));
    }
    const JsonView body(request.body);
    const std::optional<Size> size = sizeOf(body);
    JsonWriter input;
    writeMembers(input, request, target, { "model", "n", "size", "response_format", "quality", "user" });
    input.member("num_outputs", body["n"].integer());
    if (size && !body["aspect_ratio"]) {
        input.member("aspect_ratio", aspectOf(*size));
    }
    input.endObject();
    return replicateRequest(target, input.take());
}

} // namespace

Result<HttpRequest> encodeImages(const KindRequest &request, const Target &target)
{
    if (!JsonView(request.body)["prompt"].isString()) {
        return std::unexpected(badKindRequest(target, "prompt", "There is nothing to draw: \"prompt\" is missing."));
    }
    if (Result<void> base = needApiBase(target); !base) {
        return std::unexpected(std::move(base.error()));
    }
    const bool passedOn = target.provider.family == ApiFamily::OpenAiChat;
    if (Result<void> readable = passedOn ? Result<void>() : needReadable(request, target); !readable) {
        return std::unexpected(std::move(readable.error()));
    }
    switch (target.provider.family) {
    case ApiFamily::Gemini:
        return encodeGoogle(request, target, endpointUrl(target.apiBase, "/v1beta/models/"));
    case ApiFamily::Vertex: return encodeVertex(request, target);
    case ApiFamily::Bedrock: return encodeBedrock(request, target);
    case ApiFamily::Replicate: return encodeReplicate(request, target);
    default: return encodeAsOpenAi(request, target, "/images/generations");
    }
}

} // namespace patchbay::wire
