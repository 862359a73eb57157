// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/openai_text_chunk.h"

#include "providers/wire/json_shape.h"

namespace patchbay::wire {
namespace {

// One choice: its text, no reason to end, no probabilities.
bool readChoice(JsonReader &reader, TextChunk &chunk)
{
    constexpr std::array<std::string_view, 4> names { "delta", "index", "finish_reason", "logprobs" };
    constexpr std::array<std::string_view, 2> inside { "content", "role" };
    std::array<JsonView, names.size()> parts;
    std::array<JsonView, inside.size()> delta;
    const bool known = readOnly(reader, names, [&](std::size_t place) {
        return place == 0 ? readOnly(reader, inside, delta) : reader.value(parts[place]);
    });
    constexpr std::int64_t mostChoices = 1'023;
    const std::optional<std::int64_t> index = known ? parts[1].integer() : std::nullopt;
    if (!index || *index < 0 || *index > mostChoices || !delta[0].isString() || parts[2] || parts[3]) {
        return false;
    }
    chunk = { static_cast<int>(*index), delta[0] };
    return true;
}

} // namespace

std::optional<TextChunk> readTextChunk(std::string_view text)
{
    constexpr std::array<std::string_view, 9> names { "choices", "usage",   "id",
                                                      "object",  "created", "model",
                                                      "system_fingerprint", "service_tier", "obfuscation" };
    TextChunk chunk;
    JsonReader reader(text);
    JsonView object;
    const bool known = readOnly(reader, names, [&](std::size_t place) {
        if (place == 0) {
            return reader.openArray() && reader.nextItem() && readChoice(reader, chunk) && !reader.nextItem()
                && reader.good();
        }
        JsonView value;
        if (!reader.value(value)) {
            return false;
        }
        object = place == 3 ? value : object;
        return place != 1 || !value;
    });
    const bool whole = known && reader.done() && chunk.content.isString() && object.is("chat.completion.chunk");
    return whole ? std::optional(chunk) : std::nullopt;
}

} // namespace patchbay::wire
