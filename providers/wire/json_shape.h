// SPDX-License-Identifier: GPL-3.0-or-later
//
// readOnly: objects of which only known members may be there. For what passes on as it came: an unknown member makes
// it something else, which has to be read and written.
#pragma once

#include "providers/wire/json_reader.h"

#include <array>
#include <cstdint>

namespace patchbay::wire {

// Walks an object that has only the named members, each once; `take` takes a member's value by the name's place.
template <std::size_t Count, typename Take>
bool readOnly(JsonReader &reader, const std::array<std::string_view, Count> &names, Take &&take)
{
    static_assert(Count < 64);
    std::uint64_t seen = 0;
    std::string_view name;
    if (!reader.openObject()) {
        return false;
    }
    while (reader.nextMember(name)) {
        std::size_t place = 0;
        while (place < Count && name != names[place]) {
            ++place;
        }
        const std::uint64_t bit = std::uint64_t(1) << place;
        if (place == Count || (seen & bit) != 0 || !take(place)) {
            return false;
        }
        seen |= bit;
    }
    return reader.good();
}

template <std::size_t Count>
bool readOnly(JsonReader &reader, const std::array<std::string_view, Count> &names,
              std::array<JsonView, Count> &values)
{
    return readOnly(reader, names, [&](std::size_t place) { return reader.value(values[place]); });
}

// The same of a value that was taken; nothing in it is said of what is absent or null.
template <std::size_t Count>
bool readOnly(const JsonView &object, const std::array<std::string_view, Count> &names,
              std::array<JsonView, Count> &values)
{
    JsonReader reader(object.raw());
    return !object || readOnly(reader, names, values);
}

} // namespace patchbay::wire
