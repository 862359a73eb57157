// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which fields LiteLLM's calls for keys and accounts take, and what becomes of each here. A field that would limit
// something and is not kept is refused by name: a limit that seems to hold and does not would be worse than none.
#pragma once

#include "providers/core/http.h"
#include "providers/gateway/virtual_key.h"
#include "providers/wire/json_view.h"

namespace patchbay::gateway {

enum class AdminNoun : std::uint8_t { Key, Team, User, Customer, Organization, Tag, Budget, Project };

// 400 for a field that cannot be kept, and for one that the call does not have where leaving it out could matter: it is
// nearly one of its fields, or sounds as if it limited something. Others that nobody knows are left out, as in LiteLLM.
Result<void> checkAdminFields(AdminNoun noun, const wire::JsonView &json);
// Whether a field that nobody knows could be meant to keep something from somebody.
bool soundsLikeLimit(std::string_view name);
// The object with a text under the name, whatever was there before.
JsonText withTextMember(const JsonText &object, std::string_view name, std::string_view text);
// Says in a header of the answer to an admin call at `path` which fields of its body were left out.
void tellIgnoredFields(std::string_view path, const std::string &body, HttpResponse &answer);
// Takes over what nothing depends on: LiteLLM's columns of the noun are shown beside the others, the rest goes into
// the metadata. After the metadata were read.
void keepAdminFields(AdminNoun noun, const wire::JsonView &json, VirtualKey &row);

} // namespace patchbay::gateway
