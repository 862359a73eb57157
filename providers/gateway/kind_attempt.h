// SPDX-License-Identifier: GPL-3.0-or-later
//
// KindAttempt: one attempt of a call besides chat. FailedAttempt: one that cannot even be made.
#pragma once

#include "providers/gateway/call_form.h"
#include "providers/wire/kind_request.h"

#include <atomic>

namespace patchbay::gateway {

class KindAttempt final : public CallAttempt, public std::enable_shared_from_this<KindAttempt> {
public:
    // What is done to Response objects on their way to the client; empty functions: nothing.
    struct Rewriting {
        std::function<std::string(std::string_view id)> seal;
        std::function<std::string(const std::string &json)> items; // ids of encrypted items
        std::function<void(const std::string &id, const std::string &response)> keep;
    };
    KindAttempt(const CallServices &services, AttemptOrder order, std::shared_ptr<const wire::KindRequest> request,
                Rewriting rewriting = {});

    void start(std::shared_ptr<AttemptListener> listener) override;
    void cancel() override;
    void hold(bool held) override
    {
        const std::scoped_lock lock(m_mutex);
        if (m_completion) {
            m_completion->hold(held);
        }
    }
    void startAnswer(ClientExchange &client) override;
    void finishAnswer(ClientExchange &client) override;
    void failAnswer(ClientExchange &client, const Error &error) override;
    bool streams() const override { return m_streamed; }
    UpstreamHeaders takeUpstream() override { return std::exchange(m_upstream, {}); }

private:
    void onEvent(const std::string &event);
    void onDone(Result<KindAnswer> answer);
    std::string named(const std::string &json) const;
    std::string framed(const std::string &event) const;
    HttpResponse wholeAnswer();
    bool playMock();
    void tellAsEvents();
    bool drawsPictures() const
    {
        return m_request->kind == CallKind::Images || m_request->kind == CallKind::ImageEdits;
    }

    const CallServices m_services;
    const AttemptOrder m_order;
    const std::shared_ptr<const wire::KindRequest> m_request;
    const Rewriting m_rewriting;
    std::shared_ptr<AttemptListener> m_listener;
    UpstreamHeaders m_upstream; // headers of the provider's answer
    SteadyTime m_start {};
    std::optional<Microseconds> m_firstEvent;
    std::string m_waiting;
    ClientExchange *m_client = nullptr; // once the answer was started; the listener keeps it
    bool m_streamed = false; // events came
    KindAnswer m_answer; // after success
    Amount m_settled { Money {}, Basis::Computed, "not sent" }; // until the ledger was told another

    std::mutex m_mutex; // guards the handle
    std::shared_ptr<Completion> m_completion;
    std::atomic<bool> m_cancelled = false;
};

class FailedAttempt final : public CallAttempt, public std::enable_shared_from_this<FailedAttempt> {
public:
    FailedAttempt(const CallServices &services, Error error)
        : m_services(services)
        , m_error(std::move(error))
    {
    }
    void start(std::shared_ptr<AttemptListener> listener) override;
    void cancel() override { }
    void startAnswer(ClientExchange &) override { }
    void finishAnswer(ClientExchange &) override { }
    void failAnswer(ClientExchange &, const Error &) override { }
    bool streams() const override { return false; }

private:
    const CallServices m_services;
    const Error m_error;
};

// How a stream of such a kind ends when it fails, framing included.
std::string kindStreamError(bool responses, const Error &error);

} // namespace patchbay::gateway
