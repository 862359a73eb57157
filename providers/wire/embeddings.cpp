// SPDX-License-Identifier: GPL-3.0-or-later
//
// Answers to embedding calls in OpenAI's shape. Vectors keep their numbers' spelling, and texts in
// base64 stay texts.
#include "providers/wire/base64.h"
#include "providers/wire/body_reader.h"
#include "providers/wire/call_kind.h"
#include "providers/wire/error_mapping.h"
#include "providers/wire/json_writer.h"
#include "providers/wire/openai_response_reader.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <vector>

namespace patchbay::wire {
namespace {

struct Item {
    JsonView vector; // an array of numbers, or a text in base64
    std::optional<std::int64_t> told; // the input that it belongs to, where the provider says
};

struct Vectors {
    std::vector<Item> items;
    std::optional<std::int64_t> tokens;
    JsonView otherTypes; // Cohere's int8, ubinary… beside what was taken
};

bool isVector(const JsonView &json)
{
    return json.isString() || (json.isArray() && (json.size() == 0 || json.at(0).isNumber()));
}

// Where a provider puts the vector of one item.
JsonView vectorOf(const JsonView &item)
{
    if (isVector(item)) {
        return item;
    }
    for (const std::string_view name : { "embedding", "values", "embeddings" }) {
        if (const JsonView inner = item[name]; inner) {
            return isVector(inner) ? inner : vectorOf(inner);
        }
    }
    return {};
}

void addAll(const JsonView &list, Vectors &vectors)
{
    for (const JsonView item : list.items()) {
        if (const JsonView vector = vectorOf(item); vector) {
            vectors.items.push_back({ vector, item["index"].integer() });
        }
    }
}

// {"float": [[…]], "int8": …}: floats where there are any.
void addByType(const JsonView &types, Vectors &vectors)
{
    std::string_view taken;
    for (const std::string_view name : { "float", "base64", "int8", "uint8", "binary", "ubinary" }) {
        if (types[name].size() > 0) {
            taken = name;
            break;
        }
    }
    addAll(types[taken], vectors);
    if (types.size() > 1) {
        vectors.otherTypes = types;
    }
}

void addPredictions(const JsonView &predictions, Vectors &vectors)
{
    for (const JsonView prediction : predictions.items()) {
        const JsonView embeddings = prediction["embeddings"];
        if (const JsonView vector = vectorOf(embeddings ? embeddings : prediction); vector) {
            vectors.items.push_back({ vector, std::nullopt });
        }
        if (const std::optional<std::int64_t> count = embeddings["statistics"]["token_count"].integer()) {
            vectors.tokens = vectors.tokens.value_or(0) + *count;
        }
    }
}

std::optional<std::int64_t> tokensIn(const JsonView &json)
{
    const JsonView places[] = { json["usage"]["prompt_tokens"],
                                json["usage"]["total_tokens"],
                                json["usage"]["input_tokens"],
                                json["usageMetadata"]["promptTokenCount"],
                                json["meta"]["billed_units"]["input_tokens"],
                                json["meta"]["tokens"]["input_tokens"],
                                json["inputTextTokenCount"],
                                json["prompt_eval_count"],
                                json["input_token_count"] };
    for (const JsonView &place : places) {
        if (const std::optional<std::int64_t> count = place.integer()) {
            return count;
        }
    }
    return std::nullopt;
}

std::optional<std::int64_t> tokensInHeaders(const HttpResponse &response)
{
    const std::string_view text = headerValue(response.headers, "x-amzn-bedrock-input-token-count");
    std::int64_t count = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), count);
    return problem == std::errc() && !text.empty() && end == text.data() + text.size() ? std::optional(count)
                                                                                       : std::nullopt;
}

Vectors vectorsIn(const JsonView &json)
{
    Vectors vectors;
    const JsonView embeddings = json["embeddings"];
    if (json.isArray()) { // text-embeddings-inference
        addAll(json, vectors);
    } else if (const JsonView data = json["data"].isArray() ? json["data"] : json["result"]["data"]; data) {
        addAll(data, vectors);
    } else if (embeddings.isObject()) {
        addByType(embeddings, vectors);
    } else if (embeddings.isArray()) {
        addAll(embeddings, vectors);
    } else if (json["predictions"].isArray()) {
        addPredictions(json["predictions"], vectors);
    } else if (json["results"].isArray()) {
        addAll(json["results"], vectors);
    } else if (const JsonView one = vectorOf(json); one) {
        vectors.items.push_back({ one, std::nullopt });
    } else if (const JsonView types = json["embeddingsByType"]; types.isObject()) {
        vectors.items.push_back({ types["float"] ? types["float"] : types["binary"], std::nullopt });
    }
    if (const std::optional<std::int64_t> tokens = tokensIn(json)) {
        vectors.tokens = tokens;
    }
    return vectors;
}

