// SPDX-License-Identifier: GPL-3.0-or-later
//
// Ids of requests, attempts and runs: 26 characters, sortable by time, unique without a server.
#pragma once

#include "providers/core/clock.h"
#include "providers/core/random.h"

#include <string>
#include <string_view>

namespace patchbay {

// prefix + 10 characters of milliseconds + 16 random characters, in Crockford's base 32 (the ULID
// layout), so that ids sort by the time they were made.
std::string makeId(std::string_view prefix, WallTime now, Random &random);

} // namespace patchbay
