// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the sandbox "sees" of a picture: its format and size, read from the first bytes.
#pragma once

#include "providers/core/chat_request.h"

#include <string>

namespace patchbay::sandbox {

struct ImageFacts {
    std::string format; // "PNG", "JPEG", "GIF", "WebP"; the media type or "image" when unknown
    int width = 0; // pixels, 0 when unknown
    int height = 0;
    std::size_t bytes = 0; // 0 when the picture came by address

    // "PNG, 640 × 480"
    std::string describe() const;
    // Anthropic's published rule, pixels / 750, at most 1,600; 258 when the size is unknown.
    std::int64_t tokens() const;
};

ImageFacts imageFacts(const MediaSource &source);

} // namespace patchbay::sandbox
