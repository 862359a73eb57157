// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the schema says about the value at a path.
#pragma once

#include "models/config/document_path.h"
#include "providers/config/schema.h"

namespace patchbay::document {

struct SchemaPlace {
    config::ValueType type = config::ValueType::Any;
    const config::SchemaField *field = nullptr; // the row that decides; null inside free maps
    const config::SchemaObject *object = nullptr; // of a map with known keys
    bool known = true; // no row, and none of the maps around takes any key
    bool groupItem = false; // an item of a list of fallbacks: a map from a group to groups

    static SchemaPlace root();
    SchemaPlace key(std::string_view name) const;
    SchemaPlace item() const;
    static SchemaPlace at(const std::vector<PlaceStep> &steps);

    bool isList() const;
    // Its keys are names that users choose.
    bool hasFreeKeys() const;
    // Values that must not be shown.
    bool isSecret() const { return type == config::ValueType::Secret; }
};

// A value as given on the command line or in a form: JSON, or a word that is read as the schema's type;
// without one, true, false, null and JSON's numbers are what they say and everything else is text.
Result<YamlNode> readValue(std::string_view text, const SchemaPlace &place);

} // namespace patchbay::document
