// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/gateway.h"

#include "providers/core/ids.h"
#include "providers/gateway/admin_desk.h"
#include "providers/gateway/call_pipeline.h"
#include "providers/gateway/chat_form.h"
#include "providers/gateway/error_text.h"
#include "providers/gateway/form_body.h"
#include "providers/gateway/gateway_pages.h"
#include "providers/gateway/key_admin.h"
#include "providers/gateway/kind_form.h"
#include "providers/gateway/responses_form.h"
#include "providers/gateway/responses_page.h"
#include "providers/gateway/route.h"
#include "providers/gateway/health_checker.h"
#include "providers/wire/json_writer.h"

#include <algorithm>
#include <condition_variable>
#include <filesystem>
#include <set>

namespace patchbay::gateway {

namespace {

constexpr int ok = 200;

HttpResponse jsonAnswer(std::string body)
{
    return { ok, { { "content-type", "application/json" } }, std::move(body) };
}

HttpResponse errorAnswer(const Error &error, const ClientDialect &dialect)
{
    return { clientStatus(error), errorHeaders(error), dialect.error(error) };
}

} // namespace

class Gateway::State {
public:
    explicit State(GatewayParts gatewayParts)
        : parts(gatewayParts)
        , cache(gatewayParts.clock, gatewayParts.answers)
        , admin({ gatewayParts.keys, gatewayParts.catalog, gatewayParts.clock, gatewayParts.spend,
                  gatewayParts.models })
        , health({ gatewayParts.engine, gatewayParts.runtime, gatewayParts.clock, gatewayParts.keys,
                   gatewayParts.catalog })
        , random(systemSeed())
    {
    }

    std::string nextId()
    {
        const std::scoped_lock lock(mutex);
        return makeId("call_", parts.clock.now(), random);
    }
    // False once the gateway stops.
    bool add(const std::shared_ptr<RunningCall> &call)
    {
        const std::scoped_lock lock(mutex);
        if (stopping) {
            return false;
        }
        calls.emplace(call.get(), call);
        return true;
    }
    void remove(RunningCall *call)
    {
        const std::scoped_lock lock(mutex);
        calls.erase(call);
        idle.notify_all();
    }
    void cancelAndWait()
    {
        std::map<RunningCall *, std::shared_ptr<RunningCall>> running;
        {
            const std::scoped_lock lock(mutex);
            stopping = true;
            running = calls;
        }
        for (const auto &[key, call] : running) {
            call->cancel();
        }
        running.clear();
        std::unique_lock lock(mutex);
        idle.wait(lock, [this] { return calls.empty(); });
    }

    CallServices services() const { return { parts.engine, parts.runtime, parts.clock, parts.keys, parts.catalog }; }
    static RunningCall::Ended whenEnded(const std::shared_ptr<State> &state)
    {
        return [state](RunningCall *ended, const CallEnd &end) {
            state->metrics.count(end);
            state->remove(ended);
        };
    }

    const GatewayParts parts;
    ResponseStore responses;
    ResponseCache cache;
    GatewayMetrics metrics;
    AdminDesk admin;
    HealthChecker health;
    std::mutex mutex; // guards what follows
    std::condition_variable idle;
    SeededRandom random;
    std::map<RunningCall *, std::shared_ptr<RunningCall>> calls;
    std::shared_ptr<GatewaySnapshot> snapshot;
    AdmissionRules rules;
    bool stopping = false;
};

Gateway::Gateway(GatewayParts parts)
    : m_state(std::make_shared<State>(parts))
{
}

Gateway::~Gateway()
{
    m_state->cancelAndWait();
}

void Gateway::use(std::shared_ptr<GatewaySnapshot> fresh)
{
    if (!fresh->masterKey.empty()) {
        const std::span<const char> key = fresh->masterKey.bytes();
        fresh->masterDigest = m_state->parts.keys.digestOf({ key.data(), key.size() });
    }
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
    }
    m_state->health.use(std::move(fresh));
}

void Gateway::setListening(const AdmissionRules &rules)
{
    const std::scoped_lock lock(m_state->mutex);
    m_state->rules = rules;
}

