// SPDX-License-Identifier: GPL-3.0-or-later
//
// Where a configuration refers to something by its name: one table of paths. Checks, renames, completion and help go by
// it, so that what can be renamed is what is checked.
//
// In a path "*" is any key or item, "{}" at its end the keys of a map; "$" is router_settings and litellm_settings, "@" a
// list of fallbacks.
#pragma once

#include "providers/config/yaml_node.h"

#include <functional>
#include <span>
#include <string_view>

namespace patchbay::config {

// Groups may be named by an alias or a deployment's id too.
enum class ReferenceKind : std::uint8_t { Group, Credential, Guardrail, Policy };

// What a name that is nobody's means.
enum class Dangling : std::uint8_t {
    Elsewhere, // a check of its own tells it
    Error,
    Warning,
    Allowance, // of a list of models that somebody may use: a warning; such lists know patterns and words of their own
};

struct ReferenceRow {
    std::string_view path {};
    ReferenceKind kind = ReferenceKind::Group;
    Dangling dangling = Dangling::Elsewhere;
};

std::span<const ReferenceRow> referenceRows();
// Where such things get their names. Groups only: aliases and deployments' ids are not among them.
std::span<const std::string_view> definitionPaths(ReferenceKind kind);

// Whether a path leads there: keys of maps as they are, "#" for an item of a list, "{}" at the end for a key itself.
bool matchesReference(std::string_view pattern, std::span<const std::string_view> path);

// A name where it stands.
struct ReferencePlace {
    const std::string &name;
    const SourceSpan &span;
    bool isKey = false;
};
// Visits the names at a path; values that are no text have none.
void visitReferences(const YamlNode &root, std::string_view path, const std::function<void(const ReferencePlace &)> &visit);

} // namespace patchbay::config
