// SPDX-License-Identifier: GPL-3.0-or-later
//
// parseUrl: only what a provider's address can be. Anything unusual is refused with its reason, since
// two programs that read an odd address differently are how requests end up elsewhere.
#include "providers/transport/header_text.h"
#include "providers/transport/http_client.h"

#include <arpa/inet.h>

#include <array>
#include <charconv>

namespace patchbay::transport {

namespace {

std::unexpected<Error> refuse(std::string_view reason)
{
    return failure(ErrorClass::BadRequest, "The address is not usable: " + std::string(reason) + ".");
}

constexpr auto hostLetters = [] {
    std::array<bool, 256> table {};
    for (const char letter : std::string_view("abcdefghijklmnopqrstuvwxyz0123456789-._")) {
        table[static_cast<unsigned char>(letter)] = true;
    }
    return table;
}();

bool isHostLetter(char letter)
{
    return hostLetters[static_cast<unsigned char>(letter)];
}

// Printable ASCII without a fragment's mark and the backslash that some take for a slash.
constexpr auto addressLetters = [] {
    std::array<bool, 256> table {};
    for (std::size_t letter = '!'; letter < 0x7f; ++letter) {
        table[letter] = letter != '#' && letter != '\\';
    }
    return table;
}();

Result<std::string> readHost(std::string_view text)
{
    if (text.empty()) {
        return refuse("it names no host");
    }
    std::string host = lowerCase(text);
    if (host.front() == '[') {
        std::array<unsigned char, sizeof(in6_addr)> address;
        const std::string inner = host.size() > 2 ? host.substr(1, host.size() - 2) : std::string();
        if (inet_pton(AF_INET6, inner.c_str(), address.data()) != 1) {
            return refuse("what stands in brackets is no IPv6 address");
        }
        return host;
    }
    constexpr std::size_t longestName = 253;
    if (host.size() > longestName || host.front() == '.' || host.contains("..")) {
        return refuse("the host is no name");
    }
    for (const char letter : host) {
        if (static_cast<unsigned char>(letter) >= 0x80) {
            return refuse("the host has letters beyond ASCII; write it in its xn-- form");
        }
        if (!isHostLetter(letter)) {
            return refuse("the host has a character that no host name has");
        }
    }
    return host;
}

Result<std::uint16_t> readPort(std::string_view text, std::uint16_t fallback)
{
    if (text.empty()) {
        return fallback;
    }
    unsigned port = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), port);
    if (end.ec != std::errc() || end.ptr != text.data() + text.size() || port == 0 || port > 65'535) {
        return refuse("the port is no number from 1 to 65535");
    }
    return static_cast<std::uint16_t>(port);
}

Result<Origin> readAuthority(std::string scheme, std::string_view authority)
{
    if (authority.contains('@')) {
        return refuse("it carries a user name or password");
    }
    const std::size_t bracket = authority.rfind(']');
    const std::size_t from = bracket == std::string_view::npos ? 0 : bracket;
    const std::size_t colon = authority.find(':', from);
    const std::string_view hostText = authority.substr(0, colon);
    const std::string_view portText = colon == std::string_view::npos ? "" : authority.substr(colon + 1);
    Result<std::string> host = readHost(hostText);
    if (!host) {
        return std::unexpected(std::move(host.error()));
    }
    const Result<std::uint16_t> port = readPort(portText, scheme == "https" ? 443 : 80);
    if (!port) {
        return std::unexpected(port.error());
    }
    return Origin { std::move(scheme), std::move(*host), *port };
}

} // namespace

Result<ParsedUrl> parseUrl(std::string_view url)
{
    const std::size_t colon = url.find("://");
    if (colon == std::string_view::npos) {
        return refuse("it does not begin with http:// or https://");
    }
    std::string scheme = lowerCase(url.substr(0, colon));
    if (scheme != "http" && scheme != "https") {
        return refuse("it does not begin with http:// or https://");
    }
    for (const char letter : url) {
        if (addressLetters[static_cast<unsigned char>(letter)]) {
            continue;
        }
        if (letter <= ' ' || letter == '\x7f' || letter == '\\') {
            // Bytes beyond ASCII are negative where char is signed and land here too.
            return refuse("it has a space, a control character or a letter beyond ASCII");
        }
        if (letter == '#') {
            return refuse("it has a fragment (#), which is never sent");
        }
    }
    const std::string_view rest = url.substr(colon + 3);
    std::size_t end = 0;
    while (end < rest.size() && rest[end] != '/' && rest[end] != '?') {
        ++end;
    }
    Result<Origin> origin = readAuthority(std::move(scheme), rest.substr(0, end));
    if (!origin) {
        return std::unexpected(std::move(origin.error()));
    }
    std::string target(rest.substr(end));
    if (target.empty() || target.front() == '?') {
        target.insert(target.begin(), '/');
    }
    return ParsedUrl { std::move(*origin), std::move(target) };
}

} // namespace patchbay::transport
