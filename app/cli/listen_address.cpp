// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/listen_address.h"

#include <charconv>

namespace patchbay::cli {

std::optional<ListenAddress> readListenAddress(std::string_view text)
{
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos || colon == 0) {
        return std::nullopt;
    }
    std::string_view host = text.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']')) {
        host = host.substr(1, host.size() - 2);
    }
    ListenAddress result;
    result.address = host == "localhost" ? "127.0.0.1" : host;
    const std::string_view port = text.substr(colon + 1);
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), result.port);
    if (error != std::errc() || end != port.data() + port.size() || result.address.empty()) {
        return std::nullopt;
    }
    return result;
}

} // namespace patchbay::cli
