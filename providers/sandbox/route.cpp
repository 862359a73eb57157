// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/sandbox/route.h"

#include "providers/sandbox/dialect.h"

namespace patchbay::sandbox {

namespace {

using What = Route::What;

struct Meaning {
    std::string_view family;
    What what = What::Nothing;
    std::string_view model;
};

Meaning geminiMeaning(std::string_view path)
{
    if (path == "/v1beta/models" || path == "/v1/models") {
        return { "gemini", What::ModelList, {} };
    }
    const std::size_t start = path.find("/models/");
    if (start == std::string_view::npos) {
        return { "gemini", What::Nothing, {} };
    }
    const std::string_view name = path.substr(start + 8);
    const std::size_t colon = name.rfind(':');
    if (colon == std::string_view::npos) {
        return { "gemini", What::OneModel, name };
    }
    const std::string_view method = name.substr(colon + 1);
    const bool chat = method == "generateContent" || method == "streamGenerateContent";
    return { "gemini", chat ? What::Chat : What::Nothing, name.substr(0, colon) };
}

// What the path means when the family is known, or at the root when it is not.
Meaning meaningOf(std::string_view family, std::string_view path, const std::vector<HttpHeader> &headers)
{
    const bool any = family.empty();
    if (path.starts_with("/v1beta/") || family == "gemini") {
        return geminiMeaning(path);
    }
    if ((any || family == "openai") && path == "/v1/chat/completions") {
        return { "openai", What::Chat, {} };
    }
    if ((any || family == "anthropic") && path == "/v1/messages") {
        return { "anthropic", What::Chat, {} };
    }
    if (path.starts_with("/v1/models") && family != "ollama") {
        const bool anthropic = any ? !headerValue(headers, "anthropic-version").empty() : family == "anthropic";
        const std::string_view name = path == "/v1/models" ? std::string_view() : path.substr(11);
        return { anthropic ? "anthropic" : "openai", name.empty() ? What::ModelList : What::OneModel, name };
    }
    if (any || family == "ollama") {
        if (path == "/api/chat") {
            return { "ollama", What::Chat, {} };
        }
        if (path == "/api/tags") {
            return { "ollama", What::ModelList, {} };
        }
        if (path == "/api/version") {
            return { "ollama", What::Version, {} };
        }
        if (!any && path == "/") {
            return { "ollama", What::Greeting, {} };
        }
    }
    return { any ? std::string_view("openai") : family, What::Nothing, {} };
}

} // namespace

Route routeOf(std::string_view target, const std::vector<HttpHeader> &headers)
{
    Route route;
    const std::string_view path = target.substr(0, target.find('?'));
    route.target = target;
    if (!path.starts_with('/')) {
        route.family = "openai";
        return route;
    }
    if (path == "/" || path == "/_sandbox" || path == "/_sandbox/") {
        route.what = What::Index;
        return route;
    }
    if (path.starts_with("/_sandbox/")) {
        route.what = path == "/_sandbox/scenario" ? What::Scenario
            : path == "/_sandbox/log"             ? What::Log
                                                  : What::Nothing;
        return route;
    }
    std::string_view family;
    std::string_view rest = path;
    for (const Dialect &dialect : dialects()) {
        const std::string_view inside = path.substr(1);
        if (inside.starts_with(dialect.family)
            && (inside.size() == dialect.family.size() || inside[dialect.family.size()] == '/')) {
            family = dialect.family;
            rest = inside.substr(dialect.family.size());
            route.target = target.substr(1 + dialect.family.size());
        }
    }
    const Meaning meaning = meaningOf(family, rest.empty() ? std::string_view("/") : rest, headers);
    route.family = meaning.family;
    route.what = meaning.what;
    route.model = meaning.model;
    return route;
}

} // namespace patchbay::sandbox
