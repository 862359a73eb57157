// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the decoders' fuzzers share: any bytes, as a stream in one and in two pieces, as an answer
// and as an error. Nothing may crash or hang, and the pieces must not matter.
#pragma once

#include "providers/wire/codec.h"
#include "providers/wire/json_view.h"
#include "providers/wire/openai_format.h"

#include <cstdlib>

namespace patchbay::fuzz {

inline std::vector<StreamEvent> decode(const wire::ChatCodec &codec, const wire::Target &target, std::string_view first,
                                       std::string_view second)
{
    std::vector<StreamEvent> events;
    const std::unique_ptr<wire::StreamDecoder> decoder = codec.decodeStream(target);
    if (decoder->feed(first, events) && (second.empty() || decoder->feed(second, events))) {
        (void)decoder->finish(events);
    }
    return events;
}

inline void check(bool holds)
{
    if (!holds) {
        std::abort();
    }
}

inline int decodeEverything(ApiFamily family, const std::uint8_t *data, std::size_t size)
{
    const std::string_view bytes(reinterpret_cast<const char *>(data), size);
    ProviderEntry provider;
    provider.id = "fuzz";
    provider.family = family;
    const wire::Target target { provider, "model", nullptr, "http://localhost/v1", 0 };
    const wire::ChatCodec &codec = wire::codecFor(family);
    const std::vector<StreamEvent> whole = decode(codec, target, bytes, {});
    const std::size_t cut = size / 2;
    check(whole == decode(codec, target, bytes.substr(0, cut), bytes.substr(cut)));
    wire::Folder folder;
    wire::ChunkWriter writer("model");
    for (const StreamEvent &event : whole) {
        folder.add(event);
        for (const std::string &chunk : writer.write(event)) {
            check(wire::parseJson(chunk, wire::maximumOwnJsonDepth).has_value());
        }
    }
    check(wire::parseJson(wire::writeChatResponse(folder.response()), wire::maximumOwnJsonDepth).has_value());
    const HttpResponse response { 200, {}, std::string(bytes) };
    if (const Result<ChatResponse> answer = codec.decode(response, target)) {
        check(wire::parseJson(wire::writeChatResponse(*answer), wire::maximumOwnJsonDepth).has_value());
    }
    check(wire::parseJson(wire::writeError(codec.decodeError({ 500, {}, std::string(bytes) }, target))).has_value());
    (void)codec.decodeModelList(response, target);
    return 0;
}

} // namespace patchbay::fuzz
