// SPDX-License-Identifier: GPL-3.0-or-later
//
// Gateway: how a client's request becomes a call under way.
#include "providers/gateway/call_pipeline.h"
#include "providers/gateway/chat_form.h"
#include "providers/gateway/form_body.h"
#include "providers/gateway/gateway_state.h"
#include "providers/gateway/kind_form.h"
#include "providers/gateway/model_guards.h"
#include "providers/gateway/responses_form.h"
#include "providers/gateway/route.h"

#include <algorithm>

namespace patchbay::gateway {

namespace {

// For OpenAI's clients, which may leave the model of a moderation out: what is configured for it and the key may use.
Result<std::string> moderationModel(const GatewaySnapshot &snapshot, const KeyBook &keys, const Caller &caller)
{
    const auto &deployments = snapshot.configuration.deployments;
    const auto found = std::ranges::find_if(deployments, [&](const config::Deployment &one) {
        return one.mode == "moderation" && keys.mayUse(caller, one.group);
    });
    if (found != deployments.end()) {
        return found->group;
    }
    constexpr const char *usual = "omni-moderation-latest";
    const std::optional<routing::Target> target = snapshot.table->resolve(usual);
    if (target && target->group != routing::none && keys.mayUse(caller, usual)) {
        return usual;
    }
    Error error = gatewayError(400,
                               "No model was named, and no deployment that the key may use is for moderation: name one, or say "
                               "model_info: {mode: moderation} of it in the configuration.",
                               "invalid_request_error");
    error.param = "model";
    return std::unexpected(std::move(error));
}

} // namespace

void Gateway::startChat(ClientRequest &request, const Route &route, Caller caller,
                        std::shared_ptr<ClientExchange> exchange)
{
    const ClientDialect &dialect = route.dialect == &geminiDialect() && route.stream
        ? geminiDialect(queryValue(request.head.query(), "alt") == "sse")
        : *route.dialect;
    FormMaker make = [&dialect, model = route.model,
                      stream = route.stream](const std::string &body) -> Result<std::unique_ptr<CallForm>> {
        if (dialect.speaksOpenAi() && model.empty()) {
            if (std::optional<wire::PlainRequest> plain = wire::readPlainChat(body)) {
                return std::make_unique<ChatForm>(dialect, std::move(*plain));
            }
        }
        return dialect.read(body, model, stream).transform([&](ChatRequest read) -> std::unique_ptr<CallForm> {
            return std::make_unique<ChatForm>(dialect, std::move(read));
        });
    };
    begin({ CallKind::Chat, &dialect, std::move(make) }, request, std::move(caller), std::move(exchange));
}

void Gateway::startKind(ClientRequest &request, const Route &route, Caller caller,
                        std::shared_ptr<ClientExchange> exchange)
{
    FormMaker make = [current = snapshot(), state = m_state, caller, kind = route.callKind, model = route.model,
                      type = std::string(headerValue(request.head.headers, "content-type"))](const std::string &body) {
        using Made = Result<std::unique_ptr<CallForm>>;
        return readKindBody(kind, type, body).and_then([&](wire::KindRequest read) -> Made {
            read.model = model.empty() ? read.model : model;
            if (kind == CallKind::Moderation && read.model.empty()) {
                Result<std::string> usual = moderationModel(*current, state->parts.keys, caller);
                if (!usual) {
                    return std::unexpected(std::move(usual.error()));
                }
                read.model = std::move(*usual);
            }
            return std::make_unique<KindForm>(std::move(read));
        });
    };
    begin({ route.callKind, route.dialect, std::move(make) }, request, std::move(caller), std::move(exchange));
}

void Gateway::startResponses(ClientRequest &request, const Route &route, Caller caller, std::shared_ptr<ClientExchange> exchange)
{
    FormMaker make = [state = m_state, owner = caller.keyId, model = route.model](const std::string &body) {
        return readKindBody(CallKind::Responses, "application/json", body)
            .and_then([&](wire::KindRequest read) {
                read.model = model.empty() ? read.model : model;
                return ResponsesForm::make(std::move(read), state->responses, owner, state->nextId());
            })
            .transform([](std::unique_ptr<ResponsesForm> form) -> std::unique_ptr<CallForm> { return form; });
    };
    begin({ CallKind::Responses, &openAiDialect(), std::move(make) }, request, std::move(caller), std::move(exchange));
}

void Gateway::begin(CallStart start, ClientRequest &request, Caller caller, std::shared_ptr<ClientExchange> exchange)
{
    std::string id = m_state->nextId();
    Result<std::unique_ptr<CallForm>> form = start.make(request.body);
    // Before anything has begun: the answer says which call it was, like every other one.
    const auto refuse = [&](const Error &error) {
        HttpResponse answer = errorAnswer(error, *start.dialect);
        answer.body = form ? (*form)->errorBody(error) : std::move(answer.body);
        answer.headers.push_back({ "x-litellm-call-id", id });
        exchange->respond(std::move(answer));
    };
    if (!form) {
        return refuse(form.error());
    }
    if ((*form)->model().empty()) {
        Error error = gatewayError(400, "\"model\" is missing.", "invalid_request_error");
        error.param = "model";
        return refuse(error);
    }
    const std::string path(request.head.path());
    const bool large = request.body.size() >= BodyWorkers::large;
    std::string endpoint(callKindName(start.kind));
    const std::shared_ptr<GatewaySnapshot> current = snapshot();
    std::shared_ptr<CallGate> gate;
    // A guardrail that is asked for and not there must refuse, so asking counts too.
    std::vector<std::string> guardsOfModel = guardrailsOfModel(*current, (*form)->model());
    Result<guardrails::AppliedPolicies> policies = policiesOf(*current, m_state->parts.keys, caller, **form, request);
    if (!policies) {
        return refuse(policies.error());
    }
    std::ranges::move(policies->guardrails, std::back_inserter(guardsOfModel));
    const bool guarded = !current->guardrails.empty() || !guardsOfModel.empty() || request.body.contains("\"guardrails\"")
        || !m_state->parts.keys.guardrailsOf(caller).empty();
    const std::optional<bool> bodyOfKey = m_state->parts.keys.bodiesOf(caller);
    if (guarded || current->cache.covers(start.kind) || current->bodies.mayCover(bodyOfKey)) {
        const PipelineServices services { m_state->parts.clock,       m_state->parts.keys,
                                          m_state->cache,             m_state->parts.ledger,
                                          m_state->guardClient.get(), m_state->parts.catalog,
                                          m_state->parts.bodies };
        const bool forbidden = headerValue(request.head.headers, "x-litellm-enable-message-redaction") == "true";
        auto pipeline = CallPipeline::make(
            services, { id, path, start, current, std::move(request.body), bodyOfKey, forbidden,
                        std::move(guardsOfModel), std::move(policies->policies) }, caller, exchange);
        if (!pipeline) {
            return refuse(pipeline.error());
        }
        gate = std::move(*pipeline);
    }
    CallSetup setup {
        std::move(id),  current, std::move(caller), exchange, std::move(*form), std::move(request.head.headers), {},
        std::move(gate), std::move(endpoint), large, m_state->parts.detours
    };
    run(std::make_shared<RoutedExchange>(m_state->services(), std::move(setup), m_state->whenEnded(m_state)), exchange,
        path);
}

void Gateway::run(const std::shared_ptr<RunningCall> &call, const std::shared_ptr<ClientExchange> &exchange,
                  std::string_view path)
{
    if (const std::optional<Error> refused = m_state->add(call)) {
        call->turnedAway(*refused);
        exchange->respond(errorAnswer(*refused, dialectOfPath(path)));
    } else {
        call->begin();
    }
}

} // namespace patchbay::gateway
