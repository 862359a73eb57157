// SPDX-License-Identifier: GPL-3.0-or-later
//
// ResponseStore: Response objects that went through the gateway, with the items that led to them, so that
// previous_response_id, GET and DELETE work whatever provider answered. In memory, bounded in bytes; the
// oldest go first. Thread-safe.
#pragma once

#include "providers/core/json_text.h"

#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

namespace patchbay::gateway {

struct StoredResponse {
    std::string owner; // id of the virtual key; empty: the master key's, or nobody's
    std::string response; // the object as the client got it
    std::string input; // a JSON array: the items of the whole conversation up to the request
};

class ResponseStore {
public:
    explicit ResponseStore(std::size_t bytesAtMost = 64 * 1024 * 1024)
        : m_bytesAtMost(bytesAtMost)
    {
    }
    void put(const std::string &id, StoredResponse stored);
    // Nothing where it is not there, or somebody else's.
    std::optional<StoredResponse> find(const std::string &id, const std::string &owner) const;
    bool remove(const std::string &id, const std::string &owner);

private:
    static std::size_t sizeOf(const StoredResponse &stored)
    {
        constexpr std::size_t overhead = 512;
        return stored.response.size() + stored.input.size() + overhead;
    }

    const std::size_t m_bytesAtMost;
    mutable std::mutex m_mutex;
    std::unordered_map<std::string, StoredResponse> m_responses;
    std::deque<std::string> m_order; // oldest first; may name what was removed
    std::size_t m_bytes = 0;
};

// The items of a request's "input": an array in JSON, a text as one message.
std::string inputItems(const JsonText &request);
// Two JSON arrays as one.
std::string joinedArrays(std::string_view first, std::string_view second);

} // namespace patchbay::gateway
