// SPDX-License-Identifier: GPL-3.0-or-later
//
// complete --config: one chat request through a gateway's configuration: its groups, retries and
// fallbacks, without a listener.
#pragma once

#include "app/cli/command.h"
#include "providers/core/chat_request.h"

namespace patchbay::cli {

struct ConfigCompletion {
    std::string configFile;
    std::string dataDirectory;
    ChatRequest request; // its model is a public name of the configuration
};

// Prints the answer, or the chunks one a line; gives the exit code.
int completeThroughConfig(const ConfigCompletion &wanted, const Streams &streams, const Catalog &catalog);

} // namespace patchbay::cli
