// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench/memory_search.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <format>
#include <fstream>
#include <sstream>
#include <unistd.h>

namespace patchbay::bench {

namespace {

constexpr std::size_t pieceSize = 16;
constexpr std::size_t chunkSize = 4 * 1024 * 1024;

std::string hexadecimal(const std::string &bytes)
{
    std::string text;
    for (const char byte : bytes) {
        text += std::format("{:02x}", static_cast<unsigned char>(byte));
    }
    return text;
}

std::string wide(const std::string &text)
{
    std::string bytes;
    for (const char letter : text) {
        bytes += letter;
        bytes += '\0';
    }
    return bytes;
}

// The letters of base 64 that depend on these bytes alone, wherever they stand in a longer text.
std::string base64From(const std::string &text, std::size_t shift)
{
    constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const std::string part = text.substr((3 - shift) % 3);
    std::string encoded;
    for (std::size_t at = 0; at + 3 <= part.size(); at += 3) {
        std::uint32_t bits = 0;
        for (std::size_t byte = 0; byte < 3; ++byte) {
            bits = (bits << 8) | static_cast<unsigned char>(part[at + byte]);
        }
        for (int place = 18; place >= 0; place -= 6) {
            encoded += letters[(bits >> place) & 63];
        }
    }
    return encoded;
}

struct Region {
    std::size_t start = 0;
    std::size_t end = 0;
    std::string name;
};

std::vector<Region> readableRegions(pid_t process)
{
    std::vector<Region> regions;
    std::ifstream maps(std::format("/proc/{}/maps", process));
    for (std::string line; std::getline(maps, line);) {
        std::istringstream words(line);
        std::string range;
        std::string rights;
        std::string skipped;
        std::string name;
        words >> range >> rights >> skipped >> skipped >> skipped >> name;
        const std::size_t dash = range.find('-');
        if (dash == std::string::npos || rights.empty() || rights.front() != 'r' || name == "[vvar]"
            || name.starts_with("[vvar") || name == "[vsyscall]") {
            continue;
        }
        regions.push_back({ std::stoul(range.substr(0, dash), nullptr, 16), std::stoul(range.substr(dash + 1), nullptr, 16),
                            name.empty() ? "anonymous" : name });
    }
    return regions;
}

void searchRegion(int memory, const Region &region, const std::vector<Needle> &needles, MemoryReport &report)
{
    const std::size_t overlap =
        std::ranges::max(needles, {}, [](const Needle &needle) { return needle.bytes.size(); }).bytes.size();
    std::string bytes(chunkSize + overlap, '\0');
    for (std::size_t at = region.start; at < region.end; at += chunkSize) {
        const std::size_t wanted = std::min(bytes.size(), region.end - at);
        const ssize_t count = ::pread(memory, bytes.data(), wanted, static_cast<off_t>(at));
        if (count <= 0) {
            return; // gone meanwhile, or a device
        }
        report.bytes += std::min(static_cast<std::size_t>(count), chunkSize);
        for (const Needle &needle : needles) {
            const std::string_view seen(bytes.data(), static_cast<std::size_t>(count));
            for (std::size_t found = seen.find(needle.bytes); found < chunkSize; found = seen.find(needle.bytes, found + 1)) {
                report.hits.push_back({ needle.name, std::format("{}+{:#x}", region.name, at + found - region.start) });
            }
        }
    }
}

} // namespace

std::vector<Needle> needlesOf(const std::string &name, const std::string &secret, bool isText)
{
    std::vector<Needle> needles;
    for (std::size_t at = 0; at + pieceSize <= secret.size(); at += pieceSize) {
        const std::string piece = secret.substr(at, pieceSize);
        const std::string title = std::format("{} [{}…]", name, at);
        needles.push_back({ title + " raw", piece });
        needles.push_back({ title + " hex", hexadecimal(piece) });
        if (isText) {
            needles.push_back({ title + " UTF-16", wide(piece) });
            needles.push_back({ title + " reversed", std::string(piece.rbegin(), piece.rend()) });
        }
    }
    for (std::size_t shift = 0; isText && shift < 3; ++shift) {
        needles.push_back({ std::format("{} base64/{}", name, shift), base64From(secret, shift) });
    }
    return needles;
}

Result<MemoryReport> searchMemory(pid_t process, const std::vector<Needle> &needles)
{
    const int memory = ::open(std::format("/proc/{}/mem", process).c_str(), O_RDONLY | O_CLOEXEC);
    if (memory < 0) {
        return failure(ErrorClass::PermissionDenied,
                       std::string("The memory of the process cannot be read: ") + std::strerror(errno) + '.');
    }
    MemoryReport report;
    for (const Region &region : readableRegions(process)) {
        searchRegion(memory, region, needles, report);
    }
    ::close(memory);
    return report;
}

} // namespace patchbay::bench
