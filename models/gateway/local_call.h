// SPDX-License-Identifier: GPL-3.0-or-later
//
// Asks the process that owns a data directory, over its Unix socket.
#pragma once

#include "providers/gateway/key_admin.h"

#include <chrono>
#include <optional>

namespace patchbay {

// Nothing when nobody listens there. Blocks until the answer is there, or nothing came for so long; 0 waits for ever.
std::optional<Result<HttpResponse>> callOwner(const std::string &socketFile, const gateway::AdminRequest &request,
                                              std::chrono::milliseconds patience = {});

} // namespace patchbay
