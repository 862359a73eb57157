// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/guarded_exchange.h"

#include "providers/gateway/error_text.h"

#include <algorithm>

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
                                 ErrorText errorText)
    : m_client(std::move(client))
    , m_runner(std::move(runner))
    , m_errorText(std::move(errorText))
    , m_holds(m_runner->looksAt(guardrails::Side::Answer))
{
}

void GuardedExchange::respond(HttpResponse response)
{
    response.headers.push_back({ "x-litellm-applied-guardrails", m_runner->names() });
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
    headers.push_back({ "x-litellm-applied-guardrails", m_runner->names() });
    const std::scoped_lock lock(m_mutex);
    m_streams = true;
    if (!m_holds || status != ok) {
        m_holds = false;
        m_client->start(status, std::move(headers));
        return;
    }
    m_held = { status, std::move(headers), {} };
}

void GuardedExchange::write(std::string bytes)
{
    const std::scoped_lock lock(m_mutex);
    if (!m_holds) {
        m_client->write(std::move(bytes));
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
        m_client->respond({ clientStatus(*verdict.error), std::move(headers), m_errorText(*verdict.error) });
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
