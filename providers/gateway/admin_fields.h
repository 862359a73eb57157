// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which fields LiteLLM's calls for keys and accounts take, and what becomes of each here. A field that would limit
// something and is not kept is refused by name: a limit that seems to hold and does not would be worse than none.
#pragma once

#include "providers/gateway/virtual_key.h"
#include "providers/wire/json_view.h"

namespace patchbay::gateway {

enum class AdminNoun : std::uint8_t { Key, Team, User, Customer, Organization, Tag, Budget, Project };

// 400 for a field that the call does not have and that is nearly one of its fields, and for one that cannot be kept.
Result<void> checkAdminFields(AdminNoun noun, const wire::JsonView &json);
// Takes over what nothing depends on: LiteLLM's columns of the noun are shown beside the others, the rest goes into
// the metadata. After the metadata were read.
void keepAdminFields(AdminNoun noun, const wire::JsonView &json, VirtualKey &row);

} // namespace patchbay::gateway
