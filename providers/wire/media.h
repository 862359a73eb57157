// SPDX-License-Identifier: GPL-3.0-or-later
//
// Data URLs and media types of what a message carries.
#pragma once

#include "providers/core/chat_request.h"

#include <string>
#include <string_view>

namespace patchbay::wire {

// "data:image/png;base64,…" taken apart; anything else stays an address.
MediaSource mediaFromUrl(std::string_view url);

// The address, or the data as a data URL with a media type (the fallback where none is known).
std::string mediaToUrl(const MediaSource &media, std::string_view fallbackType);

// The media type, else one guessed from the address or file name, else the fallback.
std::string mediaTypeOf(const MediaSource &media, std::string_view fileName, std::string_view fallbackType);

// "mp3" for "audio/mpeg", as OpenAI's input_audio names formats.
std::string audioFormat(std::string_view mediaType);
std::string audioMediaType(std::string_view format);

} // namespace patchbay::wire
