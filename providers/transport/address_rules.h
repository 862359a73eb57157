// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which addresses a connection may go to, asked of what a name resolved to.
// Not for public headers.
#pragma once

#include "providers/transport/http_client.h"

#include <boost/asio/ip/address.hpp>

namespace patchbay::transport {

bool isAllowed(const boost::asio::ip::address &address, AddressRule rule);

} // namespace patchbay::transport
