// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/response_store.h"

#include "providers/wire/json_view.h"
#include "providers/wire/json_writer.h"

namespace patchbay::gateway {

void ResponseStore::put(const std::string &id, StoredResponse stored)
{
    const std::scoped_lock lock(m_mutex);
    if (const auto old = m_responses.find(id); old != m_responses.end()) {
        m_bytes -= sizeOf(old->second);
        m_responses.erase(old);
    } else {
        m_order.push_back(id);
    }
    m_bytes += sizeOf(stored);
    m_responses.emplace(id, std::move(stored));
    while (m_bytes > m_bytesAtMost && !m_order.empty()) {
        if (const auto oldest = m_responses.find(m_order.front()); oldest != m_responses.end()) {
            m_bytes -= sizeOf(oldest->second);
            m_responses.erase(oldest);
        }
        m_order.pop_front();
    }
}

std::optional<StoredResponse> ResponseStore::find(const std::string &id, const std::string &owner) const
{
    const std::scoped_lock lock(m_mutex);
    const auto found = m_responses.find(id);
    return found != m_responses.end() && found->second.owner == owner ? std::optional(found->second) : std::nullopt;
}

bool ResponseStore::remove(const std::string &id, const std::string &owner)
{
    const std::scoped_lock lock(m_mutex);
    const auto found = m_responses.find(id);
    if (found == m_responses.end() || found->second.owner != owner) {
        return false;
    }
    m_bytes -= sizeOf(found->second);
    m_responses.erase(found);
    std::erase(m_order, id);
    return true;
}

std::string inputItems(const JsonText &request)
{
    const wire::JsonView input = wire::JsonView(request)["input"];
    if (input.isArray()) {
        return std::string(input.raw());
    }
    wire::JsonWriter writer;
    writer.beginArray();
    if (input.isString()) {
        writer.beginObject();
        writer.member("type", "message");
        writer.member("role", "user");
        writer.member("content", input.string());
        writer.endObject();
    }
    writer.endArray();
    return writer.take();
}

std::string joinedArrays(std::string_view first, std::string_view second)
{
    wire::JsonWriter writer;
    writer.beginArray();
    for (const std::string_view array : { first, second }) {
        for (const wire::JsonView item : wire::JsonView(array).items()) {
            writer.raw(item.raw());
        }
    }
    writer.endArray();
    return writer.take();
}

} // namespace patchbay::gateway
