// SPDX-License-Identifier: GPL-3.0-or-later
//
// A file that a command is given, or standard input under the name "-".
#pragma once

#include "providers/core/result.h"

#include <iosfwd>

namespace patchbay::cli {

// NotFound when it cannot be read.
Result<std::string> readWhole(const std::string &file, std::istream &standardInput);

} // namespace patchbay::cli
