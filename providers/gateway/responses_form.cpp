// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/responses_form.h"

#include "providers/gateway/chat_attempt.h"
#include "providers/gateway/encrypted_items.h"
#include "providers/gateway/error_text.h"
#include "providers/gateway/kind_attempt.h"
#include "providers/gateway/request_merge.h"
#include "providers/wire/json_view.h"
#include "providers/wire/json_writer.h"

#include <algorithm>

namespace patchbay::gateway {

namespace {

using wire::JsonView;

// The object with some members replaced, added, or with an empty value removed.
JsonText withMembers(const JsonText &object, const std::vector<std::pair<std::string_view, std::string>> &changes)
{
    wire::JsonWriter writer;
    writer.beginObject();
    for (const wire::JsonMember &member : JsonView(object).members()) {
        const bool changed = std::ranges::any_of(changes, [&](const auto &change) { return member.is(change.first); });
        if (!changed) {
            writer.key(member.key());
            writer.raw(member.value.raw());
        }
    }
    for (const auto &[name, value] : changes) {
        if (!value.empty()) {
            writer.key(name);
            writer.raw(value);
        }
    }
    writer.endObject();
    return { writer.take() };
}

Error unknownPredecessor(const std::string &id)
{
    Error error = gatewayError(400, "Previous response with id '" + id + "' not found.");
    error.param = "previous_response_id";
    error.code = "previous_response_not_found";
    return error;
}

std::string itemsOf(const StoredResponse &stored)
{
    return joinedArrays(stored.input, JsonView(std::string_view(stored.response))["output"].raw());
}

bool namesEncryptedItems(const AttemptOrder &order)
{
    const routing::RoutingTable &table = *order.snapshot->table;
    return table.groups()[table.deployments()[order.deployment].group].checks.encryptedContent;
}

} // namespace

std::string resealed(const std::string &json, const std::function<std::string(std::string_view id)> &seal,
                     std::string_view model)
{
    const JsonView whole { std::string_view(json) };
    const JsonView inner = whole["response"].isObject() ? whole["response"] : whole;
    std::string text = json;
    // From the back, so that places before stay where they are.
    std::vector<std::pair<std::string_view, std::string>> changes;
    if (inner["id"].isString() && (inner.raw() != whole.raw() || whole["object"].is("response"))) {
        changes.emplace_back(inner["id"].raw(), wire::jsonLiteral(seal(inner["id"].string())));
    }
    if (inner["model"].isString()) {
        changes.emplace_back(inner["model"].raw(), wire::jsonLiteral(model));
    }
    std::ranges::sort(changes,
                      [](const auto &left, const auto &right) { return left.first.data() > right.first.data(); });
    for (const auto &[raw, value] : changes) {
        text.replace(static_cast<std::size_t>(raw.data() - json.data()), raw.size(), value);
    }
    return text;
}

ResponsesForm::ResponsesForm(wire::KindRequest request, ResponseStore &store, std::string owner, std::string callId)
    : m_request(std::make_shared<wire::KindRequest>(std::move(request)))
    , m_store(store)
    , m_owner(std::move(owner))
    , m_callId(std::move(callId))
{
}

Result<std::unique_ptr<ResponsesForm>> ResponsesForm::make(wire::KindRequest request, ResponseStore &store,
                                                           std::string owner, std::string callId)
{
    const JsonView body(request.body);
    if (!body["input"] && !body["prompt"]) {
        Error error = gatewayError(400, "\"input\" is missing.");
        error.param = "input";
        return std::unexpected(std::move(error));
    }
    OpenedItems opened = openedItems(body["input"].raw());
    if (!opened.deployment.empty()) {
        request.body = withMembers(request.body, { { "input", opened.json } });
    }
    std::unique_ptr<ResponsesForm> form(
        new ResponsesForm(std::move(request), store, std::move(owner), std::move(callId)));
    form->m_encryptedBy = std::move(opened.deployment);
    form->m_items = inputItems(form->m_request->body);
    form->m_previousId = JsonView(form->m_request->body)["previous_response_id"].string();
    if (form->m_previousId.empty()) {
        return form;
    }
    form->m_previous = routing::unsealResponseId(form->m_previousId);
    if (const auto stored = store.find(form->m_previousId, form->m_owner)) {
        form->m_items = joinedArrays(itemsOf(*stored), form->m_items);
    } else if (form->m_previous) {
        form->m_itemsWhole = false; // its provider may still know it
    } else {
        return std::unexpected(unknownPredecessor(form->m_previousId));
    }
    return form;
}

CallEstimate ResponsesForm::estimate(const std::vector<const ModelEntry *> &models) const
{
    ChatRequest like;
    like.model = m_request->model;
    like.maxCompletionTokens = JsonView(m_request->body)["max_output_tokens"].integer();
    Message &message = like.messages.emplace_back();
    message.content.emplace_back().text = m_request->body.text + m_items;
    return estimateFor(like, models);
}

routing::RequestFacts ResponsesForm::facts(const routing::FactNeeds &needs) const
{
    const JsonView body(m_request->body);
    ChatRequest like;
    like.model = m_request->model;
    like.stream = m_request->stream;
    like.user = body["user"].string();
    like.extra = m_request->body;
    like.metadata = body["metadata"].text();
    routing::RequestFacts facts = routing::factsOf(like, {}, 0, needs);
    constexpr std::int64_t bytesPerToken = 4;
    facts.promptTokens = static_cast<std::int64_t>(m_items.size()) / bytesPerToken;
    facts.tools = body["tools"].size() > 0;
    facts.jsonSchema = body["text"]["format"]["type"].is("json_schema");
    if (m_previous) {
        facts.responseDeployment = m_previous->deployment;
    }
    facts.encryptedDeployment = m_encryptedBy;
    return facts;
}

void ResponsesForm::removeGatewayFields()
{
    // A Response stores its metadata: it stays.
    const std::string metadata(JsonView(m_request->body)["metadata"].raw());
    m_request->body = withMembers(withoutGatewayFields(m_request->body), { { "metadata", metadata } });
}

// A provider that has the predecessor gets its id, every other one the conversation.
std::shared_ptr<wire::KindRequest> ResponsesForm::requestFor(const std::string &deployment, bool native) const
{
    auto request = std::make_shared<wire::KindRequest>(*m_request);
    const bool same =
        native && m_previous && m_previous->deployment == deployment && m_previous->provider != "patchbay";
    if (same) {
        request->body =
            withMembers(request->body, { { "previous_response_id", wire::jsonLiteral(m_previous->responseId) } });
    } else if (!m_previousId.empty()) {
        request->body = withMembers(request->body, { { "previous_response_id", "" }, { "input", m_items } });
    }
    return same || m_itemsWhole ? request : nullptr;
}

ResponsesDialect::Keep ResponsesForm::keeper() const
{
    const bool store = JsonView(m_request->body)["store"].boolean().value_or(true);
    return [&responses = m_store, owner = m_owner, items = m_items, store](const std::string &id,
                                                                           const std::string &json) {
        if (store) {
            responses.put(id, { owner, json, items });
        }
    };
}

std::shared_ptr<CallAttempt> ResponsesForm::attempt(AttemptOrder order, const CallServices &services)
{
    const Result<ResolvedModel> model = services.catalog.resolve(order.model);
    const bool native =
        model && model->provider->has(CallKind::Responses) && !order.access.mockResponse && !order.access.chatOnly;
    const std::string &deployment = order.labels.deployment;
    std::shared_ptr<wire::KindRequest> request = requestFor(deployment, native);
    if (!request) {
        return std::make_shared<FailedAttempt>(services, unknownPredecessor(m_previousId));
    }
    if (native) {
        KindAttempt::Rewriting rewriting;
        rewriting.seal = [provider = model->provider->id, deployment](std::string_view id) {
            return routing::sealResponseId(provider, deployment, id);
        };
        if (namesEncryptedItems(order)) {
            rewriting.items = [sealer = std::make_shared<ItemSealer>(deployment)](const std::string &json) {
                return sealer->sealed(json);
            };
        }
        rewriting.keep = keeper();
        return std::make_shared<KindAttempt>(services, std::move(order), std::move(request), std::move(rewriting));
    }
    request->dropParams = request->dropParams || order.access.dropParams;
    const ApiFamily family = model ? model->family() : ApiFamily::OpenAiChat;
    const ResponsesDialect &dialect = *m_dialects.emplace_back(std::make_unique<ResponsesDialect>(
        request, family, routing::sealResponseId("patchbay", deployment, m_callId), m_previousId, keeper()));
    Result<ChatRequest> chat = dialect.read({}, {}, request->stream);
    if (!chat) {
        return std::make_shared<FailedAttempt>(services, chat.error());
    }
    chat->model = request->model;
    chat->stream = request->stream;
    chat->metadata = {};
    chat->store.reset();
    return std::make_shared<ChatAttempt>(services, std::move(order), dialect,
                                         std::make_shared<const ChatRequest>(std::move(*chat)));
}

std::string ResponsesForm::errorBody(const Error &error) const
{
    return openAiError(error);
}

} // namespace patchbay::gateway
