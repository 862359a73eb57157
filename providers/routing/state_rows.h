// SPDX-License-Identifier: GPL-3.0-or-later
//
// Inside the room only, of state_json.cpp: the parts of a saved state that belong to groups and conversations, not to
// a deployment.
#pragma once

#include "providers/routing/json_fields.h"
#include "providers/routing/routing_state.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace patchbay::routing {

// {"group", "recent": [[seconds ago, requests, retries]…], "first_token": [[bucket, count]…], "hedges", "started"}:
// groups that have none of it are left out.
boost::json::array writeGroups(const RoutingTable &table, const RoutingState &state, SteadyTime now);
void readGroup(const RoutingTable &table, RoutingState &state, const boost::json::object &row, SteadyTime now);

// {"key": sixteen hex digits, "deployment", "remaining"}
boost::json::array writeAffinities(const RoutingTable &table, const RoutingState &state, SteadyTime now);
void readAffinity(const RoutingTable &table, RoutingState &state, const boost::json::object &row, SteadyTime now);

} // namespace patchbay::routing
