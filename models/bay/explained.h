// SPDX-License-Identifier: GPL-3.0-or-later
//
// Where a request would go and why, in words, by the decisions that live traffic takes. Nothing is sent.
#pragma once

#include "providers/config/gateway_config.h"
#include "providers/routing/routing_state.h"

namespace patchbay {
class Catalog;
}

namespace patchbay::bay {

// An ordinary request to a group, alias or model. `catalog` may be null.
std::string explainModel(const config::GatewayConfig &configuration, const Catalog *catalog, const std::string &model,
                         const routing::Moment &now);

// A request as it was copied: OpenAI's JSON, or a command that holds it. Without a model it asks for `otherwise`.
Result<std::string> explainRequest(const config::GatewayConfig &configuration, const Catalog *catalog, std::string_view pasted,
                                   const std::string &otherwise, const routing::Moment &now);

} // namespace patchbay::bay
