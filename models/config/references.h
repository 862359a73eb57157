// SPDX-License-Identifier: GPL-3.0-or-later
//
// Where a configuration refers to a model group, a deployment id, a credential, a guardrail or a policy by name:
// providers/config/reference_table.h has the paths.
#pragma once

#include "models/config/document_path.h"

#include <functional>

namespace patchbay::document {

enum class NameKind : std::uint8_t { Group, Alias, DeploymentId, Credential, Guardrail, Policy };

struct NameSpot {
    SpanNode &node; // a text; a key or a value
    bool isKey = false;
    bool flow = false; // inside brackets
    bool defines = false; // model_name itself, not a reference to it
};

// Calls `visit` for each place of the tree that holds the name.
void visitNames(SpanNode &root, NameKind kind, std::string_view name,
                const std::function<void(const NameSpot &spot)> &visit);

// Which names belong at a place: `steps` lead to the value, or to the map whose key it is. Aliases and deployment
// ids may stand wherever a group may.
std::optional<NameKind> referenceAt(const std::vector<PlaceStep> &steps, bool isKey);

} // namespace patchbay::document
