// SPDX-License-Identifier: GPL-3.0-or-later
//
// patchbay-cli tokens: how many tokens the text on standard input is for a model.
#pragma once

#include "app/cli/command.h"

namespace patchbay::cli {

int tokensCommand(std::span<const std::string> arguments, const Streams &streams);

} // namespace patchbay::cli
