// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/catalog/catalog_parser.h"
#include "providers/catalog/row_reading.h"

#include <algorithm>
#include <array>

namespace patchbay {
namespace {

using namespace rows;

ModelCapabilities parseCapabilities(const json::object &row)
{
    ModelCapabilities can;
    for (const std::string &word : texts(row, "can")) {
        if (word == "tools") can.tools = true;
        else if (word == "vision") can.vision = true;
        else if (word == "audio_input") can.audioInput = true;
        else if (word == "audio_output") can.audioOutput = true;
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

constexpr std::array modelMembers {
    std::string_view("provider"), std::string_view("name"),   std::string_view("title"),  std::string_view("note"),
    std::string_view("family"),   std::string_view("mode"),   std::string_view("context"), std::string_view("output"),
    std::string_view("can"),      std::string_view("rates"),  std::string_view("tiers"),  std::string_view("free"),
    std::string_view("source"),   std::string_view("date"),   std::string_view("unsupported"),
    std::string_view("reasoning_apart"),
};

void refuseUnknownRates(const json::object &object)
{
    for (const auto &member : object) {
        const std::string_view name = member.key();
        const bool known = name == "above" || name == "service_tier" || name == "variant"
            || std::ranges::any_of(allRateKinds(), [&](RateKind kind) { return rateKindName(kind) == name; });
        if (!known) {
            throw RowError("unknown rate \"" + std::string(name) + "\"");
        }
    }
}

// {"input": "0.0000025", …, "above": 200000, "service_tier": "batch", "variant": "hd/1024x1024"}
void parseRates(const json::object &object, std::vector<PriceRate> &rates)
{
    refuseUnknownRates(object);
    const std::int64_t above = count(object, "above").value_or(0);
    const std::string tier = text(object, "service_tier");
    const std::string variant = text(object, "variant");
    for (const RateKind kind : allRateKinds()) {
        const std::string decimal = text(object, rateKindName(kind));
        if (decimal.empty()) {
            continue;
        }
        const std::optional<Rate> rate = Rate::parse(decimal);
        if (!rate) {
            throw RowError("\"" + decimal + "\" is not a price");
        }
        rates.push_back({ kind, *rate, above, tier, variant });
    }
}

ModelEntry parseModel(const json::object &row)
{
    refuseUnknown(row, modelMembers);
    ModelEntry entry;
    entry.provider = text(row, "provider");
    entry.name = text(row, "name");
    entry.title = text(row, "title");
    entry.note = text(row, "note");
    if (row.contains("family")) {
        entry.family = familyFromName(text(row, "family"));
        if (!entry.family) {
            throw RowError("unknown API family \"" + text(row, "family") + "\"");
        }
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
    entry.reasoningApart = flag(row, "reasoning_apart", false);
    entry.unsupported = texts(row, "unsupported");
    entry.source = text(row, "source");
    entry.date = text(row, "date");
    if (entry.provider.empty() || entry.name.empty()) {
        throw RowError("a model needs a provider and a name");
    }
    return entry;
}

} // namespace

Result<std::vector<ModelEntry>> parseModels(std::string_view json)
{
    return parseTable<ModelEntry>(json, parseModel, "model");
}

} // namespace patchbay
