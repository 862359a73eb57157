// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/sandbox/other_kinds.h"

#include <array>
#include <cmath>
#include <numbers>

namespace patchbay::sandbox {
namespace {

void appendBig(std::string &out, std::uint32_t value)
{
    for (int shift = 24; shift >= 0; shift -= 8) {
        out += static_cast<char>(value >> shift & 0xFF);
    }
}

void appendLittle(std::string &out, std::uint32_t value, int bytes)
{
    for (int byte = 0; byte < bytes; ++byte) {
        out += static_cast<char>(value >> (8 * byte) & 0xFF);
    }
}

std::uint32_t crcOf(std::string_view bytes)
{
    std::uint32_t crc = 0xFFFFFFFF;
    for (const char c : bytes) {
        crc ^= static_cast<unsigned char>(c);
        for (int bit = 0; bit < 8; ++bit) {
            crc = crc >> 1 ^ ((crc & 1) != 0 ? 0xEDB88320U : 0U);
        }
    }
    return ~crc;
}

void appendChunk(std::string &png, const std::string &named)
{
    appendBig(png, static_cast<std::uint32_t>(named.size() - 4));
    png += named;
    appendBig(png, crcOf(named));
}

// Stored, not squeezed: one block a row keeps every block below 64 KiB.
std::string zlibStored(const std::vector<std::string> &rows)
{
    std::string out = "\x78\x01";
    std::uint32_t low = 1;
    std::uint32_t high = 0;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        const auto length = static_cast<std::uint32_t>(rows[row].size());
        out += row + 1 == rows.size() ? '\x01' : '\x00';
        appendLittle(out, length, 2);
        appendLittle(out, ~length, 2);
        out += rows[row];
        for (const char c : rows[row]) {
            low = (low + static_cast<unsigned char>(c)) % 65521;
            high = (high + low) % 65521;
        }
    }
    appendBig(out, high << 16 | low);
    return out;
}

std::array<unsigned, 3> colourOf(std::uint64_t seed, unsigned cell)
{
    const std::uint64_t mixed = (seed + cell * 0x9E3779B97F4A7C15ULL) * 0xBF58476D1CE4E5B9ULL;
    return { 96 + static_cast<unsigned>(mixed >> 56) / 2, 96 + static_cast<unsigned>(mixed >> 48 & 0xFF) / 2,
             96 + static_cast<unsigned>(mixed >> 40 & 0xFF) / 2 };
}

} // namespace

std::string drawnPicture(std::uint64_t seed, unsigned side)
{
    constexpr unsigned cells = 4;
    std::vector<std::string> rows;
    for (unsigned y = 0; y < side; ++y) {
        std::string row(1, '\0'); // no filter
        for (unsigned x = 0; x < side; ++x) {
            for (const unsigned channel : colourOf(seed, y * cells / side * cells + x * cells / side)) {
                row += static_cast<char>(channel);
            }
        }
        rows.push_back(std::move(row));
    }
    std::string header = "IHDR";
    appendBig(header, side);
    appendBig(header, side);
    header += std::string("\x08\x02\x00\x00\x00", 5);
    std::string png = "\x89PNG\r\n\x1A\n";
    appendChunk(png, header);
    appendChunk(png, "IDAT" + zlibStored(rows));
    appendChunk(png, "IEND");
    return png;
}

std::string playedTones(std::string_view text)
{
    constexpr std::uint32_t rate = 16'000;
    constexpr std::uint32_t toneSamples = rate / 8;
    constexpr std::size_t longest = 64;
    std::string samples;
    for (const char c : text.substr(0, longest)) {
        const double pitch = 220.0 * std::pow(2.0, (static_cast<unsigned char>(c) % 24) / 12.0);
        for (std::uint32_t sample = 0; sample < toneSamples; ++sample) {
            const double swell = std::sin(std::numbers::pi * sample / toneSamples);
            const double wave = std::sin(2 * std::numbers::pi * pitch * sample / rate);
            appendLittle(samples, static_cast<std::uint32_t>(static_cast<std::int32_t>(8000 * swell * wave)), 2);
        }
    }
    std::string wav = "RIFF";
    appendLittle(wav, static_cast<std::uint32_t>(36 + samples.size()), 4);
    wav += "WAVEfmt ";
    appendLittle(wav, 16, 4);
    appendLittle(wav, 1, 2); // PCM
    appendLittle(wav, 1, 2); // one channel
    appendLittle(wav, rate, 4);
    appendLittle(wav, rate * 2, 4);
    appendLittle(wav, 2, 2);
    appendLittle(wav, 16, 2);
    wav += "data";
    appendLittle(wav, static_cast<std::uint32_t>(samples.size()), 4);
    return wav + samples;
}

} // namespace patchbay::sandbox
