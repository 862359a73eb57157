// SPDX-License-Identifier: GPL-3.0-or-later
//
// What is checked on a request's head, before anything of its body is read.
#pragma once

#include "providers/core/result.h"
#include "providers/gateway/client_exchange.h"

namespace patchbay::gateway {

// Host and Origin: a web page must not reach a gateway on loopback through the browser of its user.
struct AdmissionRules {
    bool loopbackOnly = true; // bound to a loopback address: only its names are hosts
    std::uint16_t port = 0; // that we listen on
};

// `alsoHosts` are answered too, such as the name that a proxy in front passes on: "api.example.com", "localhost:8080".
std::optional<Error> checkHost(const RequestHead &head, const AdmissionRules &rules,
                               const std::vector<std::string> &alsoHosts = {}); // 421, 403
std::optional<Error> checkContentType(const RequestHead &head, bool formAllowed); // 415

// The key that the request carries, in any of the places that the dialects use, or in the one header that is
// named. Empty: none.
std::string presentedKey(const RequestHead &head, std::string_view onlyHeader = {});

} // namespace patchbay::gateway
