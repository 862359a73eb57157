// SPDX-License-Identifier: GPL-3.0-or-later
//
// ChatAttempt: one attempt of a chat call: canonical request to the engine, its events and its answer in
// the client's dialect.
#pragma once

#include "providers/gateway/call_form.h"
#include "providers/gateway/client_dialect.h"

#include <atomic>

namespace patchbay::gateway {

class ChatAttempt final : public CallAttempt, public std::enable_shared_from_this<ChatAttempt> {
public:
    // `request` is the client's, without the deployment's defaults. The dialect outlives the attempt.
    // Where `plain` is there it has the messages of the request.
    ChatAttempt(const CallServices &services, AttemptOrder order, const ClientDialect &dialect,
                std::shared_ptr<const ChatRequest> request, std::shared_ptr<const wire::PlainChat> plain = {});

    void start(std::shared_ptr<AttemptListener> listener) override;
    void cancel() override;
    void hold(bool held) override
    {
        const std::scoped_lock lock(m_mutex);
        m_held = held;
        if (m_completion) {
            m_completion->hold(held);
        }
    }
    void startAnswer(ClientExchange &client) override;
    void finishAnswer(ClientExchange &client) override;
    void failAnswer(ClientExchange &client, const Error &error) override;
    bool toolCallSent() const override { return m_toolCallSent; }
    std::unique_ptr<BrokenStream> takeBroken() override;
    void goOn(std::unique_ptr<BrokenStream> broken, ClientExchange &client) override;
    bool streams() const override { return m_request->stream; }
    UpstreamHeaders takeUpstream() override { return std::exchange(m_upstream, {}); }

private:
    ChatRequest wholeRequest() const;
    CompletionCall makeCall() const;
    void onEvent(const EngineEvent &event);
    void onStream(const StreamEvent &event);
    void finish(AttemptReport report);

    const CallServices m_services;
    const AttemptOrder m_order;
    const ClientDialect &m_dialect;
    std::shared_ptr<const ChatRequest> m_request;
    std::shared_ptr<const wire::PlainChat> m_plain;
    std::shared_ptr<AttemptListener> m_listener;
    UpstreamHeaders m_upstream; // headers of the provider's answer
    std::unique_ptr<StreamText> m_stream;
    std::string m_waiting; // stream text before the answer was started
    ClientExchange *m_client = nullptr; // once the answer was started; the listener keeps it
    std::string m_said; // by the attempts before this one, in the same answer
    std::unique_ptr<ChatResponse> m_response; // once it has ended: the whole answer, or what had come of a broken one
    std::string m_relayed; // instead of it, where the provider's own bytes will do
    bool m_toolCallSent = false;

    std::mutex m_mutex; // guards the handle
    std::shared_ptr<Completion> m_completion;
    bool m_held = false; // also before it was started
    std::atomic<bool> m_cancelled = false;
};

} // namespace patchbay::gateway
