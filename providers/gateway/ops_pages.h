// SPDX-License-Identifier: GPL-3.0-or-later
//
// OpsPages: LiteLLM's calls about the gateway itself: its settings, kept answers, guardrails, observers, providers'
// budgets, health, token counts. JSON out. On the admin thread.
#pragma once

#include "providers/gateway/gateway_snapshot.h"
#include "providers/gateway/key_admin.h"
#include "providers/gateway/observer_question.h"
#include "providers/gateway/response_cache.h"

namespace patchbay::gateway {

class OpsPages {
public:
    // All outlive the pages.
    OpsPages(GatewaySnapshot &snapshot, ResponseCache &cache, const Clock &clock, const ObserverQuestion &observer)
        : m_snapshot(snapshot)
        , m_cache(cache)
        , m_clock(clock)
        , m_observer(observer)
    {
    }
    // Whether the path is one of its calls.
    static bool knows(std::string_view path);
    // Whether a virtual key may call it.
    static bool opensToKeys(std::string_view path);
    HttpResponse handle(const AdminRequest &request) const;

private:
    struct Call;
    static const Call *callOf(std::string_view path);

    Result<std::string> providerBudgets(const AdminRequest &request) const;
    Result<std::string> cachePing(const AdminRequest &request) const;
    Result<std::string> cacheFlush(const AdminRequest &request) const;
    Result<std::string> cacheDelete(const AdminRequest &request) const;
    Result<std::string> routerFields(const AdminRequest &request) const;
    Result<std::string> routerSettings(const AdminRequest &request) const;
    Result<std::string> configuration(const AdminRequest &request) const;
    Result<std::string> callbacks(const AdminRequest &request) const;
    Result<std::string> service(const AdminRequest &request) const;
    Result<std::string> latestHealth(const AdminRequest &request) const;
    Result<std::string> guardrailList(const AdminRequest &request) const;
    Result<std::string> countTokens(const AdminRequest &request) const;

    GatewaySnapshot &m_snapshot;
    ResponseCache &m_cache;
    const Clock &m_clock;
    const ObserverQuestion &m_observer; // may be empty
};

} // namespace patchbay::gateway
