// SPDX-License-Identifier: GPL-3.0-or-later
//
// The parts of `patchbay-cli config`; config_command.cpp has the table of its actions.
#pragma once

#include "app/cli/arguments.h"
#include "app/cli/command.h"

namespace patchbay::cli {

int configCommand(std::span<const std::string> words, const Streams &streams, const Catalog &catalog);

int configGet(const Arguments &arguments, const Streams &streams);
int configEdit(std::string_view action, const Arguments &arguments, const Streams &streams);
int configDiff(const Arguments &arguments, const Streams &streams);
int configApply(const Arguments &arguments, const Streams &streams);
int configHistory(const Arguments &arguments, const Streams &streams);

// Prints the error object. A path, a selector or a usage that is wrong gives WrongUsage, all else Failed.
int reportConfigError(const Error &error, const Streams &streams);

} // namespace patchbay::cli
