// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/azure_path.h"

#include "providers/gateway/route.h"

namespace patchbay::gateway {

namespace {

bool startsWithSegment(std::string_view path, std::string_view segment)
{
    return path.starts_with(segment) && (path.size() == segment.size() || path[segment.size()] == '/');
}

} // namespace

std::string_view withoutAzure(std::string_view path, std::string_view query)
{
    constexpr std::string_view openAi = "/openai";
    constexpr std::string_view version = "/openai/v1";
    const auto own = [](std::string_view rest) {
        return startsWithSegment(rest, "/responses") || startsWithSegment(rest, "/models");
    };
    if (startsWithSegment(path, version) && own(path.substr(version.size()))) {
        return path.substr(version.size());
    }
    if (startsWithSegment(path, openAi) && own(path.substr(openAi.size())) && !queryValue(query, "api-version").empty()) {
        return path.substr(openAi.size());
    }
    return path;
}

} // namespace patchbay::gateway
