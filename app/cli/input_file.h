// SPDX-License-Identifier: GPL-3.0-or-later
//
// Files that a command is given or told to write; standard input has the name "-".
#pragma once

#include "providers/core/result.h"

#include <iosfwd>
#include <string>
#include <string_view>

namespace patchbay::cli {

// NotFound when it cannot be read; a directory cannot.
Result<std::string> readWhole(const std::string &file, std::istream &standardInput);

// NotFound where the file could not be written now: asked before a call that costs something.
Result<void> checkWritable(const std::string &file);
// The file holds these bytes and no others then.
Result<void> writeFile(const std::string &file, std::string_view bytes);

} // namespace patchbay::cli
