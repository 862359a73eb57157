// SPDX-License-Identifier: GPL-3.0-or-later
//
// Route: what a path means, and in which dialect its answers and errors are. One table.
#pragma once

#include "providers/core/call_kind.h"
#include "providers/gateway/client_dialect.h"

#include <optional>
#include <vector>

namespace patchbay::gateway {

enum class RouteKind : std::uint8_t {
    Chat,
    Kind,
    Responses,
    ResponseCall,
    PassThrough,
    CountTokens,
    Models,
    Alive,
    Ready,
    Health,
    Metrics,
    Admin
};

struct Route {
    RouteKind kind = RouteKind::Chat;
    std::string_view method = "POST";
    const ClientDialect *dialect = nullptr;
    std::string model; // of the path, decoded; empty where the body says it; of ResponseCall the id
    bool stream = false; // the path asks for a stream
    bool open = false; // needs no key
    CallKind callKind = CallKind::Chat; // of RouteKind::Kind
    bool form = false; // takes multipart/form-data
};

// Nothing where there is no such path.
std::optional<Route> findRoute(std::string_view method, std::string_view path);
// Of errors under a path, also of one that leads nowhere.
const ClientDialect &dialectOfPath(std::string_view path);

// "%2F" and the like; nothing for a broken escape or a control character.
std::optional<std::string> percentDecoded(std::string_view text);
// The decoded value of a name in "a=b&c=d"; empty where absent.
std::string queryValue(std::string_view query, std::string_view name);
std::vector<std::string> queryValues(std::string_view query, std::string_view name);

} // namespace patchbay::gateway
