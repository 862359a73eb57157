// SPDX-License-Identifier: GPL-3.0-or-later
//
// ResponseStore: Response objects that went through the gateway, with the items that led to them, so that
// previous_response_id, GET and DELETE work whatever provider answered. The newest in memory, bounded in bytes; all of
// them, as long as they are kept, in a box on the disk where there is one. Thread-safe.
#pragma once

#include "providers/core/clock.h"
#include "providers/core/json_text.h"
#include "providers/core/result.h"

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

// The port that keeps responses over a restart; models/gateway implements it. Thread-safe.
class ResponseBox {
public:
    virtual ~ResponseBox() = default;
    // Never wait for the disk. What does not fit is not kept.
    virtual void keep(const std::string &id, StoredResponse stored, WallTime at) = 0;
    virtual void remove(const std::string &id) = 0;
    // How long responses stay; 0: none are kept from now on, and those that are there go.
    virtual void setRetention(std::chrono::seconds life) = 0;
    // Waits for one read of the disk. Asked where the memory has none.
    virtual std::optional<StoredResponse> find(const std::string &id) = 0;
    // Waits. Of everybody where `owner` is nothing, of any age where `before` is; so that nothing of them can be found again.
    virtual Result<std::int64_t> purge(const std::optional<std::string> &owner, std::optional<WallTime> before) = 0;
};

class ResponseStore {
public:
    // Box and clock outlive the store; without a box responses go with the process.
    ResponseStore(ResponseBox *box, const Clock &clock, std::size_t bytesAtMost = 64 * 1024 * 1024)
        : m_box(box)
        , m_clock(clock)
        , m_bytesAtMost(bytesAtMost)
    {
    }
    void put(const std::string &id, StoredResponse stored);
    // Nothing where it is not there, or somebody else's.
    std::optional<StoredResponse> find(const std::string &id, const std::string &owner) const;
    bool remove(const std::string &id, const std::string &owner);
    // Waits for the disk: on no I/O thread. See ResponseBox::purge.
    Result<std::int64_t> purge(const std::optional<std::string> &owner, std::optional<WallTime> before);

private:
    static std::size_t sizeOf(const StoredResponse &stored)
    {
        constexpr std::size_t overhead = 512;
        return stored.response.size() + stored.input.size() + overhead;
    }

    ResponseBox *m_box;
    const Clock &m_clock;
    const std::size_t m_bytesAtMost;
    mutable std::mutex m_mutex;
    struct Entry {
        StoredResponse stored;
        WallTime at {};
    };
    std::unordered_map<std::string, Entry> m_responses;
    std::deque<std::string> m_order; // oldest first; may name what was removed
    std::size_t m_bytes = 0;
};

// The items of a request's "input": an array in JSON, a text as one message.
std::string inputItems(const JsonText &request);
// Two JSON arrays as one.
std::string joinedArrays(std::string_view first, std::string_view second);

} // namespace patchbay::gateway
