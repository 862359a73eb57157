// SPDX-License-Identifier: GPL-3.0-or-later
//
// A row of the schema in words, for completion and for help at the cursor.
#pragma once

#include "providers/config/schema.h"

#include <string>

namespace patchbay::document {

// "number", "true or false", "list of names", "duration": a few words.
std::string_view typeWords(config::ValueType type);
// "number, 0 to 1, default 3"
std::string factsOf(const config::SchemaField &field);
// Its sentence, and what Patchbay does with a key that it only knows.
std::string sentenceOf(const config::SchemaField &field);

} // namespace patchbay::document
