// SPDX-License-Identifier: GPL-3.0-or-later
//
// patchbay-cli bench: the measurements that the README's figures come from.
#pragma once

#include "app/cli/command.h"
#include "app/cli/measurement.h"

namespace patchbay::cli {

int benchCommand(std::span<const std::string> arguments, const Streams &streams, const Catalog &catalog);

// One each: what the engine costs, what translating costs, what the window costs, what a decision costs.
Result<std::vector<Measurement>> benchEngine(const Catalog &catalog);
Result<std::vector<Measurement>> benchTranslate(const Catalog &catalog);
Result<std::vector<Measurement>> benchWindow();
Result<std::vector<Measurement>> benchRouting();

} // namespace patchbay::cli
