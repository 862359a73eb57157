// SPDX-License-Identifier: GPL-3.0-or-later
//
// HttpCall: sends one request through an HttpClient and collects everything that the handler is
// told, so that a test can wait for the end and look.
#pragma once

#include "providers/transport/http_client.h"
#include "tests/support/raw_socket.h"

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>

namespace patchbay::testing {

class HttpCall {
public:
    struct Outcome {
        int status = 0;
        std::vector<HttpHeader> headers;
        std::string body; // its first bytes, see keepAtMost
        std::size_t bodySize = 0;
        std::size_t pieces = 0;
        std::optional<Result<void>> result;
        transport::ExchangeTiming timing;
        int ends = 0;
        bool outOfOrder = false;

        bool failedWith(ErrorClass kind) const { return result && !*result && result->error().kind == kind; }
        std::string message() const { return result && !*result ? result->error().message : std::string(); }
    };
    static constexpr std::size_t keepAtMost = 1024 * 1024;

    HttpCall()
        : m_shared(std::make_shared<Shared>())
    {
    }

    transport::ExchangeHandler handler() const
    {
        return { [shared = m_shared](int status, const std::vector<HttpHeader> &headers) {
                    shared->head(status, headers);
                },
                 [shared = m_shared](std::string_view bytes) { shared->data(bytes); },
                 [shared = m_shared](const Result<void> &result, const transport::ExchangeTiming &timing) {
                     shared->end(result, timing);
                 } };
    }

    // False when patience ran out.
    bool waitForEnd(std::chrono::milliseconds wait = patience) const
    {
        return m_shared->waitFor(wait, [](const Outcome &outcome) { return outcome.ends > 0; });
    }
    bool waitForBytes(std::size_t size) const
    {
        return m_shared->waitFor(patience, [size](const Outcome &outcome) { return outcome.bodySize >= size; });
    }
    bool waitForHead() const
    {
        return m_shared->waitFor(patience, [](const Outcome &outcome) { return outcome.status != 0; });
    }
    Outcome outcome() const
    {
        const std::scoped_lock lock(m_shared->mutex);
        return m_shared->outcome;
    }

private:
    struct Shared {
        std::mutex mutex;
        std::condition_variable changed;
        Outcome outcome;

        void head(int status, const std::vector<HttpHeader> &headers)
        {
            const std::scoped_lock lock(mutex);
            outcome.outOfOrder |= outcome.status != 0 || outcome.bodySize > 0 || outcome.ends > 0;
            outcome.status = status;
            outcome.headers = headers;
            changed.notify_all();
        }
        void data(std::string_view bytes)
        {
            const std::scoped_lock lock(mutex);
            outcome.outOfOrder |= outcome.status == 0 || outcome.ends > 0;
            outcome.bodySize += bytes.size();
            ++outcome.pieces;
            outcome.body.append(bytes.substr(0, keepAtMost - std::min(keepAtMost, outcome.body.size())));
            changed.notify_all();
        }
        void end(const Result<void> &result, const transport::ExchangeTiming &timing)
        {
            const std::scoped_lock lock(mutex);
            outcome.result = result;
            outcome.timing = timing;
            ++outcome.ends;
            changed.notify_all();
        }
        bool waitFor(std::chrono::milliseconds wait, auto condition)
        {
            std::unique_lock lock(mutex);
            return changed.wait_for(lock, wait, [this, &condition] { return condition(outcome); });
        }
    };

    std::shared_ptr<Shared> m_shared;
};

// Sends and waits.
inline HttpCall::Outcome fetch(transport::HttpClient &client, HttpRequest request, std::string_view secret = {})
{
    const HttpCall call;
    client.send(std::move(request), SecretBytes::copyOf(secret), call.handler());
    call.waitForEnd();
    return call.outcome();
}

} // namespace patchbay::testing
