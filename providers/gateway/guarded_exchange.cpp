// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/guarded_exchange.h"

#include "providers/gateway/error_text.h"

#include <algorithm>
#include <utility>

namespace patchbay::gateway {

namespace {

constexpr int ok = 200;
constexpr std::size_t heldAtMost = 16 * 1024 * 1024;

bool hasWords(const HttpResponse &response)
{
    const std::string_view type = headerValue(response.headers, "content-type");
    return type.starts_with("application/json") || type.starts_with("text/");
}

} // namespace

GuardedExchange::GuardedExchange(std::shared_ptr<ClientExchange> client, std::shared_ptr<GuardRunner> runner,
                                 Dialect dialect)
    : m_client(std::move(client))
    , m_runner(std::move(runner))
    , m_dialect(std::move(dialect))
    , m_holds(m_runner->looksAt(guardrails::Side::Answer))
{
}

void GuardedExchange::respond(HttpResponse response)
{
    m_runner->addHeaders(response.headers);
    if (!m_holds || response.status != ok || !hasWords(response)) {
        m_client->respond(std::move(response));
        return;
    }
    std::string body = response.body;
    m_runner->run(guardrails::Side::Answer, std::move(body),
                  [self = shared_from_this(), response = std::move(response)](GuardRunner::Verdict verdict) mutable {
                      self->judged(std::move(response), std::move(verdict));
                  });
}

void GuardedExchange::start(int status, std::vector<HttpHeader> headers)
{
    m_runner->addHeaders(headers);
    const std::scoped_lock lock(m_mutex);
    m_streams = true;
    if (!m_holds || status != ok) {
        m_holds = false;
        m_client->start(status, std::move(headers));
        return;
    }
    m_held = { status, std::move(headers), {} };
    m_window = m_runner->window();
}

void GuardedExchange::onPeerGone(std::function<void()> function)
{
    {
        const std::scoped_lock lock(m_mutex);
        m_cancel = function;
    }
    m_client->onPeerGone(std::move(function));
}

// With the lock held. What is to be called afterwards, without it.
std::function<void()> GuardedExchange::pass(Step step)
{
    if (m_refused) {
        return {};
    }
    if (step.reason.empty() && m_window->held() > heldAtMost) {
        step = { {}, m_runner->names(), "the answer is too long to be checked" };
    }
    if (step.reason.empty()) {
        if (step.bytes.empty()) {
            return {};
        }
        if (!std::exchange(m_started, true)) {
            m_client->start(m_held.status, m_held.headers);
        }
        m_client->write(std::move(step.bytes));
        return {};
    }
    m_refused = true;
    const Error error = guardrailError(step.guardrail, step.reason);
    if (m_started) {
        m_client->write(m_dialect.streamError(error));
        m_client->finish();
    } else {
        judged(std::move(m_held), { error, {} });
    }
    // Nobody reads on; the provider need not go on either.
    return std::exchange(m_cancel, {});
}

void GuardedExchange::write(std::string bytes)
{
    std::unique_lock lock(m_mutex);
    if (!m_holds) {
        m_client->write(std::move(bytes));
        return;
    }
    if (m_window) {
        const std::function<void()> cancel = pass(m_window->feed(bytes));
        lock.unlock();
        if (cancel) {
            cancel();
        }
        return;
    }
    // More than this is not held: it is refused at the end, unseen.
    m_tooLarge = m_tooLarge || m_held.body.size() + bytes.size() > heldAtMost;
    m_held.body += m_tooLarge ? std::string() : bytes;
}

void GuardedExchange::finish()
{
    HttpResponse held;
    {
        const std::scoped_lock lock(m_mutex);
        if (!m_holds) {
            m_client->finish();
            return;
        }
        if (m_window) {
            (void)pass(m_window->finish());
            if (!m_refused) {
                if (!std::exchange(m_started, true)) {
                    m_client->start(m_held.status, m_held.headers);
                }
                m_client->finish();
            }
            return;
        }
        held = std::move(m_held);
    }
    if (m_tooLarge) {
        judged(std::move(held), { guardrailError(m_runner->names(), "the answer is too long to be checked"), {} });
        return;
    }
    std::string body = held.body;
    m_runner->run(guardrails::Side::Answer, std::move(body),
                  [self = shared_from_this(), held = std::move(held)](GuardRunner::Verdict verdict) mutable {
                      self->judged(std::move(held), std::move(verdict));
                  });
}

void GuardedExchange::abort()
{
    m_client->abort();
}

void GuardedExchange::judged(HttpResponse response, GuardRunner::Verdict verdict)
{
    if (verdict.error) {
        std::vector<HttpHeader> headers;
        std::ranges::copy_if(response.headers, std::back_inserter(headers),
                             [](const HttpHeader &header) { return header.name.starts_with("x-"); });
        for (HttpHeader &header : errorHeaders(*verdict.error)) {
            headers.push_back(std::move(header));
        }
        m_client->respond({ clientStatus(*verdict.error), std::move(headers), m_dialect.error(*verdict.error) });
        return;
    }
    if (verdict.body) {
        response.body = std::move(*verdict.body);
    }
    if (!m_streams) {
        m_client->respond(std::move(response));
        return;
    }
    m_client->start(response.status, std::move(response.headers));
    m_client->write(std::move(response.body));
    m_client->finish();
}

} // namespace patchbay::gateway
