// SPDX-License-Identifier: GPL-3.0-or-later
//
// ModelEditor: the port through which admin calls change the configuration that is served.
// All or nothing: what cannot be served is not written, and what was written is in force when the call returns.
// Calls wait for the disk, so no I/O thread makes them.
#pragma once

#include "providers/core/json_text.h"
#include "providers/core/result.h"

#include <string>
#include <vector>

namespace patchbay::gateway {

// A value at a path of keys, such as router_settings, fallbacks; null takes it away.
struct ConfigSetting {
    std::vector<std::string> path;
    JsonText value;
};

class ModelEditor {
public:
    virtual ~ModelEditor() = default;
    // `entry` as it stands in model_list: {"model_name", "litellm_params", "model_info"}.
    virtual Result<void> add(const JsonText &entry) = 0;
    // Members of "litellm_params" and "model_info" replace those of the deployment; null takes one away.
    virtual Result<void> update(const std::string &deployment, const JsonText &entry) = 0;
    virtual Result<void> remove(const std::string &deployment) = 0;
    // All of them in one change; `call` names it in the file's history.
    virtual Result<void> set(const std::vector<ConfigSetting> &settings, const std::string &call) = 0;
};

} // namespace patchbay::gateway
