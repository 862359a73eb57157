// SPDX-License-Identifier: GPL-3.0-or-later
//
// The JSON reader: what it accepts it can walk, and writes again so that it reads the same.
#include "providers/wire/json_merge.h"
#include "providers/wire/json_view.h"
#include "providers/wire/json_writer.h"

#include <cstdlib>

namespace {

using namespace patchbay::wire;

std::size_t walk(const JsonView &value, JsonWriter &writer)
{
    std::size_t count = 1;
    if (value.isObject()) {
        writer.beginObject();
        for (const JsonMember &member : value.members()) {
            writer.key(member.key());
            count += walk(member.value, writer);
        }
        writer.endObject();
    } else if (value.isArray()) {
        writer.beginArray();
        for (const JsonView item : value.items()) {
            count += walk(item, writer);
        }
        writer.endArray();
    } else if (value.isString()) {
        writer.string(value.string());
        if (!value.is(value.string())) {
            std::abort();
        }
    } else {
        (void)value.integer();
        (void)value.number();
        (void)value.boolean();
        writer.raw(value.raw());
    }
    return count;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view bytes(reinterpret_cast<const char *>(data), size);
    const auto json = parseJson(bytes);
    if (!json) {
        if (json.error().offset > size || json.error().what.empty()) {
            std::abort();
        }
        return 0;
    }
    JsonWriter first;
    const std::size_t count = walk(*json, first);
    const std::string written = first.take();
    const auto again = parseJson(written);
    JsonWriter second;
    if (!again || walk(*again, second) != count || second.take() != written) {
        std::abort();
    }
    if (json->isObject()) {
        patchbay::JsonText object = json->text();
        mergeObject(object, written, "a");
        if (!parseJson(object.text, maximumOwnJsonDepth)) {
            std::abort();
        }
    }
    return 0;
}
