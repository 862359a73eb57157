// SPDX-License-Identifier: GPL-3.0-or-later
//
// connect: a new connection for a request: name, TCP, the proxy's CONNECT and TLS. Errors name the
// peer; an interruption ends it with its reason.
// Not for public headers.
#pragma once

#include "providers/transport/interruption.h"
#include "providers/transport/outgoing_request.h"
#include "providers/transport/tls_context.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

namespace patchbay::transport {

struct ConnectNeeds {
    boost::asio::io_context &io;
    const OutgoingRequest &request;
    std::shared_ptr<TlsContext> tls; // for https
    std::string sessionKey;
    std::size_t maximumHead; // of the proxy's answer
    AddressRule rule = AddressRule::Providers;
};

boost::asio::awaitable<Result<std::unique_ptr<Connection>>> connect(const ConnectNeeds &needs,
                                                                    Interruption &interruption);

} // namespace patchbay::transport
