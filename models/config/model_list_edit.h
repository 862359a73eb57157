// SPDX-License-Identifier: GPL-3.0-or-later
//
// Edits of model_list as LiteLLM's admin calls ask for them: an entry more, members of one replaced, one away.
// Each is the smallest patch of the text; entries that come from an included file are refused.
#pragma once

#include "models/config/config_document.h"

namespace patchbay::document {

// `entry` is the JSON of an item of model_list.
Result<EditReport> addModel(ConfigDocument &document, std::string_view entry);
// Members of "litellm_params" and "model_info", and "model_name", replace those of the deployment; null takes one away.
Result<EditReport> updateModel(ConfigDocument &document, std::string_view deployment, std::string_view entry);
// Any value, as JSON, at a path of keys; null takes it away.
Result<EditReport> setValue(ConfigDocument &document, const std::vector<std::string> &keys, const std::string &json);
Result<EditReport> removeModel(ConfigDocument &document, std::string_view deployment);

} // namespace patchbay::document
