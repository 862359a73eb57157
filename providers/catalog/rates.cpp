// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/catalog/rates.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace patchbay {
namespace {

struct KindRow {
    RateKind kind;
    std::string_view name;
    std::string_view unit;
};

// In the order of the enumeration.
constexpr KindRow kindRows[] = {
    { RateKind::Input, "input", "token" },
    { RateKind::Output, "output", "token" },
    { RateKind::CacheRead, "cache_read", "token" },
    { RateKind::CacheWrite, "cache_write", "token" },
    { RateKind::CacheWriteHour, "cache_write_hour", "token" },
    { RateKind::Reasoning, "reasoning", "token" },
    { RateKind::AudioInput, "audio_input", "token" },
    { RateKind::AudioOutput, "audio_output", "token" },
    { RateKind::AudioCacheRead, "audio_cache_read", "token" },
    { RateKind::ImageInput, "image_input", "token" },
    { RateKind::ImageOutput, "image_output", "token" },
    { RateKind::ImageCacheRead, "image_cache_read", "token" },
    { RateKind::VideoInput, "video_input", "token" },
    { RateKind::Citation, "citation", "token" },
    { RateKind::Request, "request", "request" },
    { RateKind::WebSearch, "web_search", "search" },
    { RateKind::SearchedRequest, "searched_request", "request" },
    { RateKind::Query, "query", "query" },
    { RateKind::Image, "image", "image" },
    { RateKind::InputImage, "input_image", "image" },
    { RateKind::InputPixel, "input_pixel", "pixel" },
    { RateKind::OutputPixel, "output_pixel", "pixel" },
    { RateKind::InputSecond, "input_second", "second" },
    { RateKind::OutputSecond, "output_second", "second" },
    { RateKind::InputVideoSecond, "input_video_second", "second" },
    { RateKind::OutputVideoSecond, "output_video_second", "second" },
    { RateKind::InputCharacter, "input_character", "character" },
    { RateKind::OutputCharacter, "output_character", "character" },
    { RateKind::Page, "page", "page" },
    { RateKind::AnnotatedPage, "annotated_page", "page" },
    { RateKind::CodeSession, "code_session", "session" },
};

const KindRow &rowOf(RateKind kind)
{
    return kindRows[static_cast<std::size_t>(kind)];
}

} // namespace

std::span<const RateKind> allRateKinds()
{
    static constexpr auto kinds = [] {
        std::array<RateKind, std::size(kindRows)> all {};
        std::ranges::transform(kindRows, all.begin(), &KindRow::kind);
        return all;
    }();
    static_assert(kinds.back() == RateKind::CodeSession && static_cast<std::size_t>(kinds.back()) + 1 == kinds.size());
    return kinds;
}

std::string_view rateKindName(RateKind kind)
{
    return rowOf(kind).name;
}

std::string_view rateUnit(RateKind kind)
{
    return rowOf(kind).unit;
}

bool isByTheSecond(RateKind kind)
{
    return rateUnit(kind) == "second";
}

bool PriceRate::sameThing(const PriceRate &other) const
{
    return kind == other.kind && abovePromptTokens == other.abovePromptTokens && serviceTier == other.serviceTier
        && variant == other.variant;
}

void overlayRates(std::vector<PriceRate> &base, const std::vector<PriceRate> &over)
{
    for (const PriceRate &rate : over) {
        const auto same = std::ranges::find_if(base, [&rate](const PriceRate &old) { return old.sameThing(rate); });
        if (same != base.end()) {
            *same = rate;
        } else {
            base.push_back(rate);
        }
    }
}

} // namespace patchbay
