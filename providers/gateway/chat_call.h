// SPDX-License-Identifier: GPL-3.0-or-later
//
// ChatCall: one client's chat request under way: routing decides, the engine attempts, the client's
// dialect answers. The answer's head goes out with the first content, so that a failure before it can
// still be retried elsewhere; after it, failures end the stream with the dialect's error.
// Runs on I/O threads, one step at a time; cancel() comes from anywhere.
#pragma once

#include "providers/engine/engine.h"
#include "providers/gateway/client_dialect.h"
#include "providers/gateway/client_exchange.h"
#include "providers/gateway/gateway_snapshot.h"
#include "providers/gateway/key_book.h"
#include "providers/transport/timer.h"

#include <atomic>

namespace patchbay::gateway {

// What calls use of the gateway; outlives them.
struct CallServices {
    Engine &engine;
    transport::IoRuntime &runtime;
    const Clock &clock;
    KeyBook &keys;
    const Catalog &catalog;
};

// What is settled before a call begins.
struct CallSetup {
    std::string id; // x-litellm-call-id
    std::shared_ptr<GatewaySnapshot> snapshot;
    Caller caller;
    const ClientDialect *dialect = nullptr;
    std::shared_ptr<ClientExchange> exchange;
    ChatRequest request;
    std::vector<HttpHeader> headers; // the client's
};

// How a call ended, for the figures of /metrics.
struct CallEnd {
    int status = 0;
    std::string group;
    Money cost;
    std::int64_t promptTokens = 0;
    std::int64_t completionTokens = 0;
    Microseconds duration {};
};

class ChatCall final : public std::enable_shared_from_this<ChatCall> {
public:
    ChatCall(CallServices services, CallSetup setup, std::function<void(ChatCall *, const CallEnd &)> ended);
    void begin();
    // The client left, or the gateway stops.
    void cancel();

private:
    void decide();
    void attempt();
    CompletionCall makeCall() const;
    void onEvent(const EngineEvent &event);
    void onStream(const StreamEvent &event);
    void onSucceeded(const CallSucceeded &done);
    void onFailed(const CallFailed &failed);
    void observe(routing::Outcome outcome);
    void follow(const routing::Next &next);
    void startAnswer();
    void answer(const ChatResponse &response);
    void refuse(const Error &error);
    void end(int status);
    void spend(const Cost &cost, const std::optional<Usage> &usage);
    std::vector<HttpHeader> answerHeaders() const;
    std::vector<const ModelEntry *> candidateModels() const;
    routing::Chance chance();

    CallServices m_services;
    CallSetup m_setup;
    std::function<void(ChatCall *, const CallEnd &)> m_ended;
    std::string m_asked; // the model as the client wrote it
    SteadyTime m_start {};
    SeededRandom m_random;

    routing::RequestFacts m_facts;
    routing::RouteProgress m_progress;
    routing::AttemptChoice m_choice;
    Hold m_hold;
    Money m_cost;
    bool m_costKnown = false;
    CallEnd m_end;
    CallTiming m_timing;

    std::unique_ptr<StreamText> m_stream; // of the current attempt
    std::string m_waiting; // stream text before the first content
    bool m_contentSent = false;
    bool m_toolCallSent = false;
    bool m_done = false;

    std::mutex m_mutex; // guards the two handles below, which cancel() reaches for
    std::shared_ptr<Completion> m_completion;
    std::shared_ptr<transport::Timer> m_timer;
    std::atomic<bool> m_cancelled = false;
};

} // namespace patchbay::gateway
