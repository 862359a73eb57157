// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the files of AccountAdmin share. Inside the room only.
#pragma once

#include "providers/gateway/account_admin.h"
#include "providers/wire/json_view.h"

namespace patchbay::gateway {

// How LiteLLM names things of a kind of account.
struct AccountAdmin::Noun {
    std::string_view path; // "/team"
    AccountKind kind;
    const char *id; // "team_id"
    const char *ids; // of delete
    const char *query; // of info
};

namespace admin {

std::unexpected<Error> refuse(int status, std::string message, std::string param = {});
// The body as an object; nothing is an empty one.
Result<wire::JsonView> parsed(const std::string &body);
// Names in a list, or one alone, in any of the fields.
std::vector<std::string> namesIn(const wire::JsonView &json, std::initializer_list<const char *> fields);
JsonText membersIn(const wire::JsonView &json);
// A whole number of the query from 1 to `largest`; `otherwise` where there is none.
std::size_t queryNumber(std::string_view query, std::string_view name, std::size_t otherwise, std::size_t largest);

} // namespace admin

} // namespace patchbay::gateway
