// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/admission.h"

#include "providers/gateway/error_text.h"
#include "providers/gateway/route.h"
#include "providers/transport/header_text.h"

#include <algorithm>

namespace patchbay::gateway {

namespace {

using transport::equalsIgnoringCase;

struct HostPort {
    std::string_view host;
    std::string_view port;
};

HostPort splitHost(std::string_view text)
{
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos || text.substr(colon).contains(']')) {
        return { text, {} };
    }
    return { text.substr(0, colon), text.substr(colon + 1) };
}

bool isLoopbackName(std::string_view host)
{
    return equalsIgnoringCase(host, "localhost") || host == "127.0.0.1" || host == "[::1]";
}

bool isNamed(std::string_view host, const HostPort &parts, const std::vector<std::string> &names)
{
    return std::ranges::any_of(names, [&](const std::string &name) {
        return equalsIgnoringCase(host, name) || equalsIgnoringCase(parts.host, name);
    });
}

} // namespace

std::optional<Error> checkHost(const RequestHead &head, const AdmissionRules &rules,
                               const std::vector<std::string> &alsoHosts)
{
    constexpr int misdirected = 421;
    constexpr int forbidden = 403;
    const std::string_view host = headerValue(head.headers, "host");
    if (rules.loopbackOnly && !host.empty()) {
        const HostPort parts = splitHost(host);
        const std::string port = std::to_string(rules.port);
        const bool ours = isLoopbackName(parts.host) && (parts.port.empty() || parts.port == port);
        if (!ours && !isNamed(host, parts, alsoHosts)) {
            return gatewayError(misdirected, "This gateway does not answer for the host in the request.");
        }
    }
    const std::string_view origin = headerValue(head.headers, "origin");
    if (!origin.empty() && origin != "http://" + std::string(host) && origin != "https://" + std::string(host)) {
        return gatewayError(forbidden, "Requests from web pages of other origins are not answered.");
    }
    return std::nullopt;
}

std::optional<Error> checkContentType(const RequestHead &head, bool formAllowed)
{
    constexpr int unsupported = 415;
    if (head.framing == BodyFraming::None) {
        return std::nullopt;
    }
    std::string_view type = headerValue(head.headers, "content-type");
    type = type.substr(0, type.find(';'));
    while (type.ends_with(' ') || type.ends_with('\t')) {
        type.remove_suffix(1);
    }
    const bool form = formAllowed && equalsIgnoringCase(type, "multipart/form-data");
    if (!form && !equalsIgnoringCase(type, "application/json")) {
        return gatewayError(unsupported,
                            formAllowed ? "The body must be multipart/form-data or application/json."
                                        : "The body must be application/json.");
    }
    const std::string_view encoding = headerValue(head.headers, "content-encoding");
    if (!encoding.empty() && !equalsIgnoringCase(encoding, "identity")) {
        return gatewayError(unsupported, "Compressed bodies are not read.");
    }
    return std::nullopt;
}

std::string presentedKey(const RequestHead &head, std::string_view onlyHeader)
{
    constexpr std::string_view bearer = "bearer ";
    const auto within = [&](std::string_view name) {
        std::string_view value = headerValue(head.headers, name);
        if (value.size() > bearer.size() && equalsIgnoringCase(value.substr(0, bearer.size()), bearer)) {
            value.remove_prefix(bearer.size());
        }
        while (value.starts_with(' ')) {
            value.remove_prefix(1);
        }
        return std::string(value);
    };
    if (!onlyHeader.empty()) {
        return within(onlyHeader);
    }
    for (const char *name : { "x-litellm-api-key", "authorization", "api-key", "x-api-key", "x-goog-api-key" }) {
        if (!headerValue(head.headers, name).empty()) {
            return within(name);
        }
    }
    return queryValue(head.query(), "key");
}

} // namespace patchbay::gateway
