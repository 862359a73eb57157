// SPDX-License-Identifier: GPL-3.0-or-later
//
// patchbay-cli spend: the ledger, summed.
#pragma once

#include "app/cli/command.h"

namespace patchbay::cli {

// "import" as the first word reads another tool's records instead (spend_import_command.cpp).
int spendCommand(std::span<const std::string> arguments, const Streams &streams);
int spendImportCommand(std::span<const std::string> arguments, const Streams &streams);

} // namespace patchbay::cli
