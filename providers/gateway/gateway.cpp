// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/gateway.h"

#include "providers/core/ids.h"
#include "providers/engine/usage_estimate.h"
#include "providers/gateway/admin_thread.h"
#include "providers/gateway/chat_form.h"
#include "providers/gateway/error_text.h"
#include "providers/gateway/key_admin.h"
#include "providers/gateway/route.h"
#include "providers/wire/json_writer.h"

#include <algorithm>
#include <condition_variable>
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
        , random(systemSeed())
    {
    }

    std::string nextId()
    {
        const std::scoped_lock lock(mutex);
        return makeId("call_", parts.clock.now(), random);
    }
    // False once the gateway stops.
    bool add(const std::shared_ptr<RoutedExchange> &call)
    {
        const std::scoped_lock lock(mutex);
        if (stopping) {
            return false;
        }
        calls.emplace(call.get(), call);
        return true;
    }
    void remove(RoutedExchange *call)
    {
        const std::scoped_lock lock(mutex);
        calls.erase(call);
        idle.notify_all();
    }
    void cancelAndWait()
    {
        std::map<RoutedExchange *, std::shared_ptr<RoutedExchange>> running;
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

    const GatewayParts parts;
    GatewayMetrics metrics;
    AdminThread admin;
    std::mutex mutex; // guards what follows
    std::condition_variable idle;
    SeededRandom random;
    std::map<RoutedExchange *, std::shared_ptr<RoutedExchange>> calls;
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
    const std::scoped_lock lock(m_state->mutex);
    m_state->snapshot = std::move(fresh);
}

void Gateway::setListening(const AdmissionRules &rules)
{
    const std::scoped_lock lock(m_state->mutex);
    m_state->rules = rules;
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
    const std::optional<Route> route = findRoute(head.method, head.path());
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
    if (route->method != head.method && !headOfGet) {
        HttpResponse answer =
            errorAnswer(gatewayError(wrongMethod, "This path wants " + std::string(route->method) + "."), dialect);
        answer.headers.push_back({ "allow", std::string(route->method) });
        return answer;
    }
    if (const std::optional<Error> error = checkContentType(head)) {
        return errorAnswer(*error, dialect);
    }
    return std::nullopt;
}

void Gateway::handle(ClientRequest request, std::shared_ptr<ClientExchange> exchange)
{
    const std::optional<Route> route = findRoute(request.head.method, request.head.path());
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
    case RouteKind::CountTokens: exchange->respond(countTokens(request, *route)); return;
    case RouteKind::Models: exchange->respond(listModels(*caller, route->dialect == &geminiDialect())); return;
    case RouteKind::Alive: exchange->respond(jsonAnswer("\"I'm alive!\"")); return;
    case RouteKind::Ready: exchange->respond(jsonAnswer(R"({"status":"healthy","db":"connected"})")); return;
    case RouteKind::Health: exchange->respond(health()); return;
    case RouteKind::Metrics:
        exchange->respond(
            { ok, { { "content-type", "text/plain; version=0.0.4; charset=utf-8" } }, m_state->metrics.text() });
        return;
    case RouteKind::Admin: administer(std::move(request), *caller, std::move(exchange)); return;
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
    begin(std::make_unique<ChatForm>(dialect, std::move(*read)), request, std::move(caller), std::move(exchange));
}

void Gateway::begin(std::unique_ptr<CallForm> form, ClientRequest &request, Caller caller,
                    std::shared_ptr<ClientExchange> exchange)
{
    const GatewayParts &parts = m_state->parts;
    CallSetup setup { m_state->nextId(), snapshot(), std::move(caller), exchange, std::move(form),
                      std::move(request.head.headers), {} };
    auto call = std::make_shared<RoutedExchange>(
        CallServices { parts.engine, parts.runtime, parts.clock, parts.keys, parts.catalog }, std::move(setup),
        [state = m_state](RoutedExchange *ended, const CallEnd &end) {
            state->metrics.count(end);
            state->remove(ended);
        });
    if (m_state->add(call)) {
        call->begin();
    } else {
        exchange->respond(errorAnswer(gatewayError(503, "The gateway is stopping.", "service_unavailable"),
                                      dialectOfPath(request.head.path())));
    }
}

