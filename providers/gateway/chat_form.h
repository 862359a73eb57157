// SPDX-License-Identifier: GPL-3.0-or-later
//
// ChatForm: a chat request in one of the clients' dialects, for any provider.
#pragma once

#include "providers/gateway/call_form.h"
#include "providers/gateway/client_dialect.h"

namespace patchbay::gateway {

class ChatForm final : public CallForm {
public:
    // The dialect outlives the form.
    ChatForm(const ClientDialect &dialect, ChatRequest request);
    ChatForm(const ClientDialect &dialect, wire::PlainRequest request);

    const std::string &model() const override { return m_request->model; }
    void setModel(std::string model) override { m_request->model = std::move(model); }
    CallEstimate estimate(const std::vector<const ModelEntry *> &models) const override;
    routing::RequestFacts facts(const routing::FactNeeds &needs) const override;
    void removeGatewayFields() override;
    std::shared_ptr<CallAttempt> attempt(AttemptOrder order, const CallServices &services) override;
    std::string errorBody(const Error &error) const override { return m_dialect.error(error); }

private:
    const ClientDialect &m_dialect;
    std::optional<std::string> m_mockResponse;
    std::shared_ptr<ChatRequest> m_request; // shared with its attempts, which only read it
    std::shared_ptr<const wire::PlainChat> m_plain; // has the messages of the request where it is there
};

} // namespace patchbay::gateway
