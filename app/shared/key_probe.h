// SPDX-License-Identifier: GPL-3.0-or-later
//
// KeyProbe: asks a provider for its models with one key: the cheapest call that needs it, made as any other call is, so
// that an account of several parts, a region, a version, a file that is exchanged for a token and headers count. The key
// goes nowhere else than where it is bound to; nothing is written into the ledger.
//
// Belongs to one thread.
#pragma once

#include "models/vault/vault_record.h"
#include "providers/engine/engine.h"

#include <chrono>
#include <functional>
#include <memory>
#include <vector>

namespace patchbay {

class KeyProbe {
public:
    // As EngineParts has them; what they refer to outlives the probe.
    struct Parts {
        const Catalog &catalog;
        transport::IoRuntime &runtime;
        const Clock &clock;
        transport::ClientOptions client;
        std::chrono::milliseconds patience { 15'000 }; // for an answer; a third of it for a connection
    };
    using Answer = std::function<void(Result<std::vector<std::string>> models)>;

    explicit KeyProbe(Parts parts);
    ~KeyProbe(); // ends what is under way; its answers come before this returns
    KeyProbe(const KeyProbe &) = delete;
    KeyProbe &operator=(const KeyProbe &) = delete;

    // Ends what is under way, and wipes its keys; the answers are errors, and come before this returns.
    void cancel();
    // `answer` is called once, on an I/O thread. `apiBases` as an engine takes them.
    void ask(const vault::VaultRecord &record, ApiBases apiBases, Answer answer);

private:
    class Trial;
    Parts m_parts;
    std::vector<std::unique_ptr<Trial>> m_trials; // those that are over, without their keys, go with the next one
};

} // namespace patchbay
