// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/gateway.h"

#include "providers/gateway/azure_path.h"
#include "providers/gateway/call_notes.h"
#include "providers/gateway/call_pipeline.h"
#include "providers/gateway/gateway_pages.h"
#include "providers/gateway/gateway_state.h"
#include "providers/gateway/responses_page.h"
#include "providers/gateway/route.h"
#include "providers/wire/json_writer.h"

#include <algorithm>

namespace patchbay::gateway {

namespace {

constexpr int ok = 200;

HttpResponse jsonAnswer(std::string body)
{
    return { ok, { { "content-type", "application/json" } }, std::move(body) };
}

// Not ready while the ledger cannot be written: calls would be answered 503.
// A locked vault is told beside it: models that need no key of it answer.
HttpResponse readyPage(const GatewayParts &parts)
{
    const bool ready = !parts.ready || parts.ready();
    std::string text = ready ? R"({"status":"healthy","db":"connected")" : R"({"status":"unhealthy","db":"Not connected")";
    text += parts.vaultLocked && parts.vaultLocked() ? R"(,"vault":"locked"})" : "}";
    HttpResponse page = jsonAnswer(std::move(text));
    constexpr int unavailable = 503;
    page.status = ready ? ok : unavailable;
    return page;
}

// Over the socket a process of the same user says which it is.
std::string nameOfOwner(std::string_view said)
{
    constexpr std::string_view known[] = { "the window", "the command line" };
    return std::ranges::contains(known, said) ? std::string(said) : std::string("the owner's socket");
}

} // namespace

Gateway::Gateway(GatewayParts parts)
    : m_state(std::make_shared<State>(parts))
{
    parts.keys.setChangeTold([weak = std::weak_ptr(m_state)] {
        if (const std::shared_ptr<State> state = weak.lock()) {
            state->cutRevoked();
        }
    });
}

Gateway::~Gateway()
{
    m_state->parts.keys.setChangeTold({});
    m_state->cancelAndWait();
    m_state->workers.stop();
}

void Gateway::use(std::shared_ptr<GatewaySnapshot> fresh)
{
    m_state->prepareGuards(*fresh);
    if (m_state->parts.bodies) {
        m_state->parts.bodies->setRetention(fresh->bodies.retention);
    }
    if (m_state->parts.responses) {
        m_state->parts.responses->setRetention(fresh->bodies.responseRetention);
    }
    if (!fresh->masterKey.empty()) {
        const std::span<const char> key = fresh->masterKey.bytes();
        fresh->masterDigest = m_state->parts.keys.digestOf({ key.data(), key.size() });
    }
    m_state->parts.keys.setZone(fresh->budgetZone);
    m_state->parts.keys.setParallelOfKeys(fresh->rules.parallelOfKey);
    m_state->parts.keys.setAccessGroups(accessGroupsOf(fresh->configuration));
    if (!m_state->parts.keys.setWholeBudget(fresh->wholeBudget, fresh->wholeBudgetDuration)) {
        // What was spent cannot be read: nothing may be until it can.
        (void)m_state->parts.keys.setWholeBudget(Money {}, {});
    }
    (void)m_state->parts.keys.setDefaultLimits(fresh->defaultLimits); // where it fails, nothing may be spent either
    const std::shared_ptr<GatewaySnapshot> old = snapshot();
    if (old) {
        const std::scoped_lock lock(old->routerMutex);
        routing::Router carried = old->router;
        carried.reload(fresh->table);
        fresh->router = std::move(carried);
    }
    {
        const std::scoped_lock lock(m_state->mutex);
        m_state->snapshot = fresh;
        m_state->callsAtMost = fresh->rules.parallelOfAll;
    }
    m_state->health.use(std::move(fresh));
}

void Gateway::setListening(const AdmissionRules &rules, std::string address)
{
    const std::scoped_lock lock(m_state->mutex);
    m_state->rules = rules;
    m_state->address = std::move(address);
}

void Gateway::setReloader(Reloader reloader)
{
    m_state->admin.setReloader(std::move(reloader));
}

void Gateway::setRoutingChanged(std::function<void()> changed)
{
    m_state->admin.setRoutingChanged(std::move(changed));
}

std::shared_ptr<GatewaySnapshot> Gateway::snapshot() const
{
    const std::scoped_lock lock(m_state->mutex);
    return m_state->snapshot;
}

GatewayFigures Gateway::figures() const
{
    const std::scoped_lock lock(m_state->mutex);
    return { m_state->answered, m_state->failed, static_cast<int>(m_state->calls.size()) };
}

// Large bodies are read, searched and written anew where other requests do not wait for it.
void Gateway::handle(ClientRequest request, std::shared_ptr<ClientExchange> exchange)
{
    const std::size_t bytes = request.body.size();
    if (bytes < BodyWorkers::large) {
        serve(std::move(request), std::move(exchange));
        return;
    }
    const std::string path(request.head.path());
    BodyWorkers::Work work = [this, request = std::move(request), exchange]() mutable {
        if (!exchange->peerGone()) {
            serve(std::move(request), std::move(exchange));
        }
    };
    if (!m_state->workers.take(bytes, work)) {
        Error error = gatewayError(503, "Too many large requests wait.", "service_unavailable");
        error.retryAfter = std::chrono::seconds(1);
        exchange->respond(errorAnswer(error, dialectOfPath(path)));
    }
}

void Gateway::serve(ClientRequest request, std::shared_ptr<ClientExchange> exchange)
{
    const std::optional<Route> route = routeOf(request.head);
    if (!route) {
        return; // admit() has said so
    }
    Result<Caller> caller = route->open ? Result<Caller>(Caller {}) : callerOf(request.head, request.peer);
    if (!caller) {
        // The key went away while the body came in.
        exchange->respond(errorAnswer(caller.error(), *route->dialect));
        return;
    }
    if (const std::optional<Error> error = bodyRefusal(request, *route, *caller)) {
        exchange->respond(errorAnswer(*error, *route->dialect));
        return;
    }
    caller->notes.address = noteOfAddress(snapshot()->rules.clientAddress(request.head, request.peer));
    switch (route->kind) {
    case RouteKind::Chat: startChat(request, *route, std::move(*caller), std::move(exchange)); return;
    case RouteKind::Kind: startKind(request, *route, std::move(*caller), std::move(exchange)); return;
    case RouteKind::Responses: startResponses(request, *route, std::move(*caller), std::move(exchange)); return;
    case RouteKind::ResponseCall:
        callResponse(std::move(request), *route, std::move(*caller), std::move(exchange));
        return;
    case RouteKind::PassThrough:
        if (auto target = passThroughTarget(*snapshot(), m_state->parts.catalog, request)) {
            passThrough(std::move(request), std::move(*target), std::move(*caller), std::move(exchange));
        }
        return;
    case RouteKind::CountTokens: exchange->respond(tokenCountPage(request, *route)); return;
    case RouteKind::Models:
        exchange->respond(modelListPage({ *snapshot(), m_state->parts.keys, *caller, m_state->parts.catalog }, *route, request.head.query()));
        return;
    case RouteKind::Alive: exchange->respond(jsonAnswer("\"I'm alive!\"")); return;
    case RouteKind::Ready: exchange->respond(readyPage(m_state->parts)); return;
    case RouteKind::Health:
        exchange->respond(healthPage(*snapshot(), { m_state->parts.clock, m_state->parts.keys, *caller, request.head.query() }));
        return;
    case RouteKind::Metrics:
        exchange->respond(
            { ok, { { "content-type", "text/plain; version=0.0.4; charset=utf-8" } }, m_state->metricsText(snapshot()) });
        return;
    case RouteKind::Admin: administer(std::move(request), std::move(*caller), std::move(exchange)); return;
    }
}

HttpResponse Gateway::fault(const HttpFault &fault, std::string_view path)
{
    return errorAnswer(
        gatewayError(fault.status,
                     "The request is not HTTP as this gateway reads it: " + std::string(fault.what) + "."),
        dialectOfPath(path));
}

void Gateway::callResponse(ClientRequest request, const Route &route, Caller caller,
                           std::shared_ptr<ClientExchange> exchange)
{
    const std::string_view path = request.head.path();
    const ResponseAction action = route.method == "DELETE" ? ResponseAction::Delete
        : path.ends_with("/cancel")                        ? ResponseAction::Cancel
        : path.ends_with("/input_items")                   ? ResponseAction::InputItems
                                                           : ResponseAction::Get;
    auto answer = answerResponseCall({ action, route.model, caller.keyId }, m_state->responses, *snapshot());
    if (auto *page = std::get_if<HttpResponse>(&answer)) {
        respondGuarded(std::move(*page), caller, std::move(exchange));
        return;
    }
    m_state->responses.remove(action == ResponseAction::Delete ? route.model : std::string(), caller.keyId);
    passThrough(std::move(request), std::get<PassThroughTarget>(std::move(answer)), std::move(caller),
                std::move(exchange));
}

// What is kept of an answer is what the model said: guardrails look at it each time that it is shown.
void Gateway::respondGuarded(HttpResponse page, const Caller &caller, std::shared_ptr<ClientExchange> exchange)
{
    const auto guards = chosenGuards(snapshot()->guardrails, m_state->parts.keys, caller, {});
    if (!guards) {
        exchange->respond(errorAnswer(guards.error(), openAiDialect()));
        return;
    }
    if (!guards->empty()) {
        const auto dialect = [](const Error &error) { return openAiDialect().error(error); };
        auto runner = std::make_shared<GuardRunner>(*guards, m_state->guardClient.get(), m_state->nextId());
        exchange = std::make_shared<GuardedExchange>(std::move(exchange), std::move(runner),
                                                     GuardedExchange::Dialect { dialect, dialect });
    }
    exchange->respond(std::move(page));
}

void Gateway::passThrough(ClientRequest request, PassThroughTarget target, Caller caller,
                          std::shared_ptr<ClientExchange> exchange)
{
    const std::string path(request.head.path());
    if (std::optional<Error> refused = passThroughRefusal(request.head, target, caller)) {
        exchange->respond(errorAnswer(*refused, dialectOfPath(path)));
        return;
    }
    PassThroughSetup setup { m_state->nextId(),  snapshot(),        std::move(caller),   exchange,
                             std::move(request), std::move(target), &dialectOfPath(path) };
    run(std::make_shared<PassThroughCall>(m_state->services(), std::move(setup), m_state->whenEnded(m_state)), exchange,
        path);
}

// Segments of dots would lead out of what the path stands for; a key for some models must name one of them.
std::optional<Error> Gateway::passThroughRefusal(const RequestHead &head, const PassThroughTarget &target, const Caller &caller) const
{
    if (hasDotSegments(head.path())) {
        return gatewayError(400, "The path has segments of dots; it is passed on as it stands or not at all.");
    }
    if (!target.ownCredential) {
        return std::nullopt; // the configuration's own path, which names no model
    }
    const std::size_t slash = target.model.find('/');
    const std::string_view model = std::string_view(target.model).substr(slash + 1);
    const bool reads = head.method == "GET" || head.method == "HEAD";
    return m_state->parts.keys.passThroughRefusal(caller, std::string_view(target.model).substr(0, slash),
                                                  model == "-" ? std::string_view() : model, reads);
}

// The fixed routes come before what the configuration and the providers' prefixes add.
std::optional<Route> Gateway::routeOf(const RequestHead &head) const
{
    std::optional<Route> route = findRoute(head.method, withoutAzure(head.path(), head.query()));
    // The three list models under one path.
    if (route && route->kind == RouteKind::Models && route->dialect == &openAiDialect()
        && !headerValue(head.headers, "anthropic-version").empty()) {
        route->dialect = &anthropicDialect();
    }
    const std::shared_ptr<GatewaySnapshot> current = snapshot();
    if (!route && current && isPassThrough(*current, head.method, head.path())) {
        route = Route {};
        route->kind = RouteKind::PassThrough;
        route->dialect = &dialectOfPath(head.path());
        route->open = !passThroughNeedsKey(*current, head.path());
    }
    if (route && current && route->kind == RouteKind::Metrics) {
        route->open = !current->rules.metricsNeedKey;
    }
    return route;
}

void Gateway::administer(ClientRequest request, Caller caller, std::shared_ptr<ClientExchange> exchange)
{
    AdminRequest call { request.head.method, std::string(request.head.path()), std::string(request.head.query()),
                        std::move(request.body) };
    if (request.peer.owner) {
        call.by = nameOfOwner(headerValue(request.head.headers, ownerNameHeader));
    }
    m_state->admin.handle(std::move(call), std::move(caller), snapshot(), std::move(exchange));
}

} // namespace patchbay::gateway
