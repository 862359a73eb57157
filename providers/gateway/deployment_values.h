// SPDX-License-Identifier: GPL-3.0-or-later
//
// Reading litellm_params: values with their "os.environ/NAME" filled in, and what of them goes into requests. Pure but for
// the variables that are asked for.
#pragma once

#include "providers/gateway/deployment_access.h"

namespace patchbay::gateway {

using VariableValues = std::function<std::string(const std::string &name)>;

// The text, or the value of the variable that it names; an error where that is not set.
Result<std::string> resolvedText(const std::string &text, const VariableValues &variables);
// Of a member; empty where it is not there or no text.
Result<std::string> textOf(const config::YamlNode &parameters, std::string_view key, const VariableValues &variables);
// A value as JSON, variables filled in at every depth.
Result<std::string> jsonOf(const config::YamlNode &value, const VariableValues &variables);

// OpenAI's parameters, the provider's own, settings of the account such as a project, and whatever nobody here knows: all
// that litellm_params has and that is not meant for the gateway.
DeploymentDefaults defaultsOf(const config::Deployment &deployment, const Catalog &catalog, const VariableValues &variables,
                              std::vector<std::string> &warnings);

} // namespace patchbay::gateway
