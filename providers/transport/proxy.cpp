// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/transport/proxy.h"

#include "providers/transport/header_text.h"

#include <openssl/evp.h>

#include <cstdlib>
#include <initializer_list>

namespace patchbay::transport {

namespace {

std::string fromEnvironment(std::initializer_list<const char *> names)
{
    for (const char *name : names) {
        if (const char *value = std::getenv(name); value && *value) {
            return value;
        }
    }
    return {};
}

bool isLoopback(std::string_view host)
{
    return host == "localhost" || host.ends_with(".localhost") || host == "[::1]"
        || (host.starts_with("127.") && host.find_first_not_of("0123456789.") == std::string_view::npos);
}

std::string_view trimmed(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(" \t");
    return first == std::string_view::npos ? "" : text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// One entry of NO_PROXY: "*", "host", ".domain", "*.domain", each with or without a port. A bare
// domain also covers what is below it, as curl reads it.
bool matches(std::string_view rawEntry, const Origin &origin)
{
    std::string entry = lowerCase(trimmed(rawEntry));
    if (entry == "*") {
        return true;
    }
    const std::size_t colon = entry.rfind(':');
    // A bare IPv6 address has several colons and no port.
    const bool hasPort =
        colon != std::string::npos && (entry.starts_with('[') ? entry[colon - 1] == ']' : entry.find(':') == colon);
    if (hasPort && colon > 0) {
        if (entry.substr(colon + 1) != std::to_string(origin.port)) {
            return false;
        }
        entry.resize(colon);
    }
    std::string_view name = entry;
    if (name.starts_with('*')) {
        name.remove_prefix(1);
    }
    if (name.starts_with('.')) {
        name.remove_prefix(1);
    }
    if (name.empty()) {
        return false;
    }
    const std::string_view host = origin.host;
    return host == name || host == "[" + std::string(name) + "]"
        || (host.size() > name.size() && host.ends_with(name) && host[host.size() - name.size() - 1] == '.');
}

bool isExempt(std::string_view list, const Origin &origin)
{
    while (!list.empty()) {
        const std::size_t comma = std::min(list.find(','), list.size());
        if (matches(list.substr(0, comma), origin)) {
            return true;
        }
        list.remove_prefix(std::min(comma + 1, list.size()));
    }
    return false;
}

std::string percentDecoded(std::string_view text)
{
    std::string result;
    for (std::size_t index = 0; index < text.size(); ++index) {
        const std::string digits(text.substr(index, 3));
        char *end = nullptr;
        const long value = digits.size() == 3 && digits[0] == '%' ? std::strtol(digits.c_str() + 1, &end, 16) : 0;
        if (end && end == digits.c_str() + 3) {
            result += static_cast<char>(value);
            index += 2;
        } else {
            result += text[index];
        }
    }
    return result;
}

std::string basicAuthorization(std::string_view userInfo)
{
    const std::string plain = percentDecoded(userInfo);
    std::string encoded(4 * ((plain.size() + 2) / 3) + 1, '\0');
    const int size =
        EVP_EncodeBlock(reinterpret_cast<unsigned char *>(encoded.data()),
                        reinterpret_cast<const unsigned char *>(plain.data()), static_cast<int>(plain.size()));
    encoded.resize(static_cast<std::size_t>(size));
    return "Basic " + encoded;
}

} // namespace

void proxyFromEnvironment(ClientOptions &options)
{
    options.httpProxy = fromEnvironment({ "http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY" });
    options.httpsProxy = fromEnvironment({ "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY" });
    options.noProxy = fromEnvironment({ "no_proxy", "NO_PROXY" });
}

Result<std::optional<ProxyAddress>> proxyFor(const ClientOptions &options, const Origin &origin)
{
    const std::string &address = origin.scheme == "https" ? options.httpsProxy : options.httpProxy;
    if (address.empty() || isLoopback(origin.host) || isExempt(options.noProxy, origin)) {
        return std::nullopt;
    }
    std::string plain = address.contains("://") ? address : "http://" + address;
    ProxyAddress proxy;
    const std::size_t authority = plain.find("://") + 3;
    if (const std::size_t at = plain.rfind('@'); at != std::string::npos) {
        proxy.authorization = basicAuthorization(std::string_view(plain).substr(authority, at - authority));
        plain.erase(authority, at + 1 - authority);
    }
    const Result<ParsedUrl> parsed = parseUrl(plain);
    if (!parsed || parsed->origin.scheme != "http") {
        Error error = makeError(ErrorClass::BadRequest, "The proxy's address is not of the form http://host:port.");
        error.remedy = "Correct the proxy in the settings or in HTTP_PROXY and HTTPS_PROXY.";
        return std::unexpected(std::move(error));
    }
    proxy.host = parsed->origin.host;
    proxy.port = parsed->origin.port;
    return proxy;
}

} // namespace patchbay::transport
