// SPDX-License-Identifier: GPL-3.0-or-later
//
// The schema's table as a JSON Schema (draft 2020-12), for editors and other programs. It says what a file may
// hold as `check` reads it; names that only the file itself defines (groups, credentials) are texts here.
#pragma once

#include <string>

namespace patchbay::config {

// Indented by two spaces, a line break at the end; the same text every time. resources/schema holds it.
std::string jsonSchema();

} // namespace patchbay::config
