// SPDX-License-Identifier: GPL-3.0-or-later
//
// Answers to rerank calls in Cohere's shape, which LiteLLM gives for all providers.
#include "providers/wire/bedrock_response.h"
#include "providers/wire/body_reader.h"
#include "providers/wire/call_kind.h"
#include "providers/wire/error_mapping.h"
#include "providers/wire/json_writer.h"
#include "providers/wire/openai_response_reader.h"
#include "providers/wire/synthetic_id.h"

namespace patchbay::wire {
namespace {

JsonView listIn(const JsonView &json)
{
    if (json.isArray()) { // text-embeddings-inference
        return json;
    }
    for (const std::string_view name : { "results", "data", "records" }) {
        if (json[name].isArray()) {
            return json[name];
        }
    }
    return {};
}

JsonView scoreOf(const JsonView &item)
{
    for (const std::string_view name : { "relevance_score", "relevanceScore", "score" }) {
        if (item[name].isNumber()) {
            return item[name];
        }
    }
    return {};
}

void writeItem(JsonWriter &writer, const JsonView &item, std::int64_t position)
{
    writer.beginObject();
    writer.member("index", item["index"].integer().value_or(position));
    writer.key("relevance_score");
    writer.raw(scoreOf(item).raw());
    const JsonView document = item["document"] ? item["document"] : item["text"];
    if (document.isString()) {
        writer.beginObject("document");
        writer.member("text", document.string());
        writer.endObject();
    } else if (document) {
        writer.key("document");
        writer.raw(document.raw());
    }
    writer.endObject();
}

void writeMeta(JsonWriter &writer, const JsonView &json)
{
    if (const std::string cost = reportedCost(json["usage"]); !cost.empty()) {
        writer.beginObject("usage");
        writer.key("cost");
        writer.raw(cost);
        writer.endObject();
    }
    if (const JsonView meta = json["meta"]) {
        writer.key("meta");
        writer.raw(meta.raw());
        return;
    }
    const JsonView usage = json["usage"];
    const std::optional<std::int64_t> total = usage["total_tokens"].integer();
    const std::optional<std::int64_t> tokens = total ? total : usage["prompt_tokens"].integer();
    if (!tokens) {
        return;
    }
    writer.beginObject("meta");
    writer.beginObject("billed_units");
    writer.member("total_tokens", *tokens);
    writer.endObject();
    writer.beginObject("tokens");
    writer.member("input_tokens", *tokens);
    writer.endObject();
    writer.endObject();
}

} // namespace

Result<std::string> readRerank(const HttpResponse &response, const Target &target)
{
    const std::expected<JsonView, JsonError> parsed = parseJson(response.body);
    if (!parsed || !parsed->isArray()) {
        if (const Result<JsonView> checked = readAnswerObject(response, target); !checked) {
            return std::unexpected(checked.error());
        }
    }
    const JsonView list = listIn(*parsed);
    if (!list) {
        return std::unexpected(malformedAnswer(target, "it holds no ranking", 0));
    }
    const std::string id = (*parsed)["id"].string();
    const std::string model = (*parsed)["model"].string();
    JsonWriter writer;
    writer.beginObject();
    writer.member("id", id.empty() ? madeUpId(response.body, target.now) : id);
    writer.memberUnlessEmpty("model", model);
    writer.beginArray("results");
    std::int64_t position = 0;
    for (const JsonView item : list.items()) {
        if (!scoreOf(item)) {
            return std::unexpected(malformedAnswer(target, "a result has no score", 0));
        }
        writeItem(writer, item, position++);
    }
    writer.endArray();
    writeMeta(writer, *parsed);
    writer.endObject();
    return writer.take();
}

} // namespace patchbay::wire
