// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/media.h"

#include <algorithm>
#include <array>
#include <utility>

namespace patchbay::wire {
namespace {

using Pair = std::pair<std::string_view, std::string_view>;

constexpr std::array typesByExtension {
    Pair { "png", "image/png" },        Pair { "jpg", "image/jpeg" },       Pair { "jpeg", "image/jpeg" },
    Pair { "gif", "image/gif" },        Pair { "webp", "image/webp" },      Pair { "heic", "image/heic" },
    Pair { "pdf", "application/pdf" },  Pair { "txt", "text/plain" },       Pair { "md", "text/markdown" },
    Pair { "csv", "text/csv" },         Pair { "html", "text/html" },       Pair { "json", "application/json" },
    Pair { "mp3", "audio/mp3" },        Pair { "wav", "audio/wav" },        Pair { "flac", "audio/flac" },
    Pair { "ogg", "audio/ogg" },        Pair { "m4a", "audio/m4a" },        Pair { "mp4", "video/mp4" },
    Pair { "mov", "video/quicktime" },  Pair { "webm", "video/webm" },      Pair { "mpeg", "video/mpeg" },
};

std::string_view extensionOf(std::string_view path)
{
    path = path.substr(0, path.find_first_of("?#"));
    const std::size_t dot = path.rfind('.');
    return dot == std::string_view::npos ? std::string_view() : path.substr(dot + 1);
}

std::string lowerCase(std::string_view text)
{
    std::string lower(text);
    std::ranges::transform(lower, lower.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return lower;
}

} // namespace

MediaSource mediaFromUrl(std::string_view url)
{
    MediaSource media;
    constexpr std::string_view marker = ";base64,";
    const std::size_t end = url.starts_with("data:") ? url.find(marker) : std::string_view::npos;
    if (end == std::string_view::npos) {
        media.url = url;
        return media;
    }
    const std::string_view type = url.substr(5, end - 5);
    media.mediaType = type.substr(0, type.find(';'));
    media.base64Data = url.substr(end + marker.size());
    return media;
}

std::string mediaToUrl(const MediaSource &media, std::string_view fallbackType)
{
    if (media.base64Data.empty()) {
        return media.url;
    }
    const std::string_view type = media.mediaType.empty() ? fallbackType : std::string_view(media.mediaType);
    return "data:" + std::string(type) + ";base64," + media.base64Data;
}

std::string mediaTypeOf(const MediaSource &media, std::string_view fileName, std::string_view fallbackType)
{
    if (!media.mediaType.empty()) {
        return media.mediaType;
    }
    for (const std::string_view path : { std::string_view(media.url), fileName }) {
        const std::string extension = lowerCase(extensionOf(path));
        for (const auto &[known, type] : typesByExtension) {
            if (extension == known) {
                return std::string(type);
            }
        }
    }
    return std::string(fallbackType);
}

std::string audioFormat(std::string_view mediaType)
{
    if (mediaType == "audio/mpeg") {
        return "mp3";
    }
    if (mediaType == "audio/x-wav" || mediaType == "audio/wave") {
        return "wav";
    }
    const std::size_t slash = mediaType.find('/');
    return std::string(slash == std::string_view::npos ? mediaType : mediaType.substr(slash + 1));
}

std::string audioMediaType(std::string_view format)
{
    return format.empty() ? std::string() : "audio/" + std::string(format);
}

} // namespace patchbay::wire
