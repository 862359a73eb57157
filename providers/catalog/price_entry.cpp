// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/catalog/price_entry.h"

#include "providers/catalog/price_fields.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace patchbay {
namespace {

namespace json = boost::json;

// Fields with "cost" in their name that are no price of a call.
constexpr std::string_view otherFields[] = { "input_dbu_cost_per_token", "output_dbu_cost_per_token",
                                             "cost_per_ptu_per_hour" };

std::string_view typeName(const json::value &value)
{
    switch (value.kind()) {
    case json::kind::null: return "null";
    case json::kind::bool_: return "a boolean";
    case json::kind::string: return "text";
    case json::kind::array: return "a list";
    case json::kind::object: return "an object";
    default: return "a number";
    }
}

class EntryReader {
public:
    EntryReader(std::string_view key, const json::object &entry, PriceMap &map)
        : m_key(key)
        , m_entry(entry)
        , m_map(map)
    {
    }

    ModelEntry read();

private:
    void problem(std::string_view field, std::string message)
    {
        m_map.problems.push_back({ std::string(m_key), std::string(field), std::move(message) });
    }

    std::string text(std::string_view field)
    {
        const json::value *value = m_entry.if_contains(field);
        if (!value || value->is_null()) {
            return {};
        }
        if (!value->is_string()) {
            problem(field, "is " + std::string(typeName(*value)) + ", not text");
            return {};
        }
        return std::string(value->get_string());
    }

    bool flag(std::string_view field, bool fallback)
    {
        const json::value *value = m_entry.if_contains(field);
        if (!value || value->is_null()) {
            return fallback;
        }
        if (!value->is_bool()) {
            problem(field, "is " + std::string(typeName(*value)) + ", not true or false");
            return fallback;
        }
        return value->get_bool();
    }

    std::optional<std::int64_t> count(std::string_view field);
    void readCapabilities(ModelCapabilities &can);
    void readPrices(ModelEntry &model);
    void readPrice(std::string_view field, const json::value &value, std::int64_t above, ModelEntry &model);
    void readSearchPrices(const json::value &value, ModelEntry &model);
    void readTiers(const json::value &value, ModelEntry &model);

