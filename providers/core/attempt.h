// SPDX-License-Identifier: GPL-3.0-or-later
//
// Attempt and AttemptLedger: one row per attempt, and the port through which the engine writes it.
//
// States go reserved → sent → settled | voided | unknown. `reserve` leaves a durable record before
// the first byte goes to the provider; when it fails, nothing is sent (spend fails closed). All
// calls come from I/O threads and must not wait for a database: models/ledger appends to a journal
// and hands rows to its writer thread.
#pragma once

#include "providers/core/clock.h"
#include "providers/core/money.h"
#include "providers/core/result.h"
#include "providers/core/usage.h"

#include <string>
#include <vector>

namespace patchbay {

// What a gateway's client says of its call and is not asked by; empty for calls without one.
struct CallNotes {
    std::string session; // that the call belongs to
    std::string address; // where it came from; empty for this computer's own
    std::string metadata; // the client's own, a JSON object
};

// What is known before an attempt is sent.
struct AttemptDraft {
    std::string attemptId;
    std::string requestId; // shared by all attempts of one call
    std::string parent;    // the run, evaluation or client request that it belongs to
    int number = 1;        // 1 for the first attempt of the call
    std::string endpoint;  // "chat", "embeddings", …
    std::string provider;
    std::string model;      // without prefix
    std::string group;      // public name that the caller asked for
    std::string deployment; // id, empty without a configuration
    std::string providerKey; // name of the key, never the key
    std::string virtualKey;
    std::string team;
    std::string user;
    std::string customer;
    std::string project;
    std::vector<std::string> tags;
    bool stream = false;
    bool simulated = false; // answered by the sandbox
    WallTime start {};
    Money reserved;
    CallNotes notes {};
};

enum class AttemptState : std::uint8_t { Reserved, Sent, Settled, Voided, Unknown };
std::string_view attemptStateName(AttemptState state);

// What is known when it ended, failures and cancellations included.
struct AttemptOutcome {
    AttemptState state = AttemptState::Settled;
    WallTime end {};
    Usage usage;
    Amount amount;
    int httpStatus = 0;
    std::string errorClass; // empty on success
    std::string errorMessage;
    std::string finishReason;
    std::optional<Microseconds> timeToFirstToken;
    Microseconds duration {};
    std::int64_t bytesSent = 0;
    std::int64_t bytesReceived = 0;
    bool cacheHit = false;
    std::string cacheKey {}; // that the answer was kept or found under
    std::string answerId {}; // answerDigest() of the provider's own
};

class AttemptLedger {
public:
    virtual ~AttemptLedger() = default;
    virtual Result<void> reserve(const AttemptDraft &draft) = 0;
    virtual void sent(const std::string &attemptId) = 0;
    // Both, for whoever sends at once: one record on the disk's way instead of two.
    virtual Result<void> reserveAndSend(const AttemptDraft &draft)
    {
        Result<void> reserved = reserve(draft);
        if (reserved) {
            sent(draft.attemptId);
        }
        return reserved;
    }
    virtual void settle(const std::string &attemptId, const AttemptOutcome &outcome) = 0;
};

} // namespace patchbay
