// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/admin_desk.h"

#include "providers/gateway/account_admin.h"
#include "providers/gateway/admin_answer.h"
#include "providers/gateway/admin_fields.h"
#include "providers/gateway/body_pages.h"
#include "providers/gateway/client_dialect.h"
#include "providers/gateway/composed_admin.h"
#include "providers/gateway/config_calls.h"
#include "providers/gateway/error_text.h"
#include "providers/gateway/gateway_pages.h"
#include "providers/gateway/key_callbacks.h"
#include "providers/gateway/model_pages.h"
#include "providers/gateway/ops_pages.h"
#include "providers/gateway/routing_page.h"
#include "providers/gateway/spend_pages.h"
#include "providers/wire/json_writer.h"

namespace patchbay::gateway {

namespace {

bool isModelInfo(std::string_view path)
{
    return path == "/model/info" || path == "/model_group/info";
}

// LiteLLM has some of them under /v1 and /v2 too.
std::string withoutVersion(const std::string &path)
{
    const bool versioned = path.starts_with("/v1/") || path.starts_with("/v2/");
    return versioned ? path.substr(3) : path;
}

} // namespace

void AdminDesk::handle(AdminRequest call, Caller caller, std::shared_ptr<GatewaySnapshot> snapshot,
                       std::shared_ptr<ClientExchange> exchange)
{
    call.path = ComposedAdmin::knows(call.path) ? call.path : withoutVersion(call.path);
    const bool report = SpendPages::knows(call.path);
    // A virtual key may look at itself; without a master key nobody on the network is an admin.
    if (caller.key && call.path == "/key/info") {
        call.query = "key=" + caller.keyId;
    } else if (!caller.admin
               && !(isModelInfo(call.path) || (caller.key && call.path == "/key/health")
                    || (caller.key && (SpendPages::opensToKeys(call.path) || OpsPages::opensToKeys(call.path))))) {
        const Error error = gatewayError(403, "Only the master key may do this.", "auth_error");
        exchange->respond({ clientStatus(error), errorHeaders(error), openAiError(error) });
        return;
    }
    if (call.path == "/health/test_connection" && m_services.testConnection) {
        m_services.testConnection(call, *snapshot, std::move(exchange));
        return;
    }
    AdminThread &thread = report ? m_reports : m_changes;
    const bool posted = thread.post([this, call = std::move(call), caller = std::move(caller), exchange,
                                     current = std::move(snapshot)] {
        const AdminWitness witness(call, m_services.keys);
        HttpResponse response = answer(call, caller, *current);
        tellIgnoredFields(call.path, call.body, response);
        witness.tell(m_services.noted, response);
        exchange->respond(std::move(response));
    });
    if (!posted) {
        const Error error = gatewayError(503, "Too many admin calls wait.", "service_unavailable");
        exchange->respond({ clientStatus(error), errorHeaders(error), openAiError(error) });
    }
}

HttpResponse AdminDesk::answer(const AdminRequest &call, const Caller &caller, GatewaySnapshot &snapshot) const
{
    if (call.path.starts_with("/patchbay/routing")) {
        HttpResponse answer = routingPage(call, snapshot, m_services.clock);
        if (call.method == "POST" && answer.status == 200 && m_routingChanged) {
            m_routingChanged();
        }
        return answer;
    }
    if (BodyPages::knows(call.path)) {
        BodyPages::ResponsePurge purge;
        if (ResponseStore *responses = m_services.responses) {
            purge = [responses](const std::optional<std::string> &owner, std::optional<WallTime> before) {
                return responses->purge(owner, before);
            };
        }
        return BodyPages(m_services.bodies, m_services.keys, m_services.clock, std::move(purge)).handle(call);
    }
    if (call.path.starts_with("/patchbay/")) {
        return configPage(call, snapshot, m_services.address ? m_services.address() : std::string(), m_reloader);
    }
    if (isModelInfo(call.path)) {
        if (call.method != "GET") {
            return adminAnswer(refuseAdmin(405, "This call wants GET."));
        }
        const auto mayUse = [&](std::string_view group) { return m_services.keys.mayUse(caller, group); };
        return call.path == "/model/info" ? modelInfoPage(call, snapshot, m_services.catalog, mayUse)
                                          : modelGroupPage(call, snapshot, m_services.catalog, mayUse);
    }
    if (call.path.starts_with("/model/")) {
        return modelChangePage(call, snapshot, m_services.catalog, m_services.models);
    }
    if (SpendPages::knows(call.path)) {
        return SpendPages({ m_services.spend, m_services.keys, m_services.catalog, m_services.clock, m_services.bodies },
                          snapshot, caller)
            .handle(call);
    }
    if (OpsPages::knows(call.path) && m_services.cache) {
        return OpsPages(snapshot, *m_services.cache, m_services.clock, m_services.observer).handle(call);
    }
    AdminSurroundings surroundings = AdminSurroundings::of(snapshot);
    if (ConfigCalls::knows(call.path)) {
        return ConfigCalls(snapshot, m_services.models).handle(call);
    }
    if (call.path == "/key/health") {
        return keyHealthPage(call, caller, m_services.keys);
    }
    if (isTeamCallback(call.path)) {
        return teamCallbackPage(call, m_services.keys);
    }
    if (ComposedAdmin::knows(call.path)) {
        return ComposedAdmin(m_services.keys, m_services.clock, std::move(surroundings)).handle(call);
    }
    if (call.path == "/health/backlog") {
        wire::JsonWriter writer;
        writer.beginObject();
        writer.member("in_flight_requests", m_services.underWay ? m_services.underWay() : 0);
        writer.endObject();
        return adminAnswer(call.method == "GET" ? Result<std::string>(writer.take()) : refuseAdmin(405, "This call wants GET."));
    }
    return AccountAdmin::knows(call.path)
        ? AccountAdmin(m_services.keys, m_services.clock, std::move(surroundings)).handle(call)
        : KeyAdmin(m_services.keys, m_services.clock, std::move(surroundings)).handle(call);
}

} // namespace patchbay::gateway
