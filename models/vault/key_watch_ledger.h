// SPDX-License-Identifier: GPL-3.0-or-later
//
// KeyWatchLedger: a ledger that passes everything on, and lets a key of the vault rest when the provider refused it or
// said that it is exhausted; one that worked is used again. Thread-safe as the ledger behind it.
#pragma once

#include "models/vault/vault_keys.h"
#include "providers/core/attempt.h"

#include <map>
#include <mutex>

namespace patchbay::vault {

class KeyWatchLedger final : public AttemptLedger {
public:
    // Both outlive it. Null keys: nothing is watched.
    KeyWatchLedger(AttemptLedger &behind, VaultKeys *keys)
        : m_behind(behind)
        , m_keys(keys)
    {
    }
    Result<void> reserve(const AttemptDraft &draft) override;
    Result<void> reserveAndSend(const AttemptDraft &draft) override;
    void sent(const std::string &attemptId) override { m_behind.sent(attemptId); }
    void settle(const std::string &attemptId, const AttemptOutcome &outcome) override;

private:
    void remember(const AttemptDraft &draft);

    AttemptLedger &m_behind;
    VaultKeys *m_keys;
    std::mutex m_mutex;
    std::map<std::string, std::string> m_running; // names of keys by the attempt's id
};

// How long a key rests after such an answer; none for one that says nothing about the key.
std::optional<std::chrono::seconds> restAfter(const AttemptOutcome &outcome);

} // namespace patchbay::vault
