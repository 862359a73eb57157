// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/transport/media_fetcher.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace patchbay::transport {
namespace {

struct Signature {
    std::size_t at;
    std::string_view bytes;
    std::string_view type;
};

constexpr std::array signatures {
    Signature { 0, "\x89PNG\r\n\x1a\n", "image/png" },
    Signature { 0, "\xFF\xD8\xFF", "image/jpeg" },
    Signature { 0, "GIF8", "image/gif" },
    Signature { 8, "WEBP", "image/webp" },
    Signature { 0, "BM", "image/bmp" },
    Signature { 4, "ftypheic", "image/heic" },
    Signature { 4, "ftypavif", "image/avif" },
    Signature { 0, "%PDF-", "application/pdf" },
    Signature { 8, "WAVE", "audio/wav" },
    Signature { 0, "ID3", "audio/mpeg" },
    Signature { 0, "\xFF\xFB", "audio/mpeg" },
    Signature { 0, "\xFF\xF3", "audio/mpeg" },
    Signature { 0, "fLaC", "audio/flac" },
    Signature { 0, "OggS", "audio/ogg" },
    Signature { 4, "ftypM4A", "audio/mp4" },
    Signature { 4, "ftyp", "video/mp4" },
    Signature { 0, "\x1A\x45\xDF\xA3", "video/webm" },
};

std::string plainType(std::string_view told)
{
    std::string type(told.substr(0, told.find(';')));
    std::erase_if(type, [](unsigned char c) { return std::isspace(c) != 0; });
    std::ranges::transform(type, type.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return type;
}

bool isOf(std::string_view type, MediaClass wanted)
{
    switch (wanted) {
    case MediaClass::Image: return type.starts_with("image/");
    case MediaClass::Audio: return type.starts_with("audio/") || type == "video/webm" || type == "video/mp4";
    case MediaClass::Video: return type.starts_with("video/");
    case MediaClass::Document: break;
    }
    const bool office = type.starts_with("application/vnd.") || type == "application/msword";
    const bool text = type.starts_with("text/") || type == "application/json" || type == "application/xml";
    return type == "application/pdf" || office || text || type.starts_with("image/");
}

std::string_view nameOf(MediaClass wanted)
{
    switch (wanted) {
    case MediaClass::Image: return "a picture";
    case MediaClass::Audio: return "a sound";
    case MediaClass::Video: return "a video";
    case MediaClass::Document: break;
    }
    return "a document";
}

bool looksLikePage(std::string_view bytes)
{
    const std::size_t first = bytes.find_first_not_of(" \t\r\n");
    return first != std::string_view::npos && bytes[first] == '<';
}

} // namespace

std::string_view typeOfBytes(std::string_view bytes)
{
    for (const Signature &signature : signatures) {
        if (bytes.substr(std::min(signature.at, bytes.size())).starts_with(signature.bytes)) {
            return signature.type;
        }
    }
    return {};
}

Result<std::string> checkMediaType(std::string_view told, std::string_view bytes, MediaClass wanted)
{
    const std::string type = plainType(told);
    const std::string_view shown = typeOfBytes(bytes);
    const bool vague = type.empty() || type == "application/octet-stream" || type == "binary/octet-stream";
    const auto refuse = [&](std::string_view is) {
        Error error = makeError(ErrorClass::BadRequest, "The address in the request does not hold "
                                    + std::string(nameOf(wanted)) + " but " + std::string(is) + ".");
        error.permanent = true;
        return std::unexpected(std::move(error));
    };
    if (bytes.empty()) {
        return refuse("nothing");
    }
    if (vague) {
        return !shown.empty() && isOf(shown, wanted) ? Result<std::string>(std::string(shown))
                                                      : refuse(shown.empty() ? "unknown bytes" : shown);
    }
    if (!isOf(type, wanted)) {
        return refuse("something else (" + type + ")");
    }
    // What the bytes show wins over what was told; a page told to be a picture is neither.
    if (!shown.empty()) {
        return isOf(shown, wanted) ? Result<std::string>(std::string(shown)) : refuse(shown);
    }
    const bool text = wanted == MediaClass::Document || type == "image/svg+xml";
    return looksLikePage(bytes) && !text ? Result<std::string>(refuse("a page")) : Result<std::string>(type);
}

} // namespace patchbay::transport
