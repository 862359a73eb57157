// SPDX-License-Identifier: GPL-3.0-or-later
//
// A configuration as `serve` takes it, with everything that is to be said about it; `check` says the same.
#pragma once

#include "providers/gateway/gateway_snapshot.h"

namespace patchbay::serving {

struct ServingCheck {
    std::vector<config::Problem> problems; // in the order of file and line
    Result<std::shared_ptr<gateway::GatewaySnapshot>> snapshot; // an error: it cannot be served
};

// Variables are the process's; `known` as in GatewaySnapshot::make().
ServingCheck checkServing(const std::string &file, const Catalog &catalog,
                          const gateway::GatewaySnapshot::KeyKnown &known = {});

} // namespace patchbay::serving
