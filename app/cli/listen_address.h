// SPDX-License-Identifier: GPL-3.0-or-later
//
// "127.0.0.1:8080", "[::1]:8080", "localhost:8080" as an address and a port.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace patchbay::cli {

struct ListenAddress {
    std::string address;
    std::uint16_t port = 0;
    std::string urlHost() const { return address.contains(':') ? "[" + address + "]" : address; }
};

std::optional<ListenAddress> readListenAddress(std::string_view text);

} // namespace patchbay::cli
