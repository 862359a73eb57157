// SPDX-License-Identifier: GPL-3.0-or-later
//
// ResponsesForm: a request of OpenAI's Responses API: as it is to deployments that have it, over chat to
// all others. Ids carry the deployment inside; a follow-up goes where its predecessor was answered.
#pragma once

#include "providers/gateway/kind_form.h"
#include "providers/gateway/response_store.h"
#include "providers/gateway/responses_dialect.h"
#include "providers/routing/affinity.h"

namespace patchbay::gateway {

class ResponsesForm final : public CallForm {
public:
    // BadRequest where the predecessor is unknown or the body says nothing to answer. The store outlives the form.
    static Result<std::unique_ptr<ResponsesForm>> make(wire::KindRequest request, ResponseStore &store,
                                                       std::string owner, std::string callId);

    const std::string &model() const override { return m_request->model; }
    void setModel(std::string model) override { m_request->model = std::move(model); }
    CallEstimate estimate(const std::vector<const ModelEntry *> &models) const override;
    routing::RequestFacts facts(const routing::FactNeeds &needs) const override;
    void removeGatewayFields() override;
    std::shared_ptr<CallAttempt> attempt(AttemptOrder order, const CallServices &services) override;
    std::string errorBody(const Error &error) const override;

private:
    ResponsesForm(wire::KindRequest request, ResponseStore &store, std::string owner, std::string callId);
    std::shared_ptr<wire::KindRequest> requestFor(const std::string &deployment, bool native) const;
    ResponsesDialect::Keep keeper() const;

    std::shared_ptr<wire::KindRequest> m_request;
    ResponseStore &m_store;
    const std::string m_owner;
    const std::string m_callId;
    std::string m_previousId; // as the client wrote it
    std::optional<routing::UnsealedResponseId> m_previous;
    std::string m_encryptedBy; // deployment that alone can read an item of the request
    std::string m_items; // the conversation up to this request
    bool m_itemsWhole = true; // the predecessor, if any, is in m_items
    std::vector<std::unique_ptr<ResponsesDialect>> m_dialects; // one an attempt
};

// A Response object or an event around one, with its id sealed and its model named as the client did.
std::string resealed(const std::string &json, const std::function<std::string(std::string_view id)> &seal,
                     std::string_view model);

} // namespace patchbay::gateway
