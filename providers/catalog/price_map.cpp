// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/catalog/price_map.h"

#include "providers/catalog/price_entry.h"
#include "providers/catalog/rate_finder.h"

#include <algorithm>

namespace patchbay {
namespace {

namespace json = boost::json;

constexpr std::size_t mostBytes = 64'000'000;
constexpr std::size_t mostEntries = 200'000;

struct ProviderName {
    std::string_view start;
    std::string_view id;
};

// LiteLLM splits some providers in its price map only; the longest start that fits counts.
constexpr ProviderName providerNames[] = {
    { "vertex_ai", "vertex_ai" },         { "bedrock", "bedrock" },
    { "cohere_chat", "cohere" },          { "fireworks_ai-embedding-models", "fireworks_ai" },
    { "text-completion-openai", "openai" }, { "text-completion-codestral", "codestral" },
    { "azure_text", "azure" },
};

// What the key says beside the model's name: "azure/hd/1024-x-1792/dall-e-3".
struct KeyParts {
    std::string name;
    std::string variant; // "hd/1024x1792"
    bool prefixed = false; // the key begins with the provider
};

std::optional<std::string> variantOf(std::string_view part)
{
    if (const std::optional<PictureSize> size = pictureSize(part)) {
        return std::to_string(size->width) + "x" + std::to_string(size->height);
    }
    for (const std::string_view quality : { "standard", "hd", "low", "medium", "high", "premium", "auto", "max-steps" }) {
        if (part == quality) {
            return std::string(part);
        }
    }
    // The usual number of steps is no variant of its own.
    return part.ends_with("-steps") ? std::optional<std::string>(std::in_place) : std::nullopt;
}

KeyParts takeApart(std::string_view key, std::string_view provider, std::string_view litellmProvider, bool picture)
{
    KeyParts parts;
    const auto takePrefix = [&] {
        for (const std::string_view prefix : { litellmProvider, provider }) {
            if (!prefix.empty() && key.starts_with(prefix) && key.substr(prefix.size()).starts_with('/')) {
                key.remove_prefix(prefix.size() + 1);
                parts.prefixed = true;
                return;
            }
        }
    };
    takePrefix();
    while (picture) {
        const std::size_t slash = key.find('/');
        const std::optional<std::string> variant
            = slash == std::string_view::npos ? std::nullopt : variantOf(key.substr(0, slash));
        if (!variant) {
            break;
        }
        parts.variant += (parts.variant.empty() || variant->empty() ? "" : "/") + *variant;
        key.remove_prefix(slash + 1);
    }
    takePrefix(); // "1024-x-1024/50-steps/bedrock/amazon.nova-canvas-v1:0"
    parts.name = key;
    return parts;
}

// In entries of picture makers the price "of the input" is that of what is made.
void settlePictureRates(ModelEntry &model)
{
    if (model.mode != "image_generation" && model.mode != "image_edit") {
        return;
    }
    for (const auto &[written, meant] : { std::pair { RateKind::InputImage, RateKind::Image },
                                          std::pair { RateKind::InputPixel, RateKind::OutputPixel } }) {
        const auto has = [&model](RateKind kind) {
            return std::ranges::any_of(model.rates,
                                       [kind](const PriceRate &rate) { return rate.kind == kind && !rate.perUnit.isZero(); });
        };
        if (has(meant) || !has(written)) {
            continue;
        }
        std::erase_if(model.rates, [kind = meant](const PriceRate &rate) { return rate.kind == kind; });
        for (PriceRate &rate : model.rates) {
            rate.kind = rate.kind == written ? meant : rate.kind;
        }
    }
}

class MapReader {
public:
    MapReader(const std::string &source, const std::string &date)
        : m_source(source)
        , m_date(date)
    {
    }

    void read(std::string_view key, const json::value &value);
    PriceMap finish() &&
    {
        for (auto &[name, known] : m_models) {
            m_map.models.push_back(std::move(known.entry));
        }
        return std::move(m_map);
    }

private:
    struct Known {
        ModelEntry entry;
        bool prefixed = false;
        bool plain = false; // more than variants of it have been seen
    };

    void add(ModelEntry entry, const KeyParts &parts);

