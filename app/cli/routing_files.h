// SPDX-License-Identifier: GPL-3.0-or-later
//
// What route explain and simulate read from disk.
#pragma once

#include "providers/routing/routing_table.h"

#include <iosfwd>

namespace patchbay::cli {

// A configuration's routing table. What is wrong but has a safe reading goes to `err`, a line each.
Result<std::shared_ptr<const routing::RoutingTable>> loadTable(const std::string &file, const Catalog &catalog,
                                                               std::ostream &err);

} // namespace patchbay::cli
