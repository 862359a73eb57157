// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/address_range.h"

#include <boost/asio/ip/address.hpp>

#include <charconv>

namespace patchbay::gateway {

namespace {

constexpr int mappedBits = 96; // before an IPv4 address

struct Parsed {
    std::array<std::uint8_t, 16> bytes {};
    bool four = false;
};

std::optional<Parsed> parsed(std::string_view text)
{
    boost::system::error_code problem;
    const boost::asio::ip::address address = boost::asio::ip::make_address(std::string(text), problem);
    if (problem) {
        return std::nullopt;
    }
    if (address.is_v4()) {
        return Parsed { make_address_v6(boost::asio::ip::v4_mapped, address.to_v4()).to_bytes(), true };
    }
    return Parsed { address.to_v6().to_bytes(), false };
}

} // namespace

std::optional<AddressRange> AddressRange::parse(std::string_view text)
{
    const std::size_t slash = text.find('/');
    const std::optional<Parsed> address = parsed(text.substr(0, slash));
    if (!address) {
        return std::nullopt;
    }
    AddressRange range { address->bytes, 128 };
    if (slash != std::string_view::npos) {
        const std::string_view count = text.substr(slash + 1);
        int bits = -1;
        const auto [end, problem] = std::from_chars(count.data(), count.data() + count.size(), bits);
        const int most = address->four ? 32 : 128;
        if (problem != std::errc() || end != count.data() + count.size() || bits < 0 || bits > most) {
            return std::nullopt;
        }
        range.bits = address->four ? mappedBits + bits : bits;
    }
    return range;
}

bool AddressRange::contains(std::string_view address) const
{
    const std::optional<Parsed> other = parsed(address);
    if (!other) {
        return false;
    }
    int left = bits;
    for (std::size_t place = 0; place < first.size() && left > 0; ++place, left -= 8) {
        const auto mask = left >= 8 ? 0xff : static_cast<std::uint8_t>(0xff << (8 - left));
        if (((first[place] ^ other->bytes[place]) & mask) != 0) {
            return false;
        }
    }
    return true;
}

} // namespace patchbay::gateway
