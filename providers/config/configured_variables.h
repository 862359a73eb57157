// SPDX-License-Identifier: GPL-3.0-or-later
//
// The variables of a configuration's own section environment_variables: os.environ/NAME finds them, and so does whoever
// looks a provider's or an observer's variable up.
#pragma once

#include "providers/config/gateway_config.h"

namespace patchbay::config {

// The value of a variable, empty where it is not set.
using Variables = std::function<std::string(const std::string &name)>;

// What the section says comes before the process's variables, as in LiteLLM. A value may itself be os.environ/OTHER, of
// the process; where that is not set, or nothing is said, the process's own variable holds. What is returned holds a copy
// of the section.
Variables withVariablesOf(const GatewayConfig &configuration, Variables process);

// Whether a variable's name says that its value is a secret.
bool namesSecretVariable(std::string_view name);

} // namespace patchbay::config
