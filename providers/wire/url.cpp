// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/url.h"

namespace patchbay::wire {

std::string endpointUrl(std::string_view base, std::string_view path)
{
    const std::size_t queryStart = base.find('?');
    const std::string_view query = queryStart == std::string_view::npos ? std::string_view() : base.substr(queryStart);
    base = base.substr(0, queryStart);
    while (base.ends_with('/')) {
        base.remove_suffix(1);
    }
    // The longest beginning of the path, cut at a slash, that the base ends with.
    for (std::size_t cut = path.size(); cut > 0 && cut != std::string_view::npos; cut = path.rfind('/', cut - 1)) {
        if (base.ends_with(path.substr(0, cut))) {
            return std::string(base) + std::string(path.substr(cut)) + std::string(query);
        }
    }
    return std::string(base) + std::string(path) + std::string(query);
}

std::string encodedPath(std::string_view name)
{
    constexpr std::string_view hex = "0123456789ABCDEF";
    constexpr std::string_view kept = "-._~/:@";
    std::string encoded;
    for (const char c : name) {
        const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (plain || kept.find(c) != std::string_view::npos) {
            encoded += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            encoded += '%';
            encoded += hex[byte >> 4];
            encoded += hex[byte & 15];
        }
    }
    return encoded;
}

HttpRequest getRequest(const Target &target, std::string url)
{
    HttpRequest request;
    request.method = "GET";
    request.url = std::move(url);
    request.headers = target.provider.quirks.headers;
    request.auth = target.provider.auth;
    return request;
}

// What encodedPath leaves for paths is encoded too.
std::string formValue(std::string_view value)
{
    std::string encoded;
    for (const char c : encodedPath(value)) {
        switch (c) {
        case '/': encoded += "%2F"; break;
        case ':': encoded += "%3A"; break;
        case '@': encoded += "%40"; break;
        default: encoded += c;
        }
    }
    return encoded;
}

HttpRequest jsonRequest(const Target &target, std::string url, std::string body)
{
    HttpRequest request = getRequest(target, std::move(url));
    request.method = "POST";
    request.headers.insert(request.headers.begin(), { "content-type", "application/json" });
    request.body = std::move(body);
    return request;
}

Result<void> needApiBase(const Target &target)
{
    if (!target.apiBase.empty()) {
        return {};
    }
    Error error = makeError(ErrorClass::BadRequest, "No address is known for " + target.provider.id + ".");
    error.provider = target.provider.id;
    error.model = target.model;
    error.param = "api_base";
    const std::vector<std::string> &variables = target.provider.baseVariables;
    error.remedy = variables.empty() ? "Give an api_base." : "Give an api_base or set " + variables.front() + ".";
    return std::unexpected(std::move(error));
}

} // namespace patchbay::wire
