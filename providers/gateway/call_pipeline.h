// SPDX-License-Identifier: GPL-3.0-or-later
//
// CallPipeline: what the configuration puts around a call: kept answers. Made per call where there is something
// to do.
#pragma once

#include "providers/core/attempt.h"
#include "providers/gateway/cache_settings.h"
#include "providers/gateway/call_gate.h"
#include "providers/gateway/recording_exchange.h"

namespace patchbay::gateway {

// All outlive the pipeline.
struct PipelineServices {
    const Clock &clock;
    const KeyBook &keys; // for digests that tell nobody anything
    ResponseCache &cache;
    AttemptLedger *ledger; // null: hits leave no row
};

struct PipelineCall {
    std::string id; // x-litellm-call-id
    std::string path; // the dialect that is answered in
    CallKind kind = CallKind::Chat;
    std::shared_ptr<GatewaySnapshot> snapshot;
    std::string body;
};

class CallPipeline final : public CallGate, public std::enable_shared_from_this<CallPipeline> {
public:
    // Null where nothing is to be done. `exchange` becomes what the answer has to go through.
    static std::shared_ptr<CallPipeline> make(const PipelineServices &services, PipelineCall call, const Caller &caller,
                                              std::shared_ptr<ClientExchange> &exchange);

    void pass(const Caller &caller, const std::string &model, Done done) override;
    void ended(const CallEnd &end) override;

private:
    CallPipeline(const PipelineServices &services, PipelineCall call);
    std::string keyFor(const Caller &caller, const std::string &space) const;
    Result<void> recordHit(const Caller &caller, const std::string &model, const KeptAnswer &answer) const;

    const PipelineServices m_services;
    const PipelineCall m_call;
    CacheControls m_controls;
    std::string m_key;
    std::shared_ptr<RecordingExchange> m_recording;
    bool m_hit = false;
};

} // namespace patchbay::gateway
