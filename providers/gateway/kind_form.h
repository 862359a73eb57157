// SPDX-License-Identifier: GPL-3.0-or-later
//
// KindForm: a request of another kind than chat, in OpenAI's form. Text completions and Responses go
// through the chat of deployments that have nothing else.
#pragma once

#include "providers/gateway/call_form.h"
#include "providers/gateway/client_dialect.h"
#include "providers/wire/kind_request.h"

namespace patchbay::gateway {

class KindForm final : public CallForm {
public:
    explicit KindForm(wire::KindRequest request);

    const std::string &model() const override { return m_request->model; }
    void setModel(std::string model) override { m_request->model = std::move(model); }
    CallEstimate estimate(const std::vector<const ModelEntry *> &models) const override;
    routing::RequestFacts facts(const routing::FactNeeds &needs) const override;
    void removeGatewayFields() override;
    std::shared_ptr<CallAttempt> attempt(AttemptOrder order, const CallServices &services) override;
    std::string errorBody(const Error &error) const override;

private:
    std::shared_ptr<wire::KindRequest> m_request; // shared with its attempts, which only read it
};

// Upper bounds of what a call of the kind may cost.
CallEstimate estimateFor(const wire::KindRequest &request, const std::vector<const ModelEntry *> &models);

// Text completions as a client's dialect of chat: for deployments that only chat.
const ClientDialect &completionsDialect();

// The same JSON object with another value of its member "model", where it has one.
std::string withModel(std::string json, std::string_view model);

} // namespace patchbay::gateway
