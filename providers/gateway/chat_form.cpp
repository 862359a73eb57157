// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/chat_form.h"

#include "providers/gateway/chat_attempt.h"
#include "providers/gateway/request_merge.h"

namespace patchbay::gateway {

ChatForm::ChatForm(const ClientDialect &dialect, ChatRequest request)
    : m_dialect(dialect)
    , m_request(std::make_shared<ChatRequest>(std::move(request)))
{
}

CallEstimate ChatForm::estimate(const std::vector<const ModelEntry *> &models) const
{
    return estimateFor(*m_request, models);
}

routing::RequestFacts ChatForm::facts() const
{
    return routing::factsOf(*m_request);
}

void ChatForm::removeGatewayFields()
{
    gateway::removeGatewayFields(*m_request);
}

std::shared_ptr<CallAttempt> ChatForm::attempt(AttemptOrder order, const CallServices &services)
{
    return std::make_shared<ChatAttempt>(services, std::move(order), m_dialect, m_request);
}

} // namespace patchbay::gateway
