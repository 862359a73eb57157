// SPDX-License-Identifier: GPL-3.0-or-later
//
// AddressRange: an IP address, or a network ("10.0.0.0/8", "2001:db8::/32"). A value.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace patchbay::gateway {

struct AddressRange {
    std::array<std::uint8_t, 16> first {}; // IPv4 as ::ffff:a.b.c.d
    int bits = 128;

    static std::optional<AddressRange> parse(std::string_view text);
    // False for what is no address. An IPv4 client of a socket for both is its IPv4 address.
    bool contains(std::string_view address) const;
};

} // namespace patchbay::gateway
