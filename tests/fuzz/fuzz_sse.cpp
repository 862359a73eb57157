// SPDX-License-Identifier: GPL-3.0-or-later
//
// Event streams and requests: bytes to events however they are cut, requests there and back.
#include "providers/wire/openai_format.h"
#include "providers/wire/sse.h"

#include <cstdlib>
#include <vector>

namespace {

using namespace patchbay;

std::vector<std::string> events(std::string_view first, std::string_view second)
{
    std::vector<std::string> found;
    wire::SseParser parser({ .maximumLine = 4096, .maximumEvent = 16384 });
    const auto take = [&](const wire::SseEvent &event) -> Result<void> {
        found.push_back(std::string(event.event) + "\n" + std::string(event.data));
        return {};
    };
    if (parser.feed(first, take) && parser.feed(second, take)) {
        (void)parser.finish(take);
    }
    return found;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view bytes(reinterpret_cast<const char *>(data), size);
    if (events(bytes, {}) != events(bytes.substr(0, size / 2), bytes.substr(size / 2))) {
        std::abort();
    }
    if (const Result<ChatRequest> request = wire::parseChatRequest(bytes)) {
        const Result<ChatRequest> again = wire::parseChatRequest(wire::writeChatRequest(*request));
        if (!again) {
            std::abort();
        }
    }
    return 0;
}
