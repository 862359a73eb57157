// SPDX-License-Identifier: GPL-3.0-or-later
//
// Whose prices bound what a request may cost before routing has chosen. Inside the room only.
#pragma once

#include "providers/gateway/gateway_snapshot.h"

namespace patchbay::gateway {

// One for each deployment that the name leads to, null where no price is known; empty for an unknown name. Entries
// belong to the snapshot and the catalogue.
std::vector<const ModelEntry *> candidateModels(const GatewaySnapshot &snapshot, const Catalog &catalog,
                                                std::string_view name);

} // namespace patchbay::gateway