// In the order of the inputs that the provider names. Where it does not name each of them once, and servers
// are known that call every vector the first, their places are all there is.
void orderByInput(std::vector<Item> &items)
{
    std::vector<std::int64_t> told;
    for (const Item &item : items) {
        told.push_back(item.told.value_or(-1));
    }
    std::ranges::sort(told);
    const bool reliable = !told.empty() && told.front() >= 0 && std::ranges::adjacent_find(told) == told.end();
    if (reliable) {
        std::ranges::stable_sort(items, {}, &Item::told);
        return;
    }
    for (std::size_t place = 0; place < items.size(); ++place) {
        items[place].told = static_cast<std::int64_t>(place);
    }
}

std::string write(const Vectors &vectors, const JsonView &json, const Target &target)
{
    const std::string model = json["model"].string();
    JsonWriter writer;
    writer.beginObject();
    writer.member("object", "list");
    writer.beginArray("data");
    for (const Item &item : vectors.items) {
        writer.beginObject();
        writer.member("object", "embedding");
        writer.member("index", item.told);
        writer.key("embedding");
        writer.raw(item.vector.raw());
        writer.endObject();
    }
    writer.endArray();
    writer.member("model", model.empty() ? target.model : model);
    const std::string cost = reportedCost(json["usage"]);
    if (vectors.tokens || !cost.empty()) {
        const std::int64_t tokens = vectors.tokens.value_or(0);
        writer.beginObject("usage");
        writer.member("prompt_tokens", tokens);
        writer.member("total_tokens", json["usage"]["total_tokens"].integer().value_or(tokens));
        if (!cost.empty()) {
            writer.key("cost");
            writer.raw(cost);
        }
        writer.endObject();
    }
    if (vectors.otherTypes) {
        writer.beginObject("provider_specific_fields");
        writer.key("embeddings");
        writer.raw(vectors.otherTypes.raw());
        writer.endObject();
    }
    writer.endObject();
    return writer.take();
}

// As OpenAI does: the numbers as 32-bit floats, the lowest byte first.
std::string floatBytes(const JsonView &vector)
{
    constexpr int bytesEach = 4;
    std::string bytes;
    for (const JsonView item : vector.items()) {
        auto bits = std::bit_cast<std::uint32_t>(static_cast<float>(item.number().value_or(0)));
        for (int byte = 0; byte < bytesEach; ++byte) {
            bytes += static_cast<char>(bits & 0xFF);
            bits >>= 8;
        }
    }
    return bytes;
}

} // namespace

std::string vectorsAsBase64(std::string list)
{
    const JsonView json { std::string_view(list) };
    JsonWriter writer;
    writer.beginObject();
    for (const JsonMember &member : json.members()) {
        if (!member.is("data")) {
            writer.key(member.key());
            writer.raw(member.value.raw());
            continue;
        }
        writer.beginArray("data");
        for (const JsonView item : member.value.items()) {
            writer.beginObject();
            for (const JsonMember &part : item.members()) {
                writer.key(part.key());
                part.is("embedding") && part.value.isArray() ? writer.string(encodeBase64(floatBytes(part.value)))
                                                              : writer.raw(part.value.raw());
            }
            writer.endObject();
        }
        writer.endArray();
    }
    writer.endObject();
    return writer.take();
}

Result<std::string> readEmbeddings(const HttpResponse &response, const Target &target)
{
    const std::expected<JsonView, JsonError> parsed = parseJson(response.body);
    if (!parsed || !parsed->isArray()) {
        if (const Result<JsonView> checked = readAnswerObject(response, target); !checked) {
            return std::unexpected(checked.error());
        }
    }
    Vectors vectors = vectorsIn(*parsed);
    if (vectors.items.empty()) {
        return std::unexpected(malformedAnswer(target, "it holds no embeddings", 0));
    }
    if (!vectors.tokens) {
        vectors.tokens = tokensInHeaders(response);
    }
    orderByInput(vectors.items);
    return write(vectors, *parsed, target);
}

} // namespace patchbay::wire
