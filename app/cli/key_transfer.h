// SPDX-License-Identifier: GPL-3.0-or-later
//
// key export, import: what virtual keys may do as CSV, without a secret, as the window writes and reads it.
#pragma once

#include "app/cli/command.h"
#include "providers/core/http.h"
#include "providers/gateway/key_admin.h"

#include <functional>
#include <string>

namespace patchbay::cli {

using AskGateway = std::function<Result<HttpResponse>(const gateway::AdminRequest &request)>;

// All keys, on standard output.
int exportKeys(const AskGateway &ask, const Streams &streams);
// Of FILE or "-": keys whose name is known are changed, the others made; a line for each. Nothing is changed by a file
// that cannot be read as a whole. The secret of a new key is seen by `key regenerate`.
int importKeys(const std::string &file, const AskGateway &ask, const Streams &streams);

} // namespace patchbay::cli