// Our own estimate: no provider is asked.
HttpResponse Gateway::countTokens(const ClientRequest &request, const Route &route) const
{
    const Result<ChatRequest> read = route.dialect->read(request.body, route.model, false);
    if (!read) {
        return errorAnswer(read.error(), *route.dialect);
    }
    wire::JsonWriter writer;
    writer.beginObject();
    writer.member(route.dialect == &geminiDialect() ? "totalTokens" : "input_tokens", estimatePromptTokens(*read));
    writer.endObject();
    return jsonAnswer(writer.take());
}

HttpResponse Gateway::listGeminiModels(const Caller &caller) const
{
    wire::JsonWriter writer;
    writer.beginObject();
    writer.beginArray("models");
    for (const std::string &name : snapshot()->table->listedNames()) {
        if (m_state->parts.keys.mayUse(caller, name)) {
            writer.beginObject();
            writer.member("name", "models/" + name);
            writer.member("displayName", name);
            writer.key("supportedGenerationMethods");
            writer.raw(R"(["generateContent","countTokens"])");
            writer.endObject();
        }
    }
    writer.endArray();
    writer.endObject();
    return jsonAnswer(writer.take());
}

HttpResponse Gateway::listModels(const Caller &caller, bool asGoogle) const
{
    if (asGoogle) {
        return listGeminiModels(caller);
    }
    constexpr std::int64_t created = 1'677'610'602; // LiteLLM's constant
    wire::JsonWriter writer;
    writer.beginObject();
    writer.beginArray("data");
    for (const std::string &name : snapshot()->table->listedNames()) {
        if (!m_state->parts.keys.mayUse(caller, name)) {
            continue;
        }
        writer.beginObject();
        writer.member("id", name);
        writer.member("object", "model");
        writer.member("created", created);
        writer.member("owned_by", "openai");
        writer.endObject();
    }
    writer.endArray();
    writer.member("object", "list");
    writer.endObject();
    return jsonAnswer(writer.take());
}

// What routing knows, without calling anybody: a deployment is unhealthy while it is kept out.
HttpResponse Gateway::health() const
{
    const std::shared_ptr<GatewaySnapshot> current = snapshot();
    std::vector<std::string> healthy;
    std::vector<std::string> unhealthy;
    {
        const std::scoped_lock lock(current->routerMutex);
        const SteadyTime now = m_state->parts.clock.steadyNow();
        const auto &states = current->router.state().deployments;
        for (routing::Index index = 0; index < states.size(); ++index) {
            const bool out = states[index].unhealthy || states[index].unavailableUntil > now;
            const routing::DeploymentDetails &details = current->table->details(index);
            wire::JsonWriter writer;
            writer.beginObject();
            writer.member("model", details.model);
            writer.member("model_id", details.id);
            writer.endObject();
            (out ? unhealthy : healthy).push_back(writer.take());
        }
    }
    wire::JsonWriter writer;
    writer.beginObject();
    for (const auto &[name, list] :
         { std::pair("healthy_endpoints", &healthy), std::pair("unhealthy_endpoints", &unhealthy) }) {
        writer.beginArray(name);
        for (const std::string &entry : *list) {
            writer.raw(entry);
        }
        writer.endArray();
    }
    writer.member("healthy_count", static_cast<std::int64_t>(healthy.size()));
    writer.member("unhealthy_count", static_cast<std::int64_t>(unhealthy.size()));
    writer.endObject();
    return jsonAnswer(writer.take());
}

void Gateway::administer(ClientRequest request, const Caller &caller, std::shared_ptr<ClientExchange> exchange)
{
    AdminRequest call { request.head.method, std::string(request.head.path()), std::string(request.head.query()),
                        std::move(request.body) };
    // A key may look at itself; without a master key nobody on the network is an admin.
    const bool own = call.path == "/key/info" && caller.key;
    if (own) {
        call.query = "key=" + caller.keyId;
    } else if (!caller.admin) {
        Error error = gatewayError(403, "Only the master key may do this.", "auth_error");
        exchange->respond(errorAnswer(error, openAiDialect()));
        return;
    }
    const bool posted = m_state->admin.post([state = m_state.get(), call = std::move(call), exchange] {
        exchange->respond(KeyAdmin(state->parts.keys, state->parts.clock).handle(call));
    });
    if (!posted) {
        exchange->respond(
            errorAnswer(gatewayError(503, "Too many admin calls wait.", "service_unavailable"), openAiDialect()));
    }
}

} // namespace patchbay::gateway
