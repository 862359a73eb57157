// SPDX-License-Identifier: GPL-3.0-or-later
//
// Engine: one call, any provider. Resolves the model string, finds the key, runs the attempts and
// yields events; writes one ledger row per attempt. The compare panel, patchbay-cli and the gateway
// enter here.
#pragma once

#include "providers/catalog/catalog.h"
#include "providers/catalog/cost.h"
#include "providers/core/attempt.h"
#include "providers/core/chat_request.h"
#include "providers/core/chat_response.h"
#include "providers/core/clock.h"
#include "providers/core/random.h"
#include "providers/core/secret.h"
#include "providers/engine/completion_call.h"
#include "providers/engine/kind_call.h"
#include "providers/engine/raw_call.h"
#include "providers/routing/retry.h"
#include "providers/transport/http_client.h"
#include "providers/transport/media_fetcher.h"

#include <functional>
#include <map>
#include <memory>
#include <variant>

namespace patchbay {

// Measured from the start of the call (not of the attempt).
struct CallTiming {
    std::optional<Microseconds> connected;
    std::optional<Microseconds> firstToken; // first text, reasoning or tool-call delta
    Microseconds total {};
};

struct AttemptStarted {
    int number = 1;
    std::string provider;
    std::string model;
    std::string url; // without query credentials
    Microseconds at {};
};
// An attempt failed; `retryIn` is set when another follows.
struct AttemptFailed {
    int number = 1;
    Error error;
    Microseconds at {};
    std::optional<std::chrono::milliseconds> retryIn;
};
// Raw wire of one attempt, credentials absent by construction; bodies are capped.
struct WireRecord {
    int number = 1;
    HttpRequest request;
    HttpResponse response;
};
struct CallSucceeded {
    ChatResponse response; // folded, also of a stream; only usage and finish reason where `relayed` is there
    std::string relayed; // the provider's own bytes, see CompletionCall::relayAs
    Cost cost;
    bool usageEstimated = false;
    CallTiming timing;
    int attempts = 1;
};
struct CallFailed {
    Error error;
    ChatResponse partial; // what had arrived
    Cost cost;            // of what had arrived, estimated where the provider told nothing
    bool usageEstimated = false;
    CallTiming timing;
    int attempts = 0; // 0: nothing was sent
};

using EngineEvent = std::variant<AttemptStarted, AttemptFailed, StreamEvent, WireRecord, CallSucceeded, CallFailed>;

// Called on I/O threads, one call at a time for one completion. CallSucceeded or CallFailed comes
// exactly once, last.
using EventSink = std::function<void(const EngineEvent &event)>;

// A completion under way; letting go of it does not cancel.
class Completion {
public:
    virtual ~Completion() = default;
    // CallFailed with Cancelled follows. From any thread, more than once.
    virtual void cancel() = 0;
    // While held, nothing more is read of the answer that comes; no deadline but the whole call's runs. From any
    // thread.
    virtual void hold(bool /*held*/) { }
    virtual const std::string &requestId() const = 0;
};

// provider id, or "provider:family" for a provider with several dialects → api_base.
using ApiBases = std::map<std::string, std::string>;

// What the engine is made of; all outlive it.
struct EngineParts {
    const Catalog &catalog;
    transport::IoRuntime &runtime;
    const KeySource &keys;
    AttemptLedger &ledger;
    const Clock &clock;
    transport::ClientOptions client;
    // Come before the catalogue's: variables, settings, the sandbox's port.
    ApiBases apiBases;
    // What is fetched from addresses in messages, where a provider takes only bytes.
    transport::MediaLimits media = {};
};

class Engine {
public:
    explicit Engine(EngineParts parts);
    ~Engine(); // cancels what is under way and waits for it
    Engine(const Engine &) = delete;
    Engine &operator=(const Engine &) = delete;

    std::shared_ptr<Completion> start(CompletionCall call, EventSink sink);

    // A call of another kind than chat.
    std::shared_ptr<Completion> startKind(KindCall call, KindSink sink);

    // A request that goes out as the caller writes it.
    std::shared_ptr<Completion> startRaw(RawCall call, RawSink sink);

    // Asks the provider for its models: how a key is tested. `done` is called on an I/O thread.
    void listModels(std::string_view providerId, const std::string &apiBase, SecretBytes key,
                    std::function<void(Result<std::vector<std::string>>)> done);

    // For calls that start from now on.
    void setApiBase(const std::string &providerId, const std::string &apiBase);

private:
    class State;
    std::shared_ptr<State> m_state;
};

} // namespace patchbay
