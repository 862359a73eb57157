// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/catalog/rate_finder.h"

#include <charconv>

namespace patchbay {
namespace {

// Callers and providers name tiers more ways than price lists do.
std::string_view tierOfPriceList(std::string_view tier)
{
    if (tier == "fast") {
        return "priority";
    }
    return tier == "default" || tier == "standard" || tier == "auto" || tier == "on_demand" ? std::string_view() : tier;
}

std::optional<std::int64_t> number(std::string_view digits)
{
    std::int64_t value = 0;
    const auto [end, status] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    constexpr std::int64_t largestSide = 1'000'000;
    const bool whole = status == std::errc() && end == digits.data() + digits.size();
    return whole && value > 0 && value <= largestSide ? std::optional(value) : std::nullopt;
}

// The names under which price lists put a picture's size and quality, the most exact first.
std::vector<std::string> pictureVariants(const UnitUsage &units)
{
    std::vector<std::string> variants;
    const std::optional<PictureSize> size = pictureSize(units.imageSize);
    const std::string exact = size ? std::to_string(size->width) + "x" + std::to_string(size->height) : std::string();
    std::vector<std::string> sizes;
    if (size) {
        sizes.push_back(exact);
        for (const std::int64_t side : { 1024, 512 }) {
            if (size->width > side && size->height > side) {
                sizes.push_back("above-" + std::to_string(side));
            }
        }
    }
    if (!units.imageQuality.empty()) {
        for (const std::string &of : sizes) {
            variants.push_back(units.imageQuality + "/" + of);
        }
    }
    variants.insert(variants.end(), sizes.begin(), sizes.end());
    if (!units.imageQuality.empty()) {
        variants.push_back(units.imageQuality);
    }
    return variants;
}

} // namespace

std::optional<PictureSize> pictureSize(std::string_view text)
{
    const std::size_t cross = text.find('x');
    if (cross == std::string_view::npos) {
        return std::nullopt;
    }
    std::string_view left = text.substr(0, cross);
    std::string_view right = text.substr(cross + 1);
    if (left.ends_with('-') && right.starts_with('-')) {
        left.remove_suffix(1);
        right.remove_prefix(1);
    }
    const std::optional<std::int64_t> width = number(left);
    const std::optional<std::int64_t> height = number(right);
    return width && height ? std::optional(PictureSize { *width, *height }) : std::nullopt;
}

RateFinder::RateFinder(const ModelEntry &model, const Usage &usage)
    : m_model(model)
    , m_usage(usage)
    , m_prompt(usage.promptTokens.value_or(0))
    , m_tier(tierOfPriceList(usage.serviceTier))
{
    for (const PriceRate &rate : model.rates) {
        m_kinds |= std::uint64_t(1) << static_cast<int>(rate.kind);
    }
}

const PriceRate *RateFinder::find(RateKind kind, std::string_view variant) const
{
    const PriceRate *best = nullptr;
    const auto better = [&](const PriceRate &candidate) {
        if (!best) {
            return true;
        }
        const bool candidateTier = candidate.serviceTier == m_tier;
        const bool bestTier = best->serviceTier == m_tier;
        return candidateTier != bestTier ? candidateTier : candidate.abovePromptTokens > best->abovePromptTokens;
    };
    for (const PriceRate &rate : m_model.rates) {
        const bool applies = rate.kind == kind && rate.variant == variant
            && (rate.serviceTier.empty() || rate.serviceTier == m_tier)
            && (rate.abovePromptTokens == 0 || m_prompt > rate.abovePromptTokens);
        if (applies && better(rate)) {
            best = &rate;
        }
    }
    return best;
}

const PriceRate *RateFinder::reasoning() const
{
    const PriceRate *own = find(RateKind::Reasoning);
    const PriceRate *output = find(RateKind::Output);
    if (!own || !output) {
        return own ? own : output;
    }
    const bool otherTier = output->serviceTier != own->serviceTier && !output->serviceTier.empty();
    return otherTier || output->abovePromptTokens > own->abovePromptTokens ? output : own;
}

const PriceRate *RateFinder::image() const
{
    for (const std::string &variant : pictureVariants(m_usage.units)) {
        if (const PriceRate *rate = find(RateKind::Image, variant)) {
            return rate;
        }
    }
    return find(RateKind::Image);
}

const PriceRate *RateFinder::webSearch() const
{
    const std::string &context = m_usage.units.searchContext;
    const PriceRate *sized = context.empty() || context == "medium" ? nullptr : find(RateKind::WebSearch, context);
    return sized ? sized : find(RateKind::WebSearch);
}

} // namespace patchbay
