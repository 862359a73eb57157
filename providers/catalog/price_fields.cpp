// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/catalog/price_fields.h"

#include <charconv>

namespace patchbay {
namespace {

struct FieldRow {
    std::string_view name;
    RateKind kind;
};

// Longer names come before their own beginnings.
constexpr FieldRow fieldRows[] = {
    { "input_cost_per_token_cache_hit", RateKind::CacheRead },
    { "input_cost_per_token", RateKind::Input },
    { "output_cost_per_token", RateKind::Output },
    { "output_cost_per_reasoning_token", RateKind::Reasoning },
    { "cache_read_input_token_cost_per_audio_token", RateKind::AudioCacheRead },
    { "cache_read_input_token_cost", RateKind::CacheRead },
    { "cache_read_input_audio_token_cost", RateKind::AudioCacheRead },
    { "cache_read_input_image_token_cost", RateKind::ImageCacheRead },
    { "cache_creation_input_token_cost", RateKind::CacheWrite },
    { "input_cost_per_audio_token", RateKind::AudioInput },
    { "output_cost_per_audio_token", RateKind::AudioOutput },
    { "input_cost_per_image_token", RateKind::ImageInput },
    { "output_cost_per_image_token", RateKind::ImageOutput },
    { "input_cost_per_video_token", RateKind::VideoInput },
    { "citation_cost_per_token", RateKind::Citation },
    { "input_cost_per_request", RateKind::Request },
    { "input_cost_per_query", RateKind::Query },
    { "input_cost_per_image", RateKind::InputImage },
    { "output_cost_per_image", RateKind::Image },
    { "input_cost_per_pixel", RateKind::InputPixel },
    { "output_cost_per_pixel", RateKind::OutputPixel },
    { "input_cost_per_second", RateKind::InputSecond },
    { "output_cost_per_second", RateKind::OutputSecond },
    { "input_cost_per_audio_per_second", RateKind::InputSecond },
    { "input_cost_per_video_per_second", RateKind::InputVideoSecond },
    { "output_cost_per_video_per_second", RateKind::OutputVideoSecond },
    { "input_cost_per_character", RateKind::InputCharacter },
    { "output_cost_per_character", RateKind::OutputCharacter },
    { "ocr_cost_per_page", RateKind::Page },
    { "annotation_cost_per_page", RateKind::AnnotatedPage },
    { "code_interpreter_cost_per_session", RateKind::CodeSession },
};

bool takePrefix(std::string_view &text, std::string_view prefix)
{
    if (!text.starts_with(prefix)) {
        return false;
    }
    text.remove_prefix(prefix.size());
    return true;
}

// "_above_200k_tokens" or "_above_272000_tokens".
bool takeThreshold(std::string_view &rest, std::int64_t &above)
{
    std::string_view text = rest;
    if (!takePrefix(text, "_above_")) {
        return false;
    }
    std::int64_t count = 0;
    const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), count);
    constexpr std::int64_t longestPrompt = 1'000'000'000;
    if (status != std::errc() || count <= 0 || count > longestPrompt) {
        return false;
    }
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (takePrefix(text, "k")) {
        count *= 1000;
    }
    if (!takePrefix(text, "_tokens")) {
        return false;
    }
    rest = text;
    above = count;
    return true;
}

bool takeTier(std::string_view &rest, std::string &tier)
{
    for (const std::string_view name : { "priority", "flex", "ultrafast", "batches", "batch" }) {
        if (rest.starts_with('_') && rest.substr(1).starts_with(name)) {
            rest.remove_prefix(1 + name.size());
            takePrefix(rest, "_requests");
            tier = name.starts_with("batch") ? "batch" : name;
            return true;
        }
    }
    return false;
}

// "_premium_image", "_above_1024_and_1024_pixels", "_above_512_and_512_pixels_and_premium_image".
std::optional<std::string> pictureVariant(std::string_view rest)
{
    std::string size;
    for (const std::string_view side : { "1024", "512" }) {
        if (takePrefix(rest, "_above_" + std::string(side) + "_and_" + std::string(side) + "_pixels")) {
            size = "above-" + std::string(side);
            break;
        }
    }
    const bool premium = takePrefix(rest, "_and_premium_image") || takePrefix(rest, "_premium_image");
    if (!rest.empty() || (size.empty() && !premium)) {
        return std::nullopt;
    }
    return premium ? (size.empty() ? "premium" : "premium/" + size) : size;
}

} // namespace

std::optional<PriceRate> rateOfPriceField(std::string_view field)
{
    for (const FieldRow &row : fieldRows) {
        std::string_view rest = field;
        if (!takePrefix(rest, row.name) || (!rest.empty() && rest.front() != '_')) {
            continue;
        }
        PriceRate rate;
        rate.kind = row.kind;
        if (row.kind == RateKind::Image) {
            if (const std::optional<std::string> variant = pictureVariant(rest)) {
                rate.variant = *variant;
                return rate;
            }
        }
        if (rate.kind == RateKind::CacheWrite && takePrefix(rest, "_above_1hr")) {
            rate.kind = RateKind::CacheWriteHour;
        }
        // Both orders occur: "…_priority_above_200k_tokens" and "…_above_200k_tokens_priority".
        const bool tierFirst = takeTier(rest, rate.serviceTier);
        takeThreshold(rest, rate.abovePromptTokens);
        if (!tierFirst) {
            takeTier(rest, rate.serviceTier);
        }
        if (rest.empty()) {
            return rate;
        }
    }
    return std::nullopt;
}

bool looksLikePriceField(std::string_view field)
{
    return field.find("cost") != std::string_view::npos && !field.starts_with("supports_");
}

} // namespace patchbay
