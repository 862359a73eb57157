// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/transport/address_rules.h"

#include <algorithm>
#include <array>

namespace patchbay::transport {
namespace {

namespace ip = boost::asio::ip;

struct Block {
    std::uint32_t first;
    int bits;
};

constexpr Block linkLocal { 0xA9FE'0000, 16 }; // the clouds' metadata services are here

// RFC 6890 and what came after it: nothing in these is a public host.
constexpr std::array notPublic {
    Block { 0x0000'0000, 8 },  // this network
    Block { 0x0A00'0000, 8 },  // private
    Block { 0x6440'0000, 10 }, // carriers' own
    Block { 0x7F00'0000, 8 },  // loopback
    linkLocal,
    Block { 0xAC10'0000, 12 }, // private
    Block { 0xC000'0000, 24 }, // protocol assignments
    Block { 0xC000'0200, 24 }, // documentation
    Block { 0xC058'6300, 24 }, // 6to4 relays
    Block { 0xC0A8'0000, 16 }, // private
    Block { 0xC612'0000, 15 }, // benchmarks
    Block { 0xC633'6400, 24 }, // documentation
    Block { 0xCB00'7100, 24 }, // documentation
    Block { 0xE000'0000, 4 },  // multicast
    Block { 0xF000'0000, 4 },  // reserved, broadcast
};

bool isIn(const Block &block, std::uint32_t address)
{
    return address >> (32 - block.bits) == block.first >> (32 - block.bits);
}

bool isAllowedV4(std::uint32_t address, AddressRule rule)
{
    if (rule == AddressRule::Providers) {
        return !isIn(linkLocal, address);
    }
    return std::ranges::none_of(notPublic, [&](const Block &block) { return isIn(block, address); });
}

std::uint32_t numberAt(const ip::address_v6::bytes_type &bytes, std::size_t at)
{
    return std::uint32_t { bytes[at] } << 24 | std::uint32_t { bytes[at + 1] } << 16 | std::uint32_t { bytes[at + 2] } << 8
        | bytes[at + 3];
}

// The IPv4 address that an IPv6 one stands for: mapped, NAT64, 6to4.
std::optional<std::uint32_t> insideOf(const ip::address_v6 &address)
{
    const ip::address_v6::bytes_type bytes = address.to_bytes();
    const auto zeros = [&](std::size_t from, std::size_t to) {
        return std::all_of(bytes.begin() + static_cast<std::ptrdiff_t>(from), bytes.begin() + static_cast<std::ptrdiff_t>(to),
                           [](unsigned char byte) { return byte == 0; });
    };
    const bool mapped = zeros(0, 10) && bytes[10] == 0xFF && bytes[11] == 0xFF;
    const bool compatible = zeros(0, 12) && numberAt(bytes, 12) > 1;
    const bool nat64 = numberAt(bytes, 0) == 0x0064'FF9B;
    if (mapped || compatible || nat64) {
        return numberAt(bytes, 12);
    }
    const bool sixToFour = bytes[0] == 0x20 && bytes[1] == 0x02;
    return sixToFour ? std::optional(numberAt(bytes, 2)) : std::nullopt;
}

bool isAllowedV6(const ip::address_v6 &address, AddressRule rule)
{
    if (const std::optional<std::uint32_t> inside = insideOf(address)) {
        return isAllowedV4(*inside, rule);
    }
    static const ip::address_v6 metadata = ip::make_address_v6("fd00:ec2::254");
    if (address.is_link_local() || address == metadata) {
        return false;
    }
    if (rule == AddressRule::Providers) {
        return true;
    }
    const ip::address_v6::bytes_type bytes = address.to_bytes();
    const bool global = (bytes[0] & 0xE0) == 0x20; // 2000::/3 is all there is
    const bool documentation = numberAt(bytes, 0) == 0x2001'0DB8;
    const bool teredo = numberAt(bytes, 0) == 0x2001'0000;
    return global && !documentation && !teredo;
}

} // namespace

bool isAllowed(const ip::address &address, AddressRule rule)
{
    return address.is_v4() ? isAllowedV4(address.to_v4().to_uint(), rule) : isAllowedV6(address.to_v6(), rule);
}

} // namespace patchbay::transport
