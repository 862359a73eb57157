// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/chat_form.h"

#include "providers/gateway/chat_attempt.h"
#include "providers/gateway/request_merge.h"
#include "providers/tokens/token_counter.h"
#include "providers/wire/json_view.h"

#include <utility>

namespace patchbay::gateway {

ChatForm::ChatForm(const ClientDialect &dialect, ChatRequest request)
    : m_dialect(dialect)
    , m_request(std::make_shared<ChatRequest>(std::move(request)))
{
}

ChatForm::ChatForm(const ClientDialect &dialect, wire::PlainRequest request)
    : m_dialect(dialect)
    , m_request(std::make_shared<ChatRequest>(std::move(request.head)))
    , m_plain(std::make_shared<const wire::PlainChat>(std::move(static_cast<wire::PlainChat &>(request))))
{
}

CallEstimate ChatForm::estimate(const std::vector<const ModelEntry *> &models) const
{
    return m_plain ? estimateFor(*m_request, m_plain->messages * estimatedPerMessage + m_plain->textBytes, models)
                   : estimateFor(*m_request, models);
}

routing::RequestFacts ChatForm::facts(const routing::FactNeeds &needs) const
{
    // Groups are often called as their models are; short prompts are counted, long ones estimated: a request
    // must not wait for it.
    constexpr std::size_t mostCounted = 2'048;
    routing::TokenCount count;
    if (const std::optional<tokens::Encoding> encoding = tokens::encodingOf(m_request->model)) {
        count = [encoding](std::string_view text) { return std::optional(tokens::countTokens(*encoding, text)); };
    }
    if (!m_plain) {
        return routing::factsOf(*m_request, count, mostCounted, needs);
    }
    if (needs.language || needs.complexity || needs.promptPrefix || needs.countedTokens) {
        return routing::factsOf(wire::wholeRequest(*m_plain, *m_request), count, mostCounted, needs);
    }
    routing::RequestFacts facts = routing::factsOf(*m_request, {}, 0, needs);
    facts.promptTokens = routing::estimatedTokens(m_plain->messages, m_plain->textBytes);
    return facts;
}

void ChatForm::removeGatewayFields()
{
    if (const wire::JsonView mock = wire::JsonView(m_request->extra)["mock_response"]; mock.isString()) {
        m_mockResponse = mock.string();
    }
    gateway::removeGatewayFields(*m_request);
}

std::shared_ptr<CallAttempt> ChatForm::attempt(AttemptOrder order, const CallServices &services)
{
    order.mockResponse = m_mockResponse;
    return std::make_shared<ChatAttempt>(services, std::move(order), m_dialect, m_request, m_plain);
}

} // namespace patchbay::gateway
