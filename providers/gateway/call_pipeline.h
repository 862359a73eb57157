// SPDX-License-Identifier: GPL-3.0-or-later
//
// CallPipeline: what the configuration puts around a call: guardrails before and after it, kept answers, stored
// bodies. Made per call where there is something to do. Guardrails come first: a request is looked up and stored as
// they leave it, and a kept answer passes those of answers again.
#pragma once

#include "providers/core/attempt.h"
#include "providers/gateway/body_recorder.h"
#include "providers/gateway/body_store.h"
#include "providers/gateway/cache_settings.h"
#include "providers/gateway/call_gate.h"
#include "providers/gateway/guard_runner.h"
#include "providers/gateway/guarded_exchange.h"
#include "providers/gateway/recording_exchange.h"

namespace patchbay::gateway {

// All outlive the pipeline.
struct PipelineServices {
    const Clock &clock;
    const KeyBook &keys; // for digests that tell nobody anything
    ResponseCache &cache;
    AttemptLedger *ledger; // null: hits leave no row
    transport::HttpClient *guardClient; // set where a guardrail asks a service
    const Catalog &catalog;
    BodyStore *bodies; // null: none are stored
};

struct PipelineCall {
    std::string id; // x-litellm-call-id
    std::string path; // the dialect that is answered in
    CallStart start;
    std::shared_ptr<GatewaySnapshot> snapshot;
    std::string body;
    // Whether the body may be stored: what the key says, and that the request's header does not forbid it.
    std::optional<bool> bodyOfKey {};
    bool bodyForbidden = false;
    std::vector<std::string> guards {}; // of the model that is asked for, and of policies
    std::vector<std::string> policies {}; // that hold for the call
};

// Those that always look, and those that the request (its body; may be absent), its key, its team or its model ask for.
// BadRequest for one that is not there.
Result<guardrails::Guardrails> chosenGuards(const guardrails::Guardrails &all, const KeyBook &keys, const Caller &caller,
                                            const wire::JsonView &body, const std::vector<std::string> &ofModel = {});

class CallPipeline final : public CallGate, public std::enable_shared_from_this<CallPipeline> {
public:
    // Null where nothing is to be done; BadRequest where the request names a guardrail that is not there. `exchange`
    // becomes what the answer has to go through.
    static Result<std::shared_ptr<CallPipeline>> make(const PipelineServices &services, PipelineCall call,
                                                      const Caller &caller, std::shared_ptr<ClientExchange> &exchange);

    void pass(const Caller &caller, const std::string &model, Done done) override;
    void ended(const CallEnd &end) override;

private:
    CallPipeline(const PipelineServices &services, PipelineCall call);
    void guarded(const Caller &caller, const std::string &model, GuardRunner::Verdict verdict, Done done);
    void lookUp(const Caller &caller, const std::string &model, std::unique_ptr<CallForm> form, Done done);
    std::string keyFor(const Caller &caller, const std::string &body) const;
    Result<void> recordHit(const Caller &caller, const std::string &model, const KeptAnswer &answer) const;
    bool mayStore(const wire::JsonView &body) const;
    void store(const CallEnd &end);

    const PipelineServices m_services;
    PipelineCall m_call;
    CacheControls m_controls;
    std::string m_key; // once the guardrails have seen the request
    std::shared_ptr<GuardRunner> m_guards; // null: none
    std::shared_ptr<RecordingExchange> m_recording; // null: nothing is kept
    std::shared_ptr<GuardedExchange> m_guarded; // with m_guards
    std::shared_ptr<BodyRecorder> m_bodies; // null: nothing is stored
    Caller m_caller; // of what is stored
    std::string m_group; // empty before admission
    bool m_refused = false; // by a guardrail: such words are not stored
    bool m_hit = false;
};

} // namespace patchbay::gateway