void Gateway::setReloader(Reloader reloader)
{
    m_state->admin.setReloader(std::move(reloader));
}

std::shared_ptr<GatewaySnapshot> Gateway::snapshot() const
{
    const std::scoped_lock lock(m_state->mutex);
    return m_state->snapshot;
}

Result<Caller> Gateway::callerOf(const RequestHead &head, const ClientPeer &peer) const
{
    if (peer.owner) {
        Caller caller;
        caller.admin = true;
        return caller;
    }
    return m_state->parts.keys.authenticate(presentedKey(head), snapshot()->masterDigest);
}

std::optional<HttpResponse> Gateway::admit(const RequestHead &head, const ClientPeer &peer)
{
    constexpr int notFound = 404;
    constexpr int wrongMethod = 405;
    const ClientDialect &dialect = dialectOfPath(head.path());
    AdmissionRules rules;
    {
        const std::scoped_lock lock(m_state->mutex);
        rules = m_state->rules;
    }
    if (!peer.owner) {
        if (const std::optional<Error> error = checkHost(head, rules)) {
            return errorAnswer(*error, dialect);
        }
    }
    const std::optional<Route> route = routeOf(head);
    if (route && route->open) {
        return std::nullopt;
    }
    // Who has no key learns nothing, not even which paths there are.
    if (const Result<Caller> caller = callerOf(head, peer); !caller) {
        return errorAnswer(caller.error(), dialect);
    }
    if (!route) {
        return errorAnswer(gatewayError(notFound, "There is nothing at " + std::string(head.path()) + "."), dialect);
    }
    const bool headOfGet = head.method == "HEAD" && route->method == "GET";
    if (route->kind == RouteKind::PassThrough) {
        return std::nullopt; // method and type of body are the provider's business
    }
    if (route->method != head.method && !headOfGet) {
        HttpResponse answer =
            errorAnswer(gatewayError(wrongMethod, "This path wants " + std::string(route->method) + "."), dialect);
        answer.headers.push_back({ "allow", std::string(route->method) });
        return answer;
    }
    if (const std::optional<Error> error = checkContentType(head, route->form)) {
        return errorAnswer(*error, dialect);
    }
    return std::nullopt;
}

