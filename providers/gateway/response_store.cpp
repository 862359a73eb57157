// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/response_store.h"

#include "providers/wire/json_view.h"
#include "providers/wire/json_writer.h"

namespace patchbay::gateway {

void ResponseStore::put(const std::string &id, StoredResponse stored)
{
    const WallTime now = m_clock.now();
    if (m_box) {
        m_box->keep(id, stored, now);
    }
    const std::scoped_lock lock(m_mutex);
    if (const auto old = m_responses.find(id); old != m_responses.end()) {
        m_bytes -= sizeOf(old->second.stored);
        m_responses.erase(old);
    } else {
        m_order.push_back(id);
    }
    m_bytes += sizeOf(stored);
    m_responses.emplace(id, Entry { std::move(stored), now });
    while (m_bytes > m_bytesAtMost && !m_order.empty()) {
        if (const auto oldest = m_responses.find(m_order.front()); oldest != m_responses.end()) {
            m_bytes -= sizeOf(oldest->second.stored);
            m_responses.erase(oldest);
        }
        m_order.pop_front();
    }
}

std::optional<StoredResponse> ResponseStore::find(const std::string &id, const std::string &owner) const
{
    {
        const std::scoped_lock lock(m_mutex);
        if (const auto found = m_responses.find(id); found != m_responses.end()) {
            const StoredResponse &stored = found->second.stored;
            return stored.owner == owner ? std::optional(stored) : std::nullopt;
        }
    }
    std::optional<StoredResponse> kept = m_box ? m_box->find(id) : std::nullopt;
    return kept && kept->owner == owner ? std::move(kept) : std::nullopt;
}

bool ResponseStore::remove(const std::string &id, const std::string &owner)
{
    if (id.empty() || !find(id, owner)) {
        return false;
    }
    if (m_box) {
        m_box->remove(id);
    }
    const std::scoped_lock lock(m_mutex);
    if (const auto found = m_responses.find(id); found != m_responses.end()) {
        m_bytes -= sizeOf(found->second.stored);
        m_responses.erase(found);
        std::erase(m_order, id);
    }
    return true;
}

Result<std::int64_t> ResponseStore::purge(const std::optional<std::string> &owner, std::optional<WallTime> before)
{
    std::int64_t purged = 0;
    {
        const std::scoped_lock lock(m_mutex);
        std::erase_if(m_responses, [&](const auto &entry) {
            const auto &[stored, at] = entry.second;
            const bool meant = (!owner || stored.owner == *owner) && (!before || at < *before);
            m_bytes -= meant ? sizeOf(stored) : 0;
            purged += meant;
            return meant;
        });
        std::erase_if(m_order, [this](const std::string &id) { return !m_responses.contains(id); });
    }
    return m_box ? m_box->purge(owner, before) : Result<std::int64_t>(purged);
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
