// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/reasoning_details.h"

#include "providers/wire/json_merge.h"
#include "providers/wire/json_writer.h"
#include "providers/wire/openai_message_reader.h"

namespace patchbay::wire {
namespace {

constexpr std::string_view growing[4] = { "text", "summary", "data", "signature" };

} // namespace

void ReasoningDetails::add(const JsonView &list)
{
    for (const JsonView detail : list.items()) {
        std::string place = detail["type"].string() + "\n" + std::string(detail["index"].raw());
        // Entries come one after the other: only the last one is still open.
        if (m_entries.empty() || m_entries.back().place != place) {
            m_entries.emplace_back().place = std::move(place);
        }
        Entry &entry = m_entries.back();
        mergeObject(entry.rest, remainingMembers(detail, { "text", "summary", "data", "signature" }).text);
        for (std::size_t part = 0; part < std::size(growing); ++part) {
            if (const JsonView value = detail[growing[part]]; value.isString()) {
                entry.grown[part] += value.string();
                entry.has[part] = true;
            }
        }
    }
}

JsonText ReasoningDetails::json() const
{
    if (m_entries.empty()) {
        return {};
    }
    JsonWriter writer;
    writer.beginObject();
    writer.beginArray("reasoning_details");
    for (const Entry &entry : m_entries) {
        writer.beginObject();
        writer.members(JsonView(entry.rest));
        for (std::size_t part = 0; part < std::size(growing); ++part) {
            if (entry.has[part]) {
                writer.member(growing[part], entry.grown[part]);
            }
        }
        writer.endObject();
    }
    writer.endArray();
    writer.endObject();
    return { writer.take() };
}

} // namespace patchbay::wire
