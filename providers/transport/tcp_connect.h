// SPDX-License-Identifier: GPL-3.0-or-later
//
// resolve and connectToAny: from a name to a connected socket. Neither outlasts an interruption,
// even where the system's resolver cannot be stopped.
// Not for public headers.
#pragma once

#include "providers/transport/http_client.h"
#include "providers/transport/interruption.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include <vector>

namespace patchbay::transport {

// Where to connect to and how messages call it.
struct ConnectTarget {
    std::string host; // without brackets
    std::uint16_t port = 0;
    std::string peer; // "host:port"
    AddressRule rule = AddressRule::Providers;
};

using Endpoints = std::vector<boost::asio::ip::tcp::endpoint>;

boost::asio::awaitable<Result<Endpoints>> resolve(const ConnectTarget &target, Interruption &interruption);

// Tries the addresses one after the other, the next one as soon as one fails or is slow, as browsers
// do; the first connection wins.
boost::asio::awaitable<Result<boost::asio::ip::tcp::socket>>
connectToAny(boost::asio::io_context &io, Endpoints endpoints, const ConnectTarget &target, Interruption &interruption);

} // namespace patchbay::transport
