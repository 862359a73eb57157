// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/route.h"

#include <algorithm>
#include <array>
#include <vector>

namespace patchbay::gateway {

namespace {

struct FixedRoute {
    std::string_view path; // without /v1
    std::string_view method;
    RouteKind kind;
    bool open;
};

constexpr std::array fixedRoutes {
    FixedRoute { "/chat/completions", "POST", RouteKind::Chat, false },
    FixedRoute { "/messages", "POST", RouteKind::Chat, false },
    FixedRoute { "/messages/count_tokens", "POST", RouteKind::CountTokens, false },
    FixedRoute { "/responses", "POST", RouteKind::Responses, false },
    FixedRoute { "/models", "GET", RouteKind::Models, false },
    FixedRoute { "/", "GET", RouteKind::Alive, true }, // balancers ask there
    FixedRoute { "/health/liveliness", "GET", RouteKind::Alive, true },
    FixedRoute { "/health/liveness", "GET", RouteKind::Alive, true },
    FixedRoute { "/health/readiness", "GET", RouteKind::Ready, true },
    FixedRoute { "/health", "GET", RouteKind::Health, false },
    FixedRoute { "/metrics", "GET", RouteKind::Metrics, false },
};

struct KindRoute {
    std::string_view path; // without /v1
    CallKind kind;
    bool form;
};

constexpr std::array kindRoutes {
    KindRoute { "/completions", CallKind::Completions, false },
    KindRoute { "/embeddings", CallKind::Embeddings, false },
    KindRoute { "/images/generations", CallKind::Images, false },
    KindRoute { "/images/edits", CallKind::ImageEdits, true },
    KindRoute { "/audio/transcriptions", CallKind::Transcription, true },
    KindRoute { "/audio/speech", CallKind::Speech, false },
    KindRoute { "/rerank", CallKind::Rerank, false },
    KindRoute { "/moderations", CallKind::Moderation, false },
};

std::optional<Route> kindRoute(std::string_view plain)
{
    for (const KindRoute &known : kindRoutes) {
        if (known.path == plain) {
            return Route { RouteKind::Kind, "POST", &openAiDialect(), {}, false, false, known.kind, known.form };
        }
    }
    return std::nullopt;
}

bool startsWithSegment(std::string_view path, std::string_view segment)
{
    return path.starts_with(segment) && (path.size() == segment.size() || path[segment.size()] == '/');
}

int hexDigit(char letter)
{
    constexpr std::string_view digits = "0123456789abcdef";
    const auto lower = letter >= 'A' && letter <= 'F' ? static_cast<char>(letter - 'A' + 'a') : letter;
    const std::size_t place = digits.find(lower);
    return place == std::string_view::npos ? -1 : static_cast<int>(place);
}

// /openai/deployments/{d}/chat/completions and the other calls; the deployment names the model.
std::optional<Route> azureRoute(std::string_view path)
{
    for (const std::string_view prefix : { std::string_view("/openai/deployments/"), std::string_view("/engines/") }) {
        if (!path.starts_with(prefix)) {
            continue;
        }
        const std::string_view rest = path.substr(prefix.size());
        const Route chat { RouteKind::Chat, "POST", &openAiDialect(), {}, false, false, CallKind::Chat, false };
        // A deployment's name may hold slashes, so the call is looked for at the end.
        const auto named = [&](std::string_view tail, Route route) -> std::optional<Route> {
            if (!rest.ends_with(tail) || rest.size() == tail.size()) {
                return std::nullopt;
            }
            const auto model = percentDecoded(rest.substr(0, rest.size() - tail.size()));
            route.model = model.value_or("");
            return model ? std::optional(std::move(route)) : std::nullopt;
        };
        if (auto route = named("/chat/completions", chat)) {
            return route;
        }
        Route responses = chat;
        responses.kind = RouteKind::Responses;
        if (auto route = named("/responses", std::move(responses))) {
            return route;
        }
        for (const KindRoute &known : kindRoutes) {
            if (auto route = named(known.path, *kindRoute(known.path))) {
                return route;
            }
        }
    }
    return std::nullopt;
}

// /responses/{id}, …/cancel, …/input_items
std::optional<Route> responseRoute(std::string_view method, std::string_view plain)
{
    constexpr std::string_view prefix = "/responses/";
    if (!plain.starts_with(prefix) || plain.size() == prefix.size()) {
        return std::nullopt;
    }
    const std::string_view rest = plain.substr(prefix.size());
    const std::string_view tail = rest.substr(std::min(rest.find('/'), rest.size()));
    const auto id = percentDecoded(rest.substr(0, rest.size() - tail.size()));
    if (!id || (!tail.empty() && tail != "/cancel" && tail != "/input_items")) {
        return std::nullopt;
    }
    const std::string_view wanted = tail == "/cancel" ? "POST" : tail.empty() && method == "DELETE" ? "DELETE" : "GET";
    return Route { RouteKind::ResponseCall, wanted, &openAiDialect(), *id, false, false, CallKind::Responses, false };
}

// GET /models/{id}; an id may hold slashes and colons.
std::optional<Route> modelRoute(std::string_view method, std::string_view path, const ClientDialect &dialect)
{
    for (const std::string_view prefix :
         { std::string_view("/v1beta/models/"), std::string_view("/v1/models/"), std::string_view("/models/") }) {
        if ((method == "GET" || method == "HEAD") && path.starts_with(prefix) && path.size() > prefix.size()) {
            const auto model = percentDecoded(path.substr(prefix.size()));
            return model ? std::optional(Route { RouteKind::Models, "GET", &dialect, *model, false, false, CallKind::Chat, false })
                         : std::nullopt;
        }
    }
    return std::nullopt;
}

// /v1beta/models/{m}:generateContent and its kin; a model's name may hold slashes.
std::optional<Route> geminiRoute(std::string_view path)
{
    for (const std::string_view prefix :
         { std::string_view("/v1beta/models/"), std::string_view("/v1/models/"), std::string_view("/models/") }) {
        const std::size_t colon = path.rfind(':');
        if (!path.starts_with(prefix) || colon == std::string_view::npos || colon <= prefix.size()) {
            continue;
        }
        const std::string_view action = path.substr(colon + 1);
        const auto model = percentDecoded(path.substr(prefix.size(), colon - prefix.size()));
        if (model && action == "countTokens") {
            return Route {
                RouteKind::CountTokens, "POST", &geminiDialect(), *model, false, false, CallKind::Chat, false
            };
        }
        if (model && (action == "generateContent" || action == "streamGenerateContent")) {
            return Route { RouteKind::Chat, "POST", &geminiDialect(), *model, action == "streamGenerateContent", false,
                           CallKind::Chat,  false };
        }
    }
    return std::nullopt;
}

} // namespace

std::optional<std::string> percentDecoded(std::string_view text)
{
    std::string decoded;
    for (std::size_t place = 0; place < text.size(); ++place) {
        char letter = text[place];
        if (letter == '%') {
            const int high = place + 2 < text.size() ? hexDigit(text[place + 1]) : -1;
            const int low = place + 2 < text.size() ? hexDigit(text[place + 2]) : -1;
            if (high < 0 || low < 0) {
                return std::nullopt;
            }
            letter = static_cast<char>(high * 16 + low);
            place += 2;
        }
        if (static_cast<unsigned char>(letter) < 0x20 || letter == 0x7f) {
            return std::nullopt;
        }
        decoded += letter;
    }
    return decoded;
}

std::vector<std::string> queryValues(std::string_view query, std::string_view name)
{
    std::vector<std::string> values;
    while (!query.empty()) {
        const std::size_t end = std::min(query.find('&'), query.size());
        const std::string_view pair = query.substr(0, end);
        const std::size_t equals = std::min(pair.find('='), pair.size());
        if (pair.substr(0, equals) == name) {
            std::string value(pair.substr(std::min(equals + 1, pair.size())));
            std::ranges::replace(value, '+', ' ');
            values.push_back(percentDecoded(value).value_or(std::string()));
        }
        query.remove_prefix(std::min(end + 1, query.size()));
    }
    return values;
}

std::string queryValue(std::string_view query, std::string_view name)
{
    const std::vector<std::string> values = queryValues(query, name);
    return values.empty() ? std::string() : values.front();
}

const ClientDialect &dialectOfPath(std::string_view path)
{
    if (path == "/v1/messages" || path == "/messages" || path.ends_with("/messages/count_tokens")
        || path.starts_with("/anthropic/")) {
        return anthropicDialect();
    }
    const bool google = startsWithSegment(path, "/v1beta") || path.ends_with(":generateContent")
        || path.ends_with(":streamGenerateContent") || path.ends_with(":countTokens");
    return google ? geminiDialect() : openAiDialect();
}

std::optional<Route> findRoute(std::string_view method, std::string_view path)
{
    std::string_view plain = startsWithSegment(path, "/v1") ? path.substr(3) : path;
    if (path == "/v1beta/models") {
        plain = "/models";
    }
    std::optional<Route> other; // the path is known, the method is another
    for (const FixedRoute &fixed : fixedRoutes) {
        if (fixed.path == plain) {
            Route route {
                fixed.kind, fixed.method, &dialectOfPath(path), {}, false, fixed.open, CallKind::Chat, false
            };
            if (fixed.method == method || (fixed.method == "GET" && method == "HEAD")) {
                return route;
            }
            other = route;
        }
    }
    if (other) {
        return other;
    }
    if (const std::optional<Route> kind = kindRoute(path == "/v2/rerank" ? std::string_view("/rerank") : plain)) {
        return kind;
    }
    constexpr std::array adminPrefixes { "/key",      "/spend",    "/global",       "/team",   "/user",
                                         "/customer", "/end_user", "/organization", "/budget", "/tag",  "/project",
                                         "/model",    "/model_group", "/patchbay/config", "/patchbay/routing", "/patchbay/bodies",
                                         "/provider/budgets", "/cache", "/router/settings", "/config/yaml",
                                         "/config/update", "/fallback", "/credentials", "/router/fields",
                                         "/get/config", "/health/services", "/health/latest", "/health/backlog", "/health/history", "/health/test_connection", "/guardrails/list", "/cost/estimate",
                                         "/utils/token_counter" };
    const std::string_view info = path.starts_with("/v2/") ? path.substr(3) : plain; // LiteLLM has both
    if (info == "/model/info" || info == "/model_group/info" || path == "/v2/key/info" || path == "/v2/user/info" || path == "/v2/team/list"
        || std::ranges::any_of(adminPrefixes, [&](const char *prefix) { return startsWithSegment(path, prefix); })) {
        return Route { RouteKind::Admin, method, &openAiDialect(), {}, false, false, CallKind::Chat, false };
    }
    if (std::optional<Route> response = responseRoute(method, plain)) {
        return response;
    }
    std::optional<Route> found = azureRoute(path);
    found = found ? std::move(found) : geminiRoute(path);
    found = found ? std::move(found) : modelRoute(method, path, dialectOfPath(path));
    // Clients that put a base address and a path together leave a slash at the end.
    return found || path.size() < 2 || !path.ends_with('/') ? found : findRoute(method, path.substr(0, path.size() - 1));
}

} // namespace patchbay::gateway
