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
// The names that the caller may use.
HttpResponse modelListPage(const GatewaySnapshot &snapshot, const KeyBook &keys, const Caller &caller, bool asGoogle);
// GET /patchbay/config: the file that is served; POST /patchbay/config/reload reads it again.
HttpResponse configPage(const AdminRequest &call, const GatewaySnapshot &snapshot,
                        const std::function<Result<std::string>()> &reloader);
HttpResponse healthPage(GatewaySnapshot &snapshot, const Clock &clock, std::string_view query);

} // namespace patchbay::gateway
