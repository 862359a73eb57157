// SPDX-License-Identifier: GPL-3.0-or-later
//
// RateFinder: which of a model's rates holds for one request, by its service tier, the length of its
// prompt and the variant asked for.
#pragma once

#include "providers/catalog/model_entry.h"
#include "providers/core/usage.h"

namespace patchbay {

class RateFinder {
public:
    // Both must outlive it.
    RateFinder(const ModelEntry &model, const Usage &usage);

    // Null where the model has no such rate. Views into the model.
    const PriceRate *find(RateKind kind) const { return (m_kinds >> static_cast<int>(kind) & 1) != 0 ? find(kind, {}) : nullptr; }
    // Reasoning has a price of its own only where that was made for the same tier and step as the output's.
    const PriceRate *reasoning() const;
    // The price of a picture of the size and quality that the usage tells.
    const PriceRate *image() const;
    const PriceRate *webSearch() const;

private:
    const PriceRate *find(RateKind kind, std::string_view variant) const;

    const ModelEntry &m_model;
    const Usage &m_usage;
    std::int64_t m_prompt;
    std::uint64_t m_kinds = 0; // a bit for each kind that has a rate: most models have three of thirty
    std::string_view m_tier; // as price lists name it
};

// "1024x1024" or LiteLLM's "1024-x-1024"; nothing for "auto".
struct PictureSize {
    std::int64_t width = 0;
    std::int64_t height = 0;
};
std::optional<PictureSize> pictureSize(std::string_view text);

} // namespace patchbay