    std::string_view m_key;
    const json::object &m_entry;
    PriceMap &m_map;
};

// A whole number: also "8192" and 8192.0, which both occur.
std::optional<std::int64_t> wholeNumber(const json::value &value)
{
    if (value.is_int64()) {
        return value.get_int64();
    }
    if (value.is_double() && std::floor(value.get_double()) == value.get_double() && std::abs(value.get_double()) < 1e15) {
        return static_cast<std::int64_t>(value.get_double());
    }
    if (value.is_string()) {
        const json::string &digits = value.get_string();
        std::int64_t number = 0;
        const auto [end, status] = std::from_chars(digits.begin(), digits.end(), number);
        if (status == std::errc() && end == digits.end()) {
            return number;
        }
    }
    return std::nullopt;
}

std::optional<std::int64_t> EntryReader::count(std::string_view field)
{
    const json::value *value = m_entry.if_contains(field);
    if (!value || value->is_null()) {
        return std::nullopt;
    }
    const std::optional<std::int64_t> number = wholeNumber(*value);
    if (!number || *number < 0) {
        problem(field, number ? "is negative" : "is " + std::string(typeName(*value)) + ", not a whole number");
        return std::nullopt;
    }
    return number;
}

void EntryReader::readCapabilities(ModelCapabilities &can)
{
    can.tools = flag("supports_function_calling", false);
    can.vision = flag("supports_vision", false);
    can.audioInput = flag("supports_audio_input", false);
    can.audioOutput = flag("supports_audio_output", false);
    can.pdfInput = flag("supports_pdf_input", false);
    can.jsonSchema = flag("supports_response_schema", false);
    can.jsonObject = can.jsonSchema;
    can.reasoning = flag("supports_reasoning", false);
    can.promptCaching = flag("supports_prompt_caching", false);
    can.webSearch = flag("supports_web_search", false);
    can.systemMessages = flag("supports_system_messages", true);
    can.streaming = flag("supports_native_streaming", true);
}

void EntryReader::readPrice(std::string_view field, const json::value &value, std::int64_t above, ModelEntry &model)
{
    std::optional<PriceRate> rate = rateOfPriceField(field);
    if (!rate) {
        ++m_map.unread[std::string(field)];
        return;
    }
    if (value.is_null()) {
        return;
    }
    const std::optional<Rate> amount = readRate(value);
    if (!amount) {
        problem(field, "is no price");
        return;
    }
    rate->perUnit = *amount;
    rate->abovePromptTokens = std::max(rate->abovePromptTokens, above);
    overlayRates(model.rates, { *rate });
}

void EntryReader::readSearchPrices(const json::value &value, ModelEntry &model)
{
    const json::object *sizes = value.if_object();
    if (!sizes) {
        problem("search_context_cost_per_query", "is " + std::string(typeName(value)) + ", not an object");
        return;
    }
    for (const auto &[name, price] : *sizes) {
        std::string_view size = name;
        constexpr std::string_view start = "search_context_size_";
        size.remove_prefix(size.starts_with(start) ? start.size() : 0);
        const std::optional<Rate> amount = readRate(price);
        if (!amount) {
            problem("search_context_cost_per_query." + std::string(name), "is no price");
            continue;
        }
        PriceRate rate { RateKind::WebSearch, *amount };
        rate.variant = size == "medium" ? std::string_view() : size;
        overlayRates(model.rates, { rate });
    }
}

// Where a step begins; -1 when it does not say.
std::int64_t startOfTier(const json::object *tier)
{
    const json::value *range = tier ? tier->if_contains("range") : nullptr;
    const json::array *limits = range ? range->if_array() : nullptr;
    return limits && !limits->empty() ? wholeNumber(limits->front()).value_or(-1) : -1;
}

// [{"range": [32000, 128000], "input_cost_per_token": …}]: the step holds for the whole request.
void EntryReader::readTiers(const json::value &value, ModelEntry &model)
{
    const json::array *tiers = value.if_array();
    if (!tiers) {
        problem("tiered_pricing", "is " + std::string(typeName(value)) + ", not a list");
        return;
    }
    bool first = true;
    for (const json::value &row : *tiers) {
        const json::object *tier = row.if_object();
        // Searches are priced by the number of results; the first step is the usual one.
        const bool ofResults = tier && tier->contains("max_results_range");
        const std::int64_t above = ofResults ? (first ? 0 : -1) : startOfTier(tier);
        first = false;
        if (above < 0 && !ofResults) {
            problem("tiered_pricing", "has a step without a range");
        }
        for (const auto &[field, price] : above < 0 ? json::object() : *tier) {
            if (looksLikePriceField(field)) {
                readPrice(field, price, above, model);
            }
        }
    }
}

void EntryReader::readPrices(ModelEntry &model)
{
    for (const auto &[name, value] : m_entry) {
        const std::string_view field = name;
        if (field == "search_context_cost_per_query") {
            readSearchPrices(value, model);
        } else if (field == "tiered_pricing") {
            readTiers(value, model);
        } else if (looksLikePriceField(field) && std::ranges::find(otherFields, field) == std::end(otherFields)) {
            readPrice(field, value, 0, model);
        }
    }
}

ModelEntry EntryReader::read()
{
    ModelEntry model;
    if (const std::string mode = text("mode"); !mode.empty()) {
        model.mode = mode;
    }
    const std::optional<std::int64_t> either = count("max_tokens");
    model.contextTokens = count("max_input_tokens");
    model.outputTokens = count("max_output_tokens");
    if (!model.contextTokens) {
        model.contextTokens = either;
    }
    if (!model.outputTokens && model.mode != "embedding" && model.mode != "rerank") {
        model.outputTokens = either;
    }
    if (const std::string until = text("deprecation_date"); !until.empty()) {
        model.note = "Deprecated on " + until + ".";
    }
    readCapabilities(model.capabilities);
    readPrices(model);
    return model;
}

} // namespace

std::optional<Rate> readRate(const json::value &value)
{
    if (value.is_string()) {
        return Rate::parse(std::string_view(value.get_string()));
    }
    if (!value.is_number()) {
        return std::nullopt;
    }
    char digits[32];
    const auto [end, status] = std::to_chars(std::begin(digits), std::end(digits), value.to_number<double>());
    return status == std::errc() ? Rate::parse({ digits, static_cast<std::size_t>(end - digits) }) : std::nullopt;
}

ModelEntry readPriceEntry(std::string_view key, const json::object &entry, PriceMap &map)
{
    return EntryReader(key, entry, map).read();
}

} // namespace patchbay