void Gateway::handle(ClientRequest request, std::shared_ptr<ClientExchange> exchange)
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
    switch (route->kind) {
    case RouteKind::Chat: startChat(request, *route, std::move(*caller), std::move(exchange)); return;
    case RouteKind::Kind: startKind(request, *route, std::move(*caller), std::move(exchange)); return;
    case RouteKind::Responses: startResponses(request, std::move(*caller), std::move(exchange)); return;
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
        exchange->respond(modelListPage(*snapshot(), m_state->parts.keys, *caller, route->dialect == &geminiDialect()));
        return;
    case RouteKind::Alive: exchange->respond(jsonAnswer("\"I'm alive!\"")); return;
    case RouteKind::Ready: exchange->respond(jsonAnswer(R"({"status":"healthy","db":"connected"})")); return;
    case RouteKind::Health: exchange->respond(healthPage(*snapshot(), m_state->parts.clock)); return;
    case RouteKind::Metrics:
        exchange->respond(
            { ok, { { "content-type", "text/plain; version=0.0.4; charset=utf-8" } }, m_state->metrics.text() });
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

void Gateway::startChat(ClientRequest &request, const Route &route, Caller caller,
                        std::shared_ptr<ClientExchange> exchange)
{
    Result<ChatRequest> read = route.dialect->read(request.body, route.model, route.stream);
    if (!read) {
        exchange->respond(errorAnswer(read.error(), *route.dialect));
        return;
    }
    const ClientDialect &dialect = route.dialect == &geminiDialect() && route.stream
        ? geminiDialect(queryValue(request.head.query(), "alt") == "sse")
        : *route.dialect;
    begin(std::make_unique<ChatForm>(dialect, std::move(*read)), CallKind::Chat, request, std::move(caller),
          std::move(exchange));
}

void Gateway::startKind(ClientRequest &request, const Route &route, Caller caller,
                        std::shared_ptr<ClientExchange> exchange)
{
    Result<wire::KindRequest> read =
        readKindBody(route.callKind, headerValue(request.head.headers, "content-type"), request.body);
    if (!read) {
        exchange->respond(errorAnswer(read.error(), *route.dialect));
        return;
    }
    if (!route.model.empty()) {
        read->model = route.model;
    }
    begin(std::make_unique<KindForm>(std::move(*read)), route.callKind, request, std::move(caller),
          std::move(exchange));
}

void Gateway::begin(std::unique_ptr<CallForm> form, CallKind kind, ClientRequest &request, Caller caller,
                    std::shared_ptr<ClientExchange> exchange)
{
    const std::string path(request.head.path());
    std::string id = m_state->nextId();
    const std::shared_ptr<GatewaySnapshot> current = snapshot();
    std::shared_ptr<CallGate> gate;
    if (current->cache.covers(kind)) {
        const PipelineServices services { m_state->parts.clock, m_state->parts.keys, m_state->cache,
                                          m_state->parts.ledger };
        gate = CallPipeline::make(services, { id, path, kind, current, std::move(request.body) }, caller, exchange);
    }
    CallSetup setup { std::move(id), current,           std::move(caller),
                      exchange,      std::move(form),   std::move(request.head.headers),
                      {},            std::move(gate) };
    run(std::make_shared<RoutedExchange>(m_state->services(), std::move(setup), m_state->whenEnded(m_state)), exchange,
        path);
}

void Gateway::run(const std::shared_ptr<RunningCall> &call, const std::shared_ptr<ClientExchange> &exchange,
                  std::string_view path)
{
    if (m_state->add(call)) {
        call->begin();
    } else {
        exchange->respond(
            errorAnswer(gatewayError(503, "The gateway is stopping.", "service_unavailable"), dialectOfPath(path)));
    }
}

void Gateway::startResponses(ClientRequest &request, Caller caller, std::shared_ptr<ClientExchange> exchange)
{
    auto form =
        readKindBody(CallKind::Responses, "application/json", request.body).and_then([&](wire::KindRequest read) {
            return ResponsesForm::make(std::move(read), m_state->responses, caller.keyId, m_state->nextId());
        });
    if (!form) {
        exchange->respond(errorAnswer(form.error(), openAiDialect()));
        return;
    }
    begin(std::move(*form), CallKind::Responses, request, std::move(caller), std::move(exchange));
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
        exchange->respond(std::move(*page));
        return;
    }
    m_state->responses.remove(action == ResponseAction::Delete ? route.model : std::string(), caller.keyId);
    passThrough(std::move(request), std::get<PassThroughTarget>(std::move(answer)), std::move(caller),
                std::move(exchange));
}

void Gateway::passThrough(ClientRequest request, PassThroughTarget target, Caller caller,
                          std::shared_ptr<ClientExchange> exchange)
{
    const std::string path(request.head.path());
    PassThroughSetup setup { m_state->nextId(),  snapshot(),        std::move(caller),   exchange,
                             std::move(request), std::move(target), &dialectOfPath(path) };
    run(std::make_shared<PassThroughCall>(m_state->services(), std::move(setup), m_state->whenEnded(m_state)), exchange,
        path);
}

// The fixed routes come before what the configuration and the providers' prefixes add.
std::optional<Route> Gateway::routeOf(const RequestHead &head) const
{
    std::optional<Route> route = findRoute(head.method, head.path());
    const std::shared_ptr<GatewaySnapshot> current = snapshot();
    if (!route && current && isPassThrough(*current, head.method, head.path())) {
        route = Route {};
        route->kind = RouteKind::PassThrough;
        route->dialect = &dialectOfPath(head.path());
        route->open = !passThroughNeedsKey(*current, head.path());
    }
    return route;
}

void Gateway::administer(ClientRequest request, Caller caller, std::shared_ptr<ClientExchange> exchange)
{
    AdminRequest call { request.head.method, std::string(request.head.path()), std::string(request.head.query()),
                        std::move(request.body) };
    m_state->admin.handle(std::move(call), std::move(caller), snapshot(), std::move(exchange));
}

} // namespace patchbay::gateway
