// SPDX-License-Identifier: GPL-3.0-or-later
//
// FormRow: what a form shows of the thing that is selected: for each parameter its type, default and meaning from
// the schema's table, and the value where the file sets one. Unknown keys are rows too, as text.
#pragma once

#include "models/bay/picture.h"
#include "providers/config/schema.h"

namespace patchbay::bay {

struct FormRow {
    std::string path {}; // for ConfigDocument::set
    std::string label {};
    const config::SchemaField *field = nullptr; // null: the schema does not know it
    std::string value {}; // scalars as they are, lists and maps as JSON; empty: not set
    bool set = false;
    std::uint32_t line = 0; // where it is set; 0: not in this file
    std::string foreign {}; // why it cannot be changed here
};

struct FormSection {
    std::string title {};
    std::vector<FormRow> rows {};
    // Parameters that may be added: full paths, by name.
    std::vector<FormRow> more {};
};

struct Form {
    std::string title {};
    std::string subtitle {};
    std::vector<FormSection> sections {};
};

// Empty id: the router's settings.
Form formOf(const document::ConfigDocument &document, const Picture &picture, const std::string &id);

} // namespace patchbay::bay
