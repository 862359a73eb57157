// SPDX-License-Identifier: GPL-3.0-or-later
//
// Answers of calls that draw pictures, in OpenAI's shape: {"created", "data": [{"b64_json" | "url"}]}.
#include "providers/wire/body_reader.h"
#include "providers/wire/call_kind.h"
#include "providers/wire/error_mapping.h"
#include "providers/wire/json_writer.h"

namespace patchbay::wire {
namespace {

void writePicture(JsonWriter &writer, const JsonView &data)
{
    writer.beginObject();
    writer.key("b64_json");
    writer.raw(data.raw());
    writer.endObject();
}

// Bedrock's "images", Imagen's "predictions", Gemini's parts with inline data. How many there were.
int writeForeign(JsonWriter &writer, const JsonView &json)
{
    int count = 0;
    const auto add = [&](const JsonView &data) {
        if (data.isString()) {
            writePicture(writer, data);
            ++count;
        }
    };
    for (const JsonView item : json["images"].items()) {
        add(item.isString() ? item : item["b64_json"]);
    }
    for (const JsonView item : json["predictions"].items()) {
        add(item["bytesBase64Encoded"]);
    }
    // Replicate's output: an address or a list of them.
    const auto addAddress = [&](const JsonView &address) {
        if (address.isString()) {
            writer.beginObject();
            writer.member("url", address.string());
            writer.endObject();
            ++count;
        }
    };
    addAddress(json["output"]);
    for (const JsonView address : json["output"].items()) {
        addAddress(address);
    }
    for (const JsonView candidate : json["candidates"].items()) {
        for (const JsonView part : candidate["content"]["parts"].items()) {
            add(part["inlineData"]["data"]);
            add(part["inline_data"]["data"]);
        }
    }
    return count;
}

void writeGeminiUsage(JsonWriter &writer, const JsonView &usage)
{
    if (!usage) {
        return;
    }
    writer.beginObject("usage");
    writer.member("input_tokens", usage["promptTokenCount"].integer());
    writer.member("output_tokens", usage["candidatesTokenCount"].integer());
    writer.member("total_tokens", usage["totalTokenCount"].integer());
    writer.endObject();
}

std::string refusalIn(const JsonView &json)
{
    for (const JsonView &said : { json["error"], json["finish_reasons"].at(0), json["predictions"].at(0)["raiFilteredReason"],
                                  json["promptFeedback"]["blockReason"] }) {
        if (std::string text = said.string(); !text.empty()) {
            return text;
        }
    }
    return {};
}

} // namespace

Result<std::string> readImages(const HttpResponse &response, const Target &target)
{
    // Nova Canvas says beside its pictures, or in their place, why some are not there.
    const std::expected<JsonView, JsonError> parsed = parseJson(response.body);
    const bool canvas = parsed && (*parsed)["images"].isArray();
    const Result<JsonView> json = canvas ? Result<JsonView>(*parsed) : readAnswerObject(response, target);
    if (!json) {
        return std::unexpected(json.error());
    }
    if ((*json)["data"].isArray()) {
        return std::string(json->raw()); // OpenAI's own shape
    }
    JsonWriter writer;
    writer.beginObject();
    writer.member("created", target.now);
    writer.beginArray("data");
    const int count = writeForeign(writer, *json);
    writer.endArray();
    writeGeminiUsage(writer, (*json)["usageMetadata"]);
    writer.endObject();
    if (count > 0) {
        return writer.take();
    }
    if (const std::string refused = refusalIn(*json); !refused.empty()) {
        Error error = makeError(ErrorClass::ContentPolicyViolation, "No picture was drawn: " + refused);
        error.provider = target.provider.id;
        error.model = target.model;
        return std::unexpected(std::move(error));
    }
    return std::unexpected(malformedAnswer(target, "it holds no picture", 0));
}

Result<std::string> readModeration(const HttpResponse &response, const Target &target)
{
    const Result<JsonView> json = readAnswerObject(response, target);
    if (json && !(*json)["results"].isArray()) {
        return std::unexpected(malformedAnswer(target, "it holds no results", 0));
    }
    return json.transform([](const JsonView &object) { return std::string(object.raw()); });
}

} // namespace patchbay::wire
