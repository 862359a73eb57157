// SPDX-License-Identifier: GPL-3.0-or-later
//
// Gateway: answers the clients of an HttpListener: checks who they are and what they may, and sends
// chat requests through routing and the engine. The window and `patchbay-cli serve` make one.
//
//   Gateway gateway(parts);
//   gateway.use(snapshot);                       // before the listener opens, and for every reload
//   auto listener = HttpListener::onAddress(runtime, "127.0.0.1", 4000, {}, gateway);
//   gateway.setListening({ true, listener->port() });
#pragma once

#include "providers/core/budget_detours.h"
#include "providers/gateway/admin_desk.h"
#include "providers/gateway/admission.h"
#include "providers/gateway/body_store.h"
#include "providers/gateway/client_exchange.h"
#include "providers/gateway/gateway_metrics.h"
#include "providers/gateway/pass_through.h"
#include "providers/gateway/response_cache.h"
#include "providers/gateway/observer_question.h"
#include "providers/gateway/response_store.h"

#include <functional>

namespace patchbay::gateway {

// All outlive the gateway.
struct GatewayParts {
    Engine &engine;
    transport::IoRuntime &runtime;
    const Clock &clock;
    KeyBook &keys;
    const Catalog &catalog;
    SpendSource *spend = nullptr; // null: spend calls are refused
    ModelEditor *models = nullptr; // null: the configuration cannot be changed by calls
    AttemptLedger *ledger = nullptr; // for answers that were kept; null: they leave no rows
    CacheStore *answers = nullptr; // null: kept answers go with the process
    std::function<std::string()> moreMetrics = {}; // behind the gateway's own in /metrics
    BodyStore *bodies = nullptr; // null: bodies are never stored
    // Told of calls that were refused before anybody was asked; on I/O threads. Empty: nobody is.
    std::function<void(const AttemptDraft &, const AttemptOutcome &)> refused = {};
    ResponseBox *responses = nullptr; // null: the Responses API's answers go with the process
    // Whether calls can be accounted for at the moment, for /health/readiness. Empty: they can.
    std::function<bool()> ready = {};
    BudgetDetours *detours = nullptr; // budgets that send calls to other models; null: none do
    // Whether keys may be missing because their vault is locked, for the same page. Empty: they are not.
    std::function<bool()> vaultLocked = {};
    // Told of each change by the admin API, on its threads. Empty: nobody is.
    AdminNoteTaker adminNoted = {};
    ObserverQuestion observer = {}; // for /health/services; empty: nobody is told
};

// Of calls of models, since the gateway was made.
struct GatewayFigures {
    std::uint64_t answered = 0;
    std::uint64_t failed = 0; // with a status of 400 or more, or without an answer
    int underWay = 0;
};

class Gateway final : public RequestHandler {
public:
    explicit Gateway(GatewayParts parts);
    // Cancels what is under way and waits for it. The listener goes first. Not on an I/O thread.
    ~Gateway() override;

    // From now on new requests go by this configuration; those under way keep theirs. What routing has
    // learned moves over by deployment id.
    void use(std::shared_ptr<GatewaySnapshot> snapshot);
    // `address` is what people are told: "http://127.0.0.1:4000".
    void setListening(const AdmissionRules &rules, std::string address = {});
    // What POST /patchbay/config/reload runs, on the admin thread: reads the configuration again and gives the
    // warnings. Set before the listener opens.
    using Reloader = AdminDesk::Reloader;
    void setReloader(Reloader reloader);
    // Runs on the admin thread when a cooldown was set or lifted by hand. Set before the listener opens.
    void setRoutingChanged(std::function<void()> changed);
    std::shared_ptr<GatewaySnapshot> snapshot() const;
    GatewayFigures figures() const; // from any thread

    std::optional<HttpResponse> admit(const RequestHead &head, const ClientPeer &peer) override;
    void handle(ClientRequest request, std::shared_ptr<ClientExchange> exchange) override;
    HttpResponse fault(const HttpFault &fault, std::string_view path) override;

private:
    class State;
    void serve(ClientRequest request, std::shared_ptr<ClientExchange> exchange);
    Result<Caller> callerOf(const RequestHead &head, const ClientPeer &peer) const;
    static std::optional<HttpResponse> checkForm(const RequestHead &head, const Route &route,
                                                 const ClientDialect &dialect);
    std::optional<Error> bodyRefusal(ClientRequest &request, const Route &route, Caller &caller) const;
    void startChat(ClientRequest &request, const Route &route, Caller caller, std::shared_ptr<ClientExchange> exchange);
    void startKind(ClientRequest &request, const Route &route, Caller caller, std::shared_ptr<ClientExchange> exchange);
    void startResponses(ClientRequest &request, const Route &route, Caller caller, std::shared_ptr<ClientExchange> exchange);
    void callResponse(ClientRequest request, const Route &route, Caller caller,
                      std::shared_ptr<ClientExchange> exchange);
    void passThrough(ClientRequest request, PassThroughTarget target, Caller caller,
                     std::shared_ptr<ClientExchange> exchange);
    std::optional<Error> passThroughRefusal(const RequestHead &head, const PassThroughTarget &target, const Caller &caller) const;
    void respondGuarded(HttpResponse page, const Caller &caller, std::shared_ptr<ClientExchange> exchange);
    std::optional<Route> routeOf(const RequestHead &head) const;
    void run(const std::shared_ptr<RunningCall> &call, const std::shared_ptr<ClientExchange> &exchange,
             std::string_view path);
    void begin(CallStart start, ClientRequest &request, Caller caller, std::shared_ptr<ClientExchange> exchange);
    void administer(ClientRequest request, Caller caller, std::shared_ptr<ClientExchange> exchange);

    std::shared_ptr<State> m_state;
};

} // namespace patchbay::gateway
