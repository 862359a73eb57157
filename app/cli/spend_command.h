// SPDX-License-Identifier: GPL-3.0-or-later
//
// patchbay-cli spend: the ledger, summed.
#pragma once

#include "app/cli/command.h"

namespace patchbay::cli {

// The first word may name one of those below instead.
int spendCommand(std::span<const std::string> arguments, const Streams &streams, const Catalog &catalog);
int spendImportCommand(std::span<const std::string> arguments, const Streams &streams);
int spendRepriceCommand(std::span<const std::string> arguments, const Streams &streams, const Catalog &catalog);
int spendRebuildCommand(std::span<const std::string> arguments, const Streams &streams);
int spendReconcileCommand(std::span<const std::string> arguments, const Streams &streams, const Catalog &catalog);
int spendBudgetCommand(std::span<const std::string> arguments, const Streams &streams);

} // namespace patchbay::cli
