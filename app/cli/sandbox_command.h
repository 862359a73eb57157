// SPDX-License-Identifier: GPL-3.0-or-later
//
// patchbay-cli sandbox: runs the simulated providers until SIGINT or SIGTERM.
#pragma once

#include <iosfwd>
#include <span>
#include <string>

namespace patchbay::cli {

// Takes the words after the command's name; gives the exit code: 0 done, 1 the address cannot be
// listened on, 2 wrong usage. Call it before other threads start: it blocks the two signals.
int sandboxCommand(std::span<const std::string> arguments, std::ostream &out, std::ostream &err);

} // namespace patchbay::cli
