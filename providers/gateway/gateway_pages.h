// SPDX-License-Identifier: GPL-3.0-or-later
//
// Answers that the gateway gives by itself, without asking a provider.
#pragma once

#include "providers/gateway/client_exchange.h"
#include "providers/gateway/gateway_snapshot.h"
#include "providers/gateway/key_admin.h"
#include "providers/gateway/key_book.h"
#include "providers/gateway/route.h"

#include <functional>

namespace patchbay::gateway {

HttpResponse tokenCountPage(const ClientRequest &request, const Route &route);
struct ModelQuestion {
    const GatewaySnapshot &snapshot;
    const KeyBook &keys;
    const Caller &caller;
    const Catalog &catalog;
};
// The names that the caller may use, or the one that the route names, in the route's dialect. Groups with a star stand there as
// the models that the catalogue knows of them; with return_wildcard_routes=true as they are written, too.
HttpResponse modelListPage(const ModelQuestion &question, const Route &route, std::string_view query);
// GET /patchbay/config: the file that is served; POST /patchbay/config/reload reads it again.
HttpResponse configPage(const AdminRequest &call, const GatewaySnapshot &snapshot, const std::string &address,
                        const std::function<Result<std::string>()> &reloader);
struct HealthQuestion {
    const Clock &clock;
    const KeyBook &keys;
    const Caller &caller;
    std::string_view query;
};
HttpResponse healthPage(GatewaySnapshot &snapshot, const HealthQuestion &question);

} // namespace patchbay::gateway
