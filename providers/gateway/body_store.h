// SPDX-License-Identifier: GPL-3.0-or-later
//
// BodyStore: the port that keeps what was asked and answered, where somebody has asked for that; models/gateway
// implements it. Thread-safe.
#pragma once

#include "providers/core/clock.h"
#include "providers/core/result.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace patchbay::gateway {

// What is stored of one call, redacted and cut already.
struct StoredBody {
    std::string call; // x-litellm-call-id
    std::string key; // ids, as in the ledger's rows
    std::string team;
    std::string user;
    std::string customer;
    std::string model; // as it was asked for
    std::string endpoint; // "chat", "embeddings", …
    int status = 0; // 0: the client left
    WallTime at {};
    std::string request; // JSON, or the beginning of it where it was cut; empty: not stored
    std::string response; // the same; of a stream the answer that it amounts to
    bool requestCut = false;
    bool responseCut = false;
};

// All of what is said must hold; nothing said: everything.
struct BodyFilter {
    std::optional<WallTime> before {};
    std::string call {};
    std::string key {};
    std::string team {};
    std::string user {};
    std::string customer {};
};

struct BodyFigures {
    std::int64_t stored = 0; // since the start
    std::int64_t dropped = 0; // too many waited, or the file could not be written
};

class BodyStore {
public:
    virtual ~BodyStore() = default;
    // Never waits: `make` runs on the store's own thread. Dropped, and counted, where too much waits already;
    // `bytes` is about what `make` holds.
    virtual void keep(std::move_only_function<StoredBody()> make, std::size_t bytes) = 0;
    // How long bodies stay; they are deleted by and by.
    virtual void setRetention(std::chrono::seconds life) = 0;
    virtual BodyFigures figures() const = 0;

    // These wait for the disk. Newest first; without their words where `words` is false.
    virtual Result<std::vector<StoredBody>> find(const BodyFilter &filter, bool words, std::size_t atMost) = 0;
    // Those of the calls that are there, in any order.
    virtual Result<std::vector<StoredBody>> findCalls(const std::vector<std::string> &calls) = 0;
    // Deletes so that nothing of them can be found in the file again; how many.
    virtual Result<std::int64_t> purge(const BodyFilter &filter) = 0;
};

} // namespace patchbay::gateway
