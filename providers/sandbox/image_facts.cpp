// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/sandbox/image_facts.h"

#include <algorithm>
#include <optional>

namespace patchbay::sandbox {

namespace {

// JPEG keeps its size behind its metadata, so more than the first bytes are decoded.
constexpr std::size_t decodedLimit = 256 * 1024;

std::optional<int> base64Digit(char c)
{
    if (c >= 'A' && c <= 'Z') {
        return c - 'A';
    }
    if (c >= 'a' && c <= 'z') {
        return c - 'a' + 26;
    }
    if (c >= '0' && c <= '9') {
        return c - '0' + 52;
    }
    if (c == '+' || c == '-') {
        return 62;
    }
    if (c == '/' || c == '_') {
        return 63;
    }
    return std::nullopt;
}

std::string decodeStart(std::string_view base64)
{
    std::string bytes;
    unsigned collected = 0;
    int bits = 0;
    for (const char c : base64) {
        const std::optional<int> digit = base64Digit(c);
        if (!digit) {
            continue;
        }
        collected = (collected << 6 | static_cast<unsigned>(*digit)) & 0xFFFFFF;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            bytes += static_cast<char>(collected >> bits & 0xFF);
        }
        if (bytes.size() >= decodedLimit) {
            break;
        }
    }
    return bytes;
}

int bigEndian(std::string_view bytes, std::size_t position, std::size_t width)
{
    unsigned value = 0;
    for (std::size_t index = 0; index < width && position + index < bytes.size(); ++index) {
        value = value << 8 | static_cast<unsigned char>(bytes[position + index]);
    }
    return static_cast<int>(value);
}

int littleEndian(std::string_view bytes, std::size_t position, std::size_t width)
{
    unsigned value = 0;
    for (std::size_t index = width; index > 0; --index) {
        if (position + index - 1 < bytes.size()) {
            value = value << 8 | static_cast<unsigned char>(bytes[position + index - 1]);
        }
    }
    return static_cast<int>(value);
}

void readJpegSize(std::string_view bytes, ImageFacts &facts)
{
    std::size_t position = 2;
    while (position + 9 < bytes.size() && static_cast<unsigned char>(bytes[position]) == 0xFF) {
        const int marker = static_cast<unsigned char>(bytes[position + 1]);
        const bool frame = marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
        if (frame) {
            facts.height = bigEndian(bytes, position + 5, 2);
            facts.width = bigEndian(bytes, position + 7, 2);
            return;
        }
        position += 2 + static_cast<std::size_t>(bigEndian(bytes, position + 2, 2));
    }
}

void readWebpSize(std::string_view bytes, ImageFacts &facts)
{
    const std::string_view chunk = bytes.substr(12, 4);
    if (chunk == "VP8X" && bytes.size() >= 30) {
        facts.width = littleEndian(bytes, 24, 3) + 1;
        facts.height = littleEndian(bytes, 27, 3) + 1;
    } else if (chunk == "VP8 " && bytes.size() >= 30) {
        facts.width = littleEndian(bytes, 26, 2) & 0x3FFF;
        facts.height = littleEndian(bytes, 28, 2) & 0x3FFF;
    } else if (chunk == "VP8L" && bytes.size() >= 25) {
        const int packed = littleEndian(bytes, 21, 4);
        facts.width = (packed & 0x3FFF) + 1;
        facts.height = (packed >> 14 & 0x3FFF) + 1;
    }
}

void readSize(std::string_view bytes, ImageFacts &facts)
{
    if (bytes.starts_with("\x89PNG") && bytes.size() >= 24) {
        facts.format = "PNG";
        facts.width = bigEndian(bytes, 16, 4);
        facts.height = bigEndian(bytes, 20, 4);
    } else if (bytes.starts_with("\xFF\xD8")) {
        facts.format = "JPEG";
        readJpegSize(bytes, facts);
    } else if (bytes.starts_with("GIF8") && bytes.size() >= 10) {
        facts.format = "GIF";
        facts.width = littleEndian(bytes, 6, 2);
        facts.height = littleEndian(bytes, 8, 2);
    } else if (bytes.starts_with("RIFF") && bytes.size() >= 16 && bytes.substr(8, 4) == "WEBP") {
        facts.format = "WebP";
        readWebpSize(bytes, facts);
    }
}

} // namespace

std::string ImageFacts::describe() const
{
    std::string text = format;
    if (width > 0 && height > 0) {
        text += ", " + std::to_string(width) + " × " + std::to_string(height);
    }
    if (bytes >= 1024) {
        text += ", " + std::to_string(bytes / 1024) + " KB";
    } else if (bytes > 0) {
        text += ", " + std::to_string(bytes) + " bytes";
    }
    return text;
}

std::int64_t ImageFacts::tokens() const
{
    if (width <= 0 || height <= 0) {
        return 258;
    }
    const std::int64_t pixels = static_cast<std::int64_t>(width) * height;
    return std::clamp<std::int64_t>(pixels / 750, 1, 1600);
}

ImageFacts imageFacts(const MediaSource &source)
{
    ImageFacts facts;
    facts.format = source.mediaType.empty() ? "image" : source.mediaType;
    if (!source.base64Data.empty()) {
        facts.bytes = source.base64Data.size() * 3 / 4;
        readSize(decodeStart(source.base64Data), facts);
    }
    return facts;
}

} // namespace patchbay::sandbox
