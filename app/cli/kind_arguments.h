// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the words of a kind's command amount to: the call as OpenAI's JSON, and the files that go with it.
#pragma once

#include "app/cli/arguments.h"
#include "providers/wire/kind_request.h"

#include <iosfwd>

namespace patchbay::cli {

// The request of --request with what the other options add to it.
Result<wire::KindRequest> readKindRequest(CallKind kind, const Arguments &arguments, std::istream &standardInput);

} // namespace patchbay::cli
