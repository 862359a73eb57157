// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which proxy a request takes. Loopback never takes one: the sandbox and local model servers must
// work on machines whose environment names a proxy.
#pragma once

#include "providers/transport/http_client.h"

#include <optional>

namespace patchbay::transport {

struct ProxyAddress {
    std::string host;
    std::uint16_t port = 0;
    std::string authorization; // value of proxy-authorization, empty without a user name
};

// Nothing when the origin is reached directly; BadRequest when the proxy's address is malformed.
Result<std::optional<ProxyAddress>> proxyFor(const ClientOptions &options, const Origin &origin);

} // namespace patchbay::transport
