// SPDX-License-Identifier: GPL-3.0-or-later
//
// Fetches one document, with limits on time and size; for lists that a person asks for by address.
#pragma once

#include "providers/core/result.h"

#include <string>

namespace patchbay::cli {

// http and https; a redirection is an error that names where to. At most 64 MB and two minutes.
Result<std::string> download(const std::string &url);

} // namespace patchbay::cli
