// SPDX-License-Identifier: GPL-3.0-or-later
//
// AWS event-stream frames. A fuzzer finds no checksums: the first byte says whether the bytes are frames, or
// become the payload of a right one.
#include "providers/wire/aws_event_stream.h"

#include <cstdlib>

namespace {

using namespace patchbay;

std::string messages(std::string_view first, std::string_view second)
{
    std::string found;
    wire::AwsEventStreamParser parser(256 * 1024);
    const auto take = [&](const wire::AwsMessage &message) -> Result<void> {
        for (const wire::AwsHeader &header : message.headers) {
            found += std::string(header.name) + "=" + std::string(message.text(header.name)) + ";";
        }
        found += message.payload;
        return {};
    };
    if (parser.feed(first, take) && parser.feed(second, take)) {
        found += parser.finish() ? "|whole" : "|cut";
    }
    return found;
}

void check(std::string_view bytes)
{
    if (messages(bytes, {}) != messages(bytes.substr(0, bytes.size() / 2), bytes.substr(bytes.size() / 2))) {
        std::abort();
    }
}

// The bytes with right sums around them, so that the fuzzer reaches the headers.
std::string summed(std::string_view inside)
{
    const auto number = [](std::uint32_t value) {
        std::string bytes;
        for (int shift = 24; shift >= 0; shift -= 8) {
            bytes += static_cast<char>(value >> shift & 0xFF);
        }
        return bytes;
    };
    constexpr std::uint32_t framing = 16;
    std::string frame = number(static_cast<std::uint32_t>(inside.size()) + framing)
        + number(static_cast<std::uint32_t>(inside.size() / 2));
    frame += number(wire::crc32(frame));
    frame += inside;
    return frame + number(wire::crc32(frame));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size == 0) {
        return 0;
    }
    const std::string_view bytes(reinterpret_cast<const char *>(data) + 1, size - 1);
    check(data[0] % 2 == 0 ? std::string(bytes) : summed(bytes));
    return 0;
}
