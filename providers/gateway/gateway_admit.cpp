// SPDX-License-Identifier: GPL-3.0-or-later
//
// Gateway: whom it lets in, before anything is done for a request.
#include "providers/gateway/gateway_state.h"
#include "providers/gateway/route.h"

namespace patchbay::gateway {

namespace {

// Probes of the machines around it.
bool isProbe(const Route &route)
{
    return route.kind == RouteKind::Alive || route.kind == RouteKind::Ready;
}

// allowed_routes of a key.
std::optional<Error> keyRefusal(const Caller &caller, const RequestHead &head, const Route &route)
{
    if (caller.routes.empty() || namesRoute(caller.routes, head.path(), route)) {
        return std::nullopt;
    }
    std::string listed;
    for (const std::string &name : caller.routes) {
        listed += (listed.empty() ? "'" : ", '") + name + "'";
    }
    return gatewayError(403,
                        "Virtual key is not allowed to call this route. Only allowed to call routes: [" + listed
                            + "]. Tried to call route: " + std::string(head.path()),
                        "auth_error");
}

} // namespace

Result<Caller> Gateway::callerOf(const RequestHead &head, const ClientPeer &peer) const
{
    if (peer.owner) {
        Caller caller;
        caller.admin = true;
        return caller;
    }
    const std::shared_ptr<GatewaySnapshot> current = snapshot();
    return m_state->parts.keys.authenticate(presentedKey(head, current->rules.keyHeader), current->masterDigest);
}

std::optional<HttpResponse> Gateway::admit(const RequestHead &head, const ClientPeer &peer)
{
    const std::optional<Route> route = routeOf(head);
    const ClientDialect &dialect = route ? *route->dialect : dialectOfPath(head.path());
    AdmissionRules rules;
    {
        const std::scoped_lock lock(m_state->mutex);
        rules = m_state->rules;
    }
    const std::shared_ptr<GatewaySnapshot> current = snapshot();
    if (!peer.owner) {
        if (const std::optional<Error> error = checkHost(head, rules, current->rules.hosts)) {
            return errorAnswer(*error, dialect);
        }
    }
    if (!peer.owner && !(route && isProbe(*route))) {
        if (const std::optional<Error> error = current->rules.addressRefusal(head, peer)) {
            return errorAnswer(*error, dialect);
        }
    }
    if (route && route->open) {
        return std::nullopt;
    }
    // Who has no key learns nothing, not even which paths there are.
    const Result<Caller> caller = callerOf(head, peer);
    if (!caller) {
        return errorAnswer(caller.error(), dialect);
    }
    if (!route) {
        return errorAnswer(gatewayError(404, "There is nothing at " + std::string(head.path()) + "."), dialect);
    }
    if (!caller->admin) {
        std::optional<Error> error = current->rules.routeRefusal(head, *route);
        error = error ? error : keyRefusal(*caller, head, *route);
        if (error) {
            return errorAnswer(*error, dialect);
        }
    }
    return checkForm(head, *route, dialect);
}

// Method and type of the body.
std::optional<HttpResponse> Gateway::checkForm(const RequestHead &head, const Route &route,
                                               const ClientDialect &dialect)
{
    if (route.kind == RouteKind::PassThrough) {
        return std::nullopt; // the provider's business
    }
    const bool headOfGet = head.method == "HEAD" && route.method == "GET";
    if (route.method != head.method && !headOfGet) {
        HttpResponse answer =
            errorAnswer(gatewayError(405, "This path wants " + std::string(route.method) + "."), dialect);
        answer.headers.push_back({ "allow", std::string(route.method) });
        return answer;
    }
    if (const std::optional<Error> error = checkContentType(head, route.form)) {
        return errorAnswer(*error, dialect);
    }
    return std::nullopt;
}

// What calls of models must bring; whom headers of the owner's name stands where everybody looks afterwards.
std::optional<Error> Gateway::bodyRefusal(ClientRequest &request, const Route &route, Caller &caller) const
{
    const bool callsModel = route.kind == RouteKind::Chat || route.kind == RouteKind::Kind
        || route.kind == RouteKind::Responses || route.kind == RouteKind::PassThrough;
    if (!callsModel) {
        return std::nullopt;
    }
    const std::shared_ptr<GatewaySnapshot> current = snapshot();
    const auto named = [&](const std::string &header) {
        return std::string(header.empty() ? std::string_view() : headerValue(request.head.headers, header));
    };
    if (std::string user = named(current->rules.internalUserHeader); !user.empty()) {
        caller.user = std::move(user);
    }
    if (const std::string customer = named(current->rules.userHeader); !customer.empty()) {
        std::erase_if(request.head.headers, [](const HttpHeader &other) { return other.name == "x-litellm-customer-id"; });
        request.head.headers.push_back({ "x-litellm-customer-id", customer });
    }
    const std::vector<std::string> &ofServices = current->rules.fieldsOfServices;
    if (ofServices.empty() || !m_state->parts.keys.isServiceAccount(caller)) {
        return current->rules.bodyRefusal(request, caller.requiredFields);
    }
    std::vector<std::string> fields = caller.requiredFields;
    fields.insert(fields.end(), ofServices.begin(), ofServices.end());
    return current->rules.bodyRefusal(request, fields);
}

} // namespace patchbay::gateway
