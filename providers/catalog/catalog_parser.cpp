// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/catalog/catalog_parser.h"

#include <boost/json.hpp>

#include <stdexcept>

namespace patchbay {
namespace {

namespace json = boost::json;

// Thrown inside this file only; parseTable turns it into an Error.
class RowError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

std::string text(const json::object &row, std::string_view key)
{
    const json::value *value = row.if_contains(key);
    return value ? json::value_to<std::string>(*value) : std::string();
}

bool flag(const json::object &row, std::string_view key, bool fallback)
{
    const json::value *value = row.if_contains(key);
    return value ? value->as_bool() : fallback;
}

std::vector<std::string> texts(const json::object &row, std::string_view key)
{
    const json::value *value = row.if_contains(key);
    return value ? json::value_to<std::vector<std::string>>(*value) : std::vector<std::string>();
}

std::optional<std::int64_t> count(const json::object &row, std::string_view key)
{
    const json::value *value = row.if_contains(key);
    return value ? std::optional(value->as_int64()) : std::nullopt;
}

ApiFamily family(const std::string &name)
{
    const std::optional<ApiFamily> known = familyFromName(name);
    if (!known) {
        throw RowError("unknown API family \"" + name + "\"");
    }
    return *known;
}

AuthPlacement parseAuth(const json::object &row)
{
    const json::value *value = row.if_contains("auth");
    if (!value) {
        return { AuthPlacement::Kind::Header, "authorization", "Bearer " };
    }
    const json::object &auth = value->as_object();
    if (const std::string header = text(auth, "header"); !header.empty()) {
        return { AuthPlacement::Kind::Header, header, text(auth, "prefix") };
    }
    return { AuthPlacement::Kind::None, {}, {} };
}

ProviderQuirks parseQuirks(const json::object &row)
{
    ProviderQuirks quirks;
    const json::value *value = row.if_contains("quirks");
    if (!value) {
        return quirks;
    }
    const json::object &object = value->as_object();
    quirks.maxTokensField = text(object, "max_tokens_field");
    quirks.streamUsage = flag(object, "stream_usage", true);
    quirks.inlineThink = flag(object, "inline_think", false);
    quirks.unsupported = texts(object, "unsupported");
    if (const json::value *headers = object.if_contains("headers")) {
        for (const auto &[name, header] : headers->as_object()) {
            quirks.headers.push_back({ std::string(name), json::value_to<std::string>(header) });
        }
    }
    return quirks;
}

ProviderEntry parseProvider(const json::object &row)
{
    ProviderEntry entry;
    entry.id = text(row, "id");
    entry.name = text(row, "name");
    entry.family = family(row.contains("family") ? text(row, "family") : "openai");
    entry.apiBase = text(row, "api_base");
    entry.keyVariables = texts(row, "key_variables");
    entry.baseVariables = texts(row, "base_variables");
    entry.auth = parseAuth(row);
    entry.keyRequired = flag(row, "key_required", true);
    entry.local = flag(row, "local", false);
    entry.sandbox = flag(row, "sandbox", false);
    entry.keyPage = text(row, "key_page");
    entry.quirks = parseQuirks(row);
    if (const json::value *shapes = row.if_contains("key_shapes")) {
        for (const json::value &shape : shapes->as_array()) {
            const json::object &object = shape.as_object();
            entry.keyShapes.push_back({ text(object, "prefix"), static_cast<std::size_t>(object.at("length").as_int64()) });
        }
    }
    if (entry.id.empty() || entry.name.empty()) {
        throw RowError("a provider needs an id and a name");
    }
    return entry;
}

ModelCapabilities parseCapabilities(const json::object &row)
{
    ModelCapabilities can;
    for (const std::string &word : texts(row, "can")) {
        if (word == "tools") can.tools = true;
        else if (word == "vision") can.vision = true;
        else if (word == "audio_input") can.audioInput = true;
        else if (word == "pdf_input") can.pdfInput = true;
        else if (word == "json_object") can.jsonObject = true;
        else if (word == "json_schema") can.jsonSchema = true;
        else if (word == "reasoning") can.reasoning = true;
        else if (word == "prompt_caching") can.promptCaching = true;
        else if (word == "web_search") can.webSearch = true;
        else throw RowError("unknown capability \"" + word + "\"");
    }
    return can;
}

constexpr RateKind allRateKinds[] = {
    RateKind::Input, RateKind::Output, RateKind::CacheRead, RateKind::CacheWrite, RateKind::CacheWriteHour,
    RateKind::Reasoning, RateKind::AudioInput, RateKind::AudioOutput, RateKind::ImageInput, RateKind::ImageOutput,
    RateKind::Request, RateKind::WebSearch,
};

// {"input": "0.0000025", …, "above": 200000, "service_tier": "batch"}
void parseRates(const json::object &object, std::vector<PriceRate> &rates)
{
    const std::int64_t above = count(object, "above").value_or(0);
    const std::string tier = text(object, "service_tier");
    for (const RateKind kind : allRateKinds) {
        const std::string decimal = text(object, rateKindName(kind));
        if (decimal.empty()) {
            continue;
        }
        const std::optional<Rate> rate = Rate::parse(decimal);
        if (!rate) {
            throw RowError("\"" + decimal + "\" is not a price");
        }
        rates.push_back({ kind, *rate, above, tier });
    }
}

ModelEntry parseModel(const json::object &row)
{
    ModelEntry entry;
    entry.provider = text(row, "provider");
    entry.name = text(row, "name");
    entry.title = text(row, "title");
    entry.note = text(row, "note");
    if (row.contains("family")) {
        entry.family = family(text(row, "family"));
    }
    if (row.contains("mode")) {
        entry.mode = text(row, "mode");
    }
    entry.contextTokens = count(row, "context");
    entry.outputTokens = count(row, "output");
    entry.capabilities = parseCapabilities(row);
    if (const json::value *rates = row.if_contains("rates")) {
        parseRates(rates->as_object(), entry.rates);
    }
    if (const json::value *tiers = row.if_contains("tiers")) {
        for (const json::value &tier : tiers->as_array()) {
            parseRates(tier.as_object(), entry.rates);
        }
    }
    entry.free = flag(row, "free", false);
    entry.unsupported = texts(row, "unsupported");
    entry.source = text(row, "source");
    entry.date = text(row, "date");
    if (entry.provider.empty() || entry.name.empty()) {
        throw RowError("a model needs a provider and a name");
    }
    return entry;
}

template <typename Entry>
Result<std::vector<Entry>> parseTable(std::string_view text, Entry (*parseRow)(const json::object &), const char *what)
{
    std::vector<Entry> entries;
    try {
        const json::value table = json::parse(text);
        for (const json::value &row : table.as_array()) {
            try {
                entries.push_back(parseRow(row.as_object()));
            } catch (const std::exception &problem) {
                return failure(ErrorClass::BadRequest, std::string(what) + " row " + std::to_string(entries.size() + 1)
                                   + ": " + problem.what());
            }
        }
    } catch (const std::exception &problem) {
        return failure(ErrorClass::BadRequest, std::string(what) + " table: " + problem.what());
    }
    return entries;
}

} // namespace

Result<std::vector<ProviderEntry>> parseProviders(std::string_view json)
{
    return parseTable<ProviderEntry>(json, parseProvider, "provider");
}

Result<std::vector<ModelEntry>> parseModels(std::string_view json)
{
    return parseTable<ModelEntry>(json, parseModel, "model");
}

} // namespace patchbay
