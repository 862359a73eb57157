// SPDX-License-Identifier: GPL-3.0-or-later
//
// Pass-through: a client's request goes to a provider as it is, with our credential in place of the
// client's key; the answer comes back as it is, is metered and stands in the ledger.
#pragma once

#include "providers/gateway/route.h"
#include "providers/gateway/routed_exchange.h"

namespace patchbay::gateway {

// Where a request goes. Secrets only as references into the snapshot.
struct PassThroughTarget {
    std::string model; // "openai/gpt-4o": whose account, which prices
    std::string url; // whole address, query included; empty: `path` under the provider's base
    std::string path; // "/v1/chat/completions?…", as the provider has it
    const DeploymentAccess *access = nullptr; // credential and base of a deployment, where one lends them
    std::vector<HttpHeader> headers; // of the configuration
    std::optional<Money> costPerRequest;
    bool ownCredential = true; // ours goes along; a configured target has its headers only
    bool forwardHeaders = false; // the client's headers go along, but its key
    std::string deployment; // id, where one is meant
    std::string sealed; // response id to put back in the answer's place, see responses_page.h
};

// The built-in prefixes (/openai/…, /anthropic/…, /gemini/…, /cohere/…, /mistral/…, /vertex_ai/…, /bedrock/…,
// /vllm/…) and general_settings.pass_through_endpoints. Nothing where the path is none of them.
std::optional<PassThroughTarget> passThroughTarget(const GatewaySnapshot &snapshot, const Catalog &catalog,
                                                   const ClientRequest &request);
// Whether the path could be one, before its body is there.
// Whether a segment of the path is "." or "..", however it is spelt.
bool hasDotSegments(std::string_view path);

bool isPassThrough(const GatewaySnapshot &snapshot, std::string_view method, std::string_view path);
// False for a configured endpoint that asks for no key.
bool passThroughNeedsKey(const GatewaySnapshot &snapshot, std::string_view path);

struct PassThroughSetup {
    std::string id; // x-litellm-call-id
    std::shared_ptr<GatewaySnapshot> snapshot;
    Caller caller;
    std::shared_ptr<ClientExchange> exchange;
    ClientRequest request;
    PassThroughTarget target;
    const ClientDialect *dialect = nullptr; // of our own errors
};

class PassThroughCall final : public RunningCall, public std::enable_shared_from_this<PassThroughCall> {
public:
    PassThroughCall(CallServices services, PassThroughSetup setup, Ended ended);
    void begin() override;
    void cancel() override;
    const Caller &caller() const override { return m_setup.caller; }
    void hold(bool held);

private:
    RawCall makeCall();
    Result<HttpRequest> encode(const wire::Target &target, const wire::ChatCodec &codec);
    void onHead(int status, const std::vector<HttpHeader> &headers);
    void onDone(const RawEnd &end);
    void refuse(const Error &error);
    void tellRefusal(const Error &error) const;
    HeaderLines answerHead() const;
    void finish(int status);

    const CallServices m_services;
    PassThroughSetup m_setup;
    Ended m_ended;
    const SteadyTime m_start;
    std::size_t m_requestBytes = 0;
    Hold m_hold;
    Money m_counted; // against budgets
    SteadyTime m_sent {};
    CallEnd m_end;
    std::shared_ptr<class AnswerMeter> m_meter;
    bool m_started = false;
    int m_status = 0;

    std::mutex m_mutex; // guards the handle
    std::shared_ptr<Completion> m_completion;
    std::atomic<bool> m_cancelled = false;
};

} // namespace patchbay::gateway
