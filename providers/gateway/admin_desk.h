// SPDX-License-Identifier: GPL-3.0-or-later
//
// AdminDesk: the admin API: who may call what, and on which thread it runs. Calls that change something go one
// after another; reports, which may read much, have a thread of their own and hold up neither these nor requests.
#pragma once

#include "providers/catalog/catalog.h"
#include "providers/gateway/admin_note.h"
#include "providers/gateway/admin_thread.h"
#include "providers/gateway/body_store.h"
#include "providers/gateway/client_exchange.h"
#include "providers/gateway/gateway_snapshot.h"
#include "providers/gateway/key_admin.h"
#include "providers/gateway/model_editor.h"
#include "providers/gateway/observer_question.h"
#include "providers/gateway/response_cache.h"
#include "providers/gateway/response_store.h"
#include "providers/gateway/spend_source.h"

namespace patchbay::gateway {

// All outlive the desk.
struct AdminServices {
    KeyBook &keys;
    const Catalog &catalog;
    const Clock &clock;
    SpendSource *spend = nullptr;
    ModelEditor *models = nullptr;
    ResponseCache *cache = nullptr; // null: none
    BodyStore *bodies = nullptr; // null: none
    ResponseStore *responses = nullptr; // null: none
    std::function<std::int64_t()> underWay = {}; // calls of models
    // POST /health/test_connection, which answers by itself; empty: there is none.
    std::function<void(const AdminRequest &, const GatewaySnapshot &, std::shared_ptr<ClientExchange>)> testConnection = {};
    std::function<std::string()> address = {}; // where the gateway listens; empty: nobody knows
    // Told of what was changed, before the caller is answered; from both threads. Empty: nobody is.
    AdminNoteTaker noted = {};
    ObserverQuestion observer = {}; // empty: nobody is told
};

class AdminDesk {
public:
    // Reads the configuration again and gives the warnings.
    using Reloader = std::function<Result<std::string>()>;

    explicit AdminDesk(const AdminServices &services)
        : m_services(services)
    {
    }
    // Before anybody calls.
    void setReloader(Reloader reloader) { m_reloader = std::move(reloader); }

    // Runs when somebody changed by hand what routing goes by. Before anybody calls.
    void setRoutingChanged(std::function<void()> changed) { m_routingChanged = std::move(changed); }

    // Answers at once or from one of its threads.
    void handle(AdminRequest call, Caller caller, std::shared_ptr<GatewaySnapshot> snapshot,
                std::shared_ptr<ClientExchange> exchange);

private:
    HttpResponse answer(const AdminRequest &call, const Caller &caller, GatewaySnapshot &snapshot) const;

    const AdminServices m_services;
    Reloader m_reloader; // set once, before anybody calls
    std::function<void()> m_routingChanged; // the same
    AdminThread m_changes;
    AdminThread m_reports;
};

} // namespace patchbay::gateway
