// SPDX-License-Identifier: GPL-3.0-or-later
//
// Where a configuration refers to a model group, a deployment id or a credential by name: one table of paths.
#pragma once

#include "models/config/yaml_spans.h"

#include <functional>

namespace patchbay::document {

enum class NameKind : std::uint8_t { Group, Alias, DeploymentId, Credential };

struct NameSpot {
    SpanNode &node; // a text; a key or a value
    bool isKey = false;
    bool flow = false; // inside brackets
    bool defines = false; // model_name itself, not a reference to it
};

// Calls `visit` for each place of the tree that holds the name.
void visitNames(SpanNode &root, NameKind kind, std::string_view name,
                const std::function<void(const NameSpot &spot)> &visit);

} // namespace patchbay::document
