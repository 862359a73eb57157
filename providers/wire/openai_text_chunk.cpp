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

std::optional<TextChunk> TextChunkReader::read(std::string_view text)
{
    const std::size_t around = m_before.size() + m_after.size();
    if (around > 0 && text.size() > around && text.starts_with(m_before) && text.ends_with(m_after)) {
        // Whatever one string it is, in its place the chunk is as sound as the one before.
        const std::string_view inside = text.substr(m_before.size(), text.size() - around);
        JsonReader reader(inside);
        TextChunk chunk { m_choice, {} };
        if (inside.front() == '"' && reader.value(chunk.content) && chunk.content.raw().size() == inside.size()) {
            return chunk;
        }
    }
    const std::optional<TextChunk> chunk = readTextChunk(text);
    if (chunk) {
        const auto start = static_cast<std::size_t>(chunk->content.raw().data() - text.data());
        m_before = text.substr(0, start);
        m_after = text.substr(start + chunk->content.raw().size());
        m_choice = chunk->choice;
    }
    return chunk;
}

} // namespace patchbay::wire
