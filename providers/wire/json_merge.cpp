// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/json_merge.h"

#include "providers/wire/json_view.h"
#include "providers/wire/json_writer.h"

namespace patchbay::wire {
namespace {

bool emptyContainer(std::string_view json)
{
    return JsonView(json).size() == 0;
}

std::string mergedValue(const JsonView &old, const JsonView &added, bool growingText)
{
    if (old.isArray() && added.isArray()) {
        JsonText array = old.text();
        appendItems(array, added.raw());
        return std::move(array.text);
    }
    if (old.isObject() && added.isObject()) {
        JsonText object = old.text();
        mergeObject(object, added.raw());
        return std::move(object.text);
    }
    if (growingText && old.isString() && added.isString()) {
        return jsonLiteral(old.string() + added.string());
    }
    // A null does not wipe what is known.
    return std::string(added ? added.raw() : old.raw());
}

// What streams bring most, one list that grows, without building the object anew.
bool appendToOnlyList(std::string &text, const JsonView &old, const JsonView &added)
{
    if (!text.ends_with("]}") || old.size() != 1 || added.size() != 1) {
        return false;
    }
    const JsonMember first = *old.members().begin();
    const JsonMember second = *added.members().begin();
    if (first.rawKey != second.rawKey || !second.value.isArray() || emptyContainer(first.value.raw())) {
        return false;
    }
    if (!emptyContainer(second.value.raw())) {
        text.resize(text.size() - 2);
        text += ',';
        text += second.value.raw().substr(1);
        text += '}';
    }
    return true;
}

} // namespace

void appendItems(JsonText &array, std::string_view items)
{
    if (!JsonView(items).isArray() || emptyContainer(items)) {
        return;
    }
    if (array.empty() || emptyContainer(array.text)) {
        array.text = items;
        return;
    }
    array.text.pop_back();
    array.text += ',';
    array.text += items.substr(1);
}

void mergeObject(JsonText &object, std::string_view addition, std::string_view growingText,
                 std::string_view secondGrowingText)
{
    const JsonView added(addition);
    if (!added.isObject()) {
        return;
    }
    if (object.empty()) {
        object.text = addition;
        return;
    }
    const JsonView old(object);
    if (appendToOnlyList(object.text, old, added)) {
        return;
    }
    JsonWriter writer;
    writer.beginObject();
    for (const JsonMember &member : old.members()) {
        const std::string key = member.key();
        const JsonView other = added[key];
        const bool grows = !key.empty() && (key == growingText || key == secondGrowingText);
        writer.key(key);
        writer.raw(other.kind() == JsonKind::Absent ? member.value.raw() : mergedValue(member.value, other, grows));
    }
    for (const JsonMember &member : added.members()) {
        if (old[member.key()].kind() == JsonKind::Absent) {
            writer.key(member.key());
            writer.raw(member.value.raw());
        }
    }
    writer.endObject();
    object.text = writer.take();
}

} // namespace patchbay::wire
