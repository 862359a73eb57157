// SPDX-License-Identifier: GPL-3.0-or-later
//
// A part of a configuration as YAML, to be taken to another one: groups with their deployments, their fallbacks and
// the aliases that lead to them. A key in plain text does not travel: os.environ/NAME stands in its place.
#pragma once

#include "models/bay/picture.h"

namespace patchbay::bay {

// `groups`: names. Empty where none of them is written in the file. `catalog` names keys' variables; may be null.
std::string partText(const document::ConfigDocument &document, const std::vector<std::string> &groups, const Catalog *catalog);

// Takes in what partText() gave, or any model_list, list of its items, or one item. A group whose name is taken comes as
// NAME-2; fallbacks come along where their target is there; aliases where their name is free.
Result<document::EditReport> pastePart(document::ConfigDocument &document, const std::string &yaml, const Catalog *catalog);

} // namespace patchbay::bay
