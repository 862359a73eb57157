// SPDX-License-Identifier: GPL-3.0-or-later
//
// PriceRate: what one unit of something costs. Every provider's price list is a list of these.
#pragma once

#include "providers/core/money.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay {

enum class RateKind : std::uint8_t {
    // By the token.
    Input,
    Output,
    CacheRead,
    CacheWrite,
    CacheWriteHour,
    Reasoning,
    AudioInput,
    AudioOutput,
    AudioCacheRead,
    ImageInput,
    ImageOutput,
    ImageCacheRead,
    VideoInput,
    Citation,
    // By something else; rateUnit() tells by what.
    Request,
    WebSearch,
    SearchedRequest,
    Query,
    Image,
    InputImage,
    InputPixel,
    OutputPixel,
    InputSecond,
    OutputSecond,
    InputVideoSecond,
    OutputVideoSecond,
    InputCharacter,
    OutputCharacter,
    Page,
    AnnotatedPage,
    CodeSession,
};
std::span<const RateKind> allRateKinds();
std::string_view rateKindName(RateKind kind); // "input", "output", "cache_read", …
std::string_view rateUnit(RateKind kind);     // "token", "image", "second", "character", "query", …
// Seconds come in fractions: their units are counted in thousandths.
bool isByTheSecond(RateKind kind);

struct PriceRate {
    RateKind kind = RateKind::Input;
    Rate perUnit;
    std::int64_t abovePromptTokens = 0; // holds for the whole request once the prompt is longer
    std::string serviceTier = {};       // "batch", "flex", "priority"; empty is the standard tier
    std::string variant = {};           // of a picture or a search: "hd", "high"; empty is the usual one

    bool operator==(const PriceRate &) const = default;
    // Whether both price the same thing, whatever they say it costs.
    bool sameThing(const PriceRate &other) const;
};

// Puts `over`'s rates on top of `base`'s.
void overlayRates(std::vector<PriceRate> &base, const std::vector<PriceRate> &over);

} // namespace patchbay
