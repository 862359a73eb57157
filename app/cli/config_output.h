// SPDX-License-Identifier: GPL-3.0-or-later
//
// What several parts of `config` print.
#pragma once

#include "app/cli/command.h"

namespace patchbay::cli {

struct ConfigVersion {
    std::string name;
    std::string text;
};

void printDifference(const ConfigVersion &before, const ConfigVersion &after, bool json, const Streams &streams);

} // namespace patchbay::cli
