// SPDX-License-Identifier: GPL-3.0-or-later
//
// patchbay-cli translate request|response|stream: what a codec makes of a request or an answer,
// without sending anything (docs/command-line.md).
#pragma once

#include "providers/catalog/catalog.h"

#include <iosfwd>
#include <span>
#include <string>

namespace patchbay::cli {

// Takes the words after "translate"; gives the exit code: 0 done, 1 the work failed, 2 wrong usage.
// An answer with a failing --status is translated to its error object, which is the result.
int translateCommand(std::span<const std::string> arguments, std::istream &in, std::ostream &out, std::ostream &err,
                     const Catalog &catalog);

} // namespace patchbay::cli
