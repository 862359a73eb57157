// SPDX-License-Identifier: GPL-3.0-or-later
//
// Says in words what an edit did: "fallback for gpt-4o: add claude-sonnet", "gpt-4o: rpm 100 → 200". Secrets
// are not shown.
#pragma once

#include "models/config/document_path.h"

namespace patchbay::document {

// What a path is about: "fallback for gpt-4o", "gpt-4o: rpm", "router_settings.num_retries".
std::string subjectOf(const YamlNode &root, const std::vector<PlaceStep> &steps);
// A value in a few words.
std::string shortText(const YamlNode &value, bool secret);
// Whether a key's value must not be shown, by the schema or by its name.
bool isSecretKey(const std::vector<PlaceStep> &steps);
bool isSecretName(std::string_view key);

} // namespace patchbay::document
