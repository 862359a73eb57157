// SPDX-License-Identifier: GPL-3.0-or-later
//
// The part of `translate` that is about other kinds of call than chat.
#pragma once

#include "providers/wire/call_kind.h"

#include <iosfwd>

namespace patchbay::cli {

struct KindPlace {
    wire::CallKind kind;
    const wire::Target &target;
    const wire::ChatCodec &codec;
};

// Prints the events one a line, or with `fold` the one answer. Fails with what the provider reported
// in the stream or with what was wrong with its bytes, after what had arrived.
Result<void> translateKindStream(const KindPlace &place, bool fold, std::istream &in, std::ostream &out);

// The values of the provider's settings that the environment has.
std::vector<std::pair<std::string, std::string>> environmentSettings(const ProviderEntry &provider);

} // namespace patchbay::cli
