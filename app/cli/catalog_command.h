// SPDX-License-Identifier: GPL-3.0-or-later
//
// patchbay-cli catalog: the models and prices that the engine knows, and importing price lists.
#pragma once

#include "app/cli/command.h"

namespace patchbay::cli {

int catalogCommand(std::span<const std::string> arguments, const Streams &streams, const Catalog &catalog);

} // namespace patchbay::cli