    const std::string &m_source;
    const std::string &m_date;
    PriceMap m_map;
    std::map<std::string, Known> m_models; // by provider and name
};

void MapReader::read(std::string_view key, const json::value &value)
{
    ++m_map.entries;
    const json::object *entry = value.if_object();
    if (!entry) {
        m_map.problems.push_back({ std::string(key), {}, "is not an object" });
        return;
    }
    const json::value *named = entry->if_contains("litellm_provider");
    std::string litellmProvider = named && named->is_string() ? std::string(named->get_string()) : std::string();
    if (litellmProvider.empty()) {
        const std::size_t slash = key.find('/');
        if (slash == std::string_view::npos || slash == 0) {
            m_map.problems.push_back({ std::string(key), {}, "names no litellm_provider" });
            return;
        }
        litellmProvider = key.substr(0, slash);
        m_map.problems.push_back({ std::string(key), "litellm_provider", "is missing; taken from the name" });
    }
    ModelEntry model = readPriceEntry(key, *entry, m_map);
    model.provider = providerOfPriceMap(litellmProvider);
    const bool picture = model.mode == "image_generation" || model.mode == "image_edit";
    const KeyParts parts = takeApart(key, model.provider, litellmProvider, picture);
    if (parts.name.empty()) {
        m_map.problems.push_back({ std::string(key), {}, "names no model" });
        return;
    }
    model.name = parts.name;
    model.source = m_source;
    model.date = m_date;
    // Perplexity counts the tokens of its reasoning beside the completion's.
    model.reasoningApart = model.provider == "perplexity";
    settlePictureRates(model);
    add(std::move(model), parts);
}

void MapReader::add(ModelEntry entry, const KeyParts &parts)
{
    Known &known = m_models[entry.provider + "/" + entry.name];
    if (!parts.variant.empty()) {
        const std::optional<PictureSize> size = pictureSize(parts.variant.substr(parts.variant.find_last_of('/') + 1));
        for (PriceRate &rate : entry.rates) {
            rate.variant = parts.variant;
            if (rate.kind == RateKind::OutputPixel && size) {
                rate.kind = RateKind::Image;
                rate.perUnit = rate.perUnit.times(size->width * size->height);
            }
        }
        std::vector<PriceRate> variants = std::move(entry.rates);
        entry.rates.clear();
        if (known.entry.name.empty()) {
            known.entry = std::move(entry);
        }
        overlayRates(known.entry.rates, variants);
        return;
    }
    // Some models stand twice, with and without their provider's prefix; LiteLLM asks with it first.
    if (known.plain && known.prefixed && !parts.prefixed) {
        return;
    }
    std::vector<PriceRate> variants;
    std::ranges::copy_if(known.entry.rates, std::back_inserter(variants),
                         [](const PriceRate &rate) { return rate.kind == RateKind::Image && !rate.variant.empty(); });
    known = { std::move(entry), parts.prefixed, true };
    overlayRates(known.entry.rates, variants);
}

} // namespace

std::string providerOfPriceMap(std::string_view litellmProvider)
{
    for (const ProviderName &row : providerNames) {
        const std::string_view rest = litellmProvider.starts_with(row.start) ? litellmProvider.substr(row.start.size()) : "?";
        const bool split = rest.empty() || rest.starts_with('-') || rest == "_beta" || rest == "_converse";
        if (split) {
            return std::string(row.id);
        }
    }
    return std::string(litellmProvider);
}

Result<PriceMap> parsePriceMap(std::string_view text, const std::string &source, const std::string &date)
{
    if (text.size() > mostBytes) {
        return failure(ErrorClass::BadRequest, "The price map is larger than 64 MB.");
    }
    try {
        const json::value value = json::parse(text);
        const json::object *entries = value.if_object();
        if (!entries || entries->size() > mostEntries) {
            return failure(ErrorClass::BadRequest, entries ? "The price map has more than 200,000 entries."
                                                            : "The price map is not a JSON object of models.");
        }
        MapReader reader(source, date);
        for (const auto &[key, entry] : *entries) {
            if (key != "sample_spec") {
                reader.read(key, entry);
            }
        }
        return std::move(reader).finish();
    } catch (const boost::system::system_error &problem) {
        // Without the place in the library's own source that what() tells.
        return failure(ErrorClass::BadRequest, "The price map is not JSON: " + problem.code().message() + ".");
    } catch (const std::exception &problem) {
        return failure(ErrorClass::BadRequest, std::string("The price map is not JSON: ") + problem.what());
    }
}

} // namespace patchbay
