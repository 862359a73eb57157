// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/gemini_fields.h"

#include "providers/wire/finish_reason.h"
#include "providers/wire/json_writer.h"

#include <algorithm>
#include <array>
#include <utility>

namespace patchbay::wire {
namespace {

void writeAnnotation(JsonWriter &writer, const JsonView &web, const JsonView &segment)
{
    writer.beginObject();
    writer.member("type", "url_citation");
    writer.beginObject("url_citation");
    writer.member("url", web["uri"].string());
    writer.member("title", web["title"].string());
    writer.member("start_index", segment["startIndex"].integer());
    writer.member("end_index", segment["endIndex"].integer());
    writer.endObject();
    writer.endObject();
}

// One annotation for each source of each supported sentence.
JsonText annotationsOf(const JsonView &grounding)
{
    JsonWriter writer;
    bool any = false;
    writer.beginArray();
    for (const JsonView support : grounding["groundingSupports"].items()) {
        for (const JsonView index : support["groundingChunkIndices"].items()) {
            const auto position = static_cast<std::size_t>(index.integer().value_or(0));
            const JsonView web = grounding["groundingChunks"].at(position)["web"];
            if (web["uri"].isString()) {
                writeAnnotation(writer, web, support["segment"]);
                any = true;
            }
        }
    }
    writer.endArray();
    return any ? JsonText { writer.take() } : JsonText {};
}

void writeToken(JsonWriter &writer, const JsonView &token)
{
    writer.member("token", token["token"].string());
    writer.member("logprob", token["logProbability"].number());
    writer.nullMember("bytes");
}

// chosenCandidates and topCandidates in OpenAI's form.
JsonText logprobsOf(const JsonView &result)
{
    if (result["chosenCandidates"].size() == 0) {
        return {};
    }
    JsonWriter writer;
    writer.beginObject();
    writer.beginArray("content");
    const JsonView::Items alternatives = result["topCandidates"].items();
    auto top = alternatives.begin();
    for (const JsonView chosen : result["chosenCandidates"].items()) {
        writer.beginObject();
        writeToken(writer, chosen);
        writer.beginArray("top_logprobs");
        if (top != alternatives.end()) {
            for (const JsonView other : (*top)["candidates"].items()) {
                writer.beginObject();
                writeToken(writer, other);
                writer.endObject();
            }
            ++top;
        }
        writer.endArray();
        writer.endObject();
    }
    writer.endArray();
    writer.endObject();
    return { writer.take() };
}

JsonText specificFieldsOf(const JsonView &candidate)
{
    using Pair = std::pair<std::string_view, std::string_view>;
    static constexpr std::array names {
        Pair { "urlContextMetadata", "url_context_metadata" }, Pair { "safetyRatings", "safety_ratings" },
        Pair { "citationMetadata", "citation_metadata" },      Pair { "finishMessage", "finish_message" },
        Pair { "avgLogprobs", "avg_logprobs" },
    };
    JsonWriter writer;
    bool any = false;
    writer.beginObject();
    for (const auto &[name, ours] : names) {
        if (const JsonView value = candidate[name]; value && value.raw() != "{}") {
            writer.key(ours);
            writer.raw(value.raw());
            any = true;
        }
    }
    if (const JsonView grounding = candidate["groundingMetadata"]; grounding.size() > 0) {
        writer.beginArray("grounding_metadata"); // a list, as streams bring several
        writer.raw(grounding.raw());
        writer.endArray();
        any = true;
    }
    if (const JsonView reason = candidate["finishReason"]; reason.isString() && !knownFinish(reason.string())) {
        writer.key("native_finish_reason");
        writer.raw(reason.raw());
        any = true;
    }
    writer.endObject();
    return any ? JsonText { writer.take() } : JsonText {};
}

// A literal that needs no repair is taken as it stands, escapes and all: media are large, and copied once less.
std::string literalOf(std::string_view prefix, const JsonView &data)
{
    const bool plain = data.isString() && std::ranges::none_of(data.raw(), [](char character) {
        return static_cast<signed char>(character) < ' ';
    });
    std::string literal = plain ? jsonLiteral(prefix) : jsonLiteral(std::string(prefix) + data.string());
    if (plain) {
        literal.pop_back();
        literal += data.raw().substr(1);
    }
    return literal;
}

JsonText imageOf(const std::string &type, const JsonView &data)
{
    JsonWriter writer;
    writer.beginArray();
    writer.beginObject();
    writer.member("type", "image_url");
    writer.beginObject("image_url");
    writer.key("url");
    writer.raw(literalOf("data:" + type + ";base64,", data));
    writer.endObject();
    writer.endObject();
    writer.endArray();
    return { writer.take() };
}

JsonText soundOf(const JsonView &data)
{
    JsonWriter writer;
    writer.beginObject();
    writer.member("id", "");
    writer.key("data");
    writer.raw(literalOf({}, data));
    writer.member("expires_at", std::int64_t { 0 });
    writer.member("transcript", "");
    writer.endObject();
    return { writer.take() };
}

} // namespace

MessageFields readGeminiFields(const JsonView &candidate, int choice)
{
    MessageFields fields;
    fields.choice = choice;
    fields.annotations = annotationsOf(candidate["groundingMetadata"]);
    fields.logprobs = logprobsOf(candidate["logprobsResult"]);
    fields.providerSpecificFields = specificFieldsOf(candidate);
    return fields;
}

MessageFields readGeminiPart(const JsonView &part, int choice)
{
    MessageFields fields;
    fields.choice = choice;
    const JsonView inlineData = part["inlineData"] ? part["inlineData"] : part["inline_data"];
    if (inlineData) {
        const JsonView type = inlineData["mimeType"] ? inlineData["mimeType"] : inlineData["mime_type"];
        if (type.string().starts_with("audio/")) {
            fields.audio = soundOf(inlineData["data"]);
        } else {
            fields.images = imageOf(type.string(), inlineData["data"]);
        }
        return fields;
    }
    const bool call = part["executableCode"] || part["toolCall"];
    const bool result = part["codeExecutionResult"] || part["toolResponse"];
    const std::string_view name = call ? "server_tool_calls" : result ? "server_tool_results" : "content_blocks";
    fields.providerSpecificFields = { "{\"" + std::string(name) + "\":[" + std::string(part.raw()) + "]}" };
    return fields;
}

} // namespace patchbay::wire
