// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/upstream_headers.h"

#include <algorithm>

namespace patchbay::gateway {

namespace {

constexpr std::string_view limitHeaders[] = {
    "x-ratelimit-limit-requests", "x-ratelimit-remaining-requests", "x-ratelimit-reset-requests",
    "x-ratelimit-limit-tokens",   "x-ratelimit-remaining-tokens",   "x-ratelimit-reset-tokens",
};

// Of one connection, of one client, or the length of something that the client does not get.
bool isProvidersOwn(std::string_view name)
{
    constexpr std::string_view names[] = { "connection", "keep-alive", "content-length", "transfer-encoding", "te", "trailer", "upgrade",
                                           "set-cookie", "set-cookie2", "www-authenticate", "proxy-authenticate",
                                           "proxy-authentication-info", "authentication-info", "alt-svc" };
    return std::ranges::contains(names, name) || name.starts_with("proxy-");
}

} // namespace

UpstreamHeaders upstreamHeaders(const std::vector<HttpHeader> &received)
{
    constexpr std::string_view prefix = "llm_provider-";
    constexpr std::size_t countAtMost = 64;
    constexpr std::size_t bytesAtMost = 8 * 1024;
    constexpr std::size_t usualSize = 512;
    UpstreamHeaders headers;
    headers.prefixed.reserve(usualSize);
    std::size_t count = 0;
    for (const HttpHeader &header : received) {
        if (isProvidersOwn(header.name)) {
            continue;
        }
        ++count;
        headers.prefixed.addForeign(header.name.starts_with(prefix) ? "" : prefix, // of another gateway's answer
                                    header.name, header.value);
        if (count >= countAtMost || headers.prefixed.text().size() > bytesAtMost) {
            break;
        }
        if (header.name.starts_with("x-ratelimit-") && std::ranges::contains(limitHeaders, header.name)) {
            (header.name.ends_with("requests") ? headers.requestLimits : headers.tokenLimits).add(header.name, header.value);
        }
    }
    return headers;
}

} // namespace patchbay::gateway
