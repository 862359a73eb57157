// SPDX-License-Identifier: GPL-3.0-or-later
//
// `patchbay-cli route state` and `route cool`: what the running gateway's routing remembers, shown and changed.
#pragma once

#include "app/cli/command.h"

namespace patchbay::cli {

bool isLiveRouteVerb(const std::string &word);
// The words from the verb on.
int routeLiveCommand(std::span<const std::string> words, const Streams &streams);

} // namespace patchbay::cli
