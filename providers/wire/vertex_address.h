// SPDX-License-Identifier: GPL-3.0-or-later
//
// Addresses of Vertex AI.
#pragma once

#include "providers/wire/codec.h"

#include <string>

namespace patchbay::wire {

// Everything before the publisher: "https://…/v1/projects/P/locations/L". A base that goes so far already is
// kept as it is. BadRequest naming what is not known of the account.
Result<std::string> vertexProjectAddress(const ChatRequest &request, const Target &target);

} // namespace patchbay::wire
