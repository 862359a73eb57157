// SPDX-License-Identifier: GPL-3.0-or-later
//
// The part of `translate` that is about other kinds of call than chat.
#pragma once

#include "providers/wire/call_kind.h"
#include "providers/wire/kind_request.h"

#include <iosfwd>

namespace patchbay::cli {

struct KindPlace {
    CallKind kind;
    const wire::Target &target;
    const wire::ChatCodec &codec;
};

// Prints the events one a line, or with `fold` the one answer. Fails with what the provider reported
// in the stream or with what was wrong with its bytes, after what had arrived.
Result<void> translateKindStream(const KindPlace &place, bool fold, std::istream &in, std::ostream &out);

// The provider's address as the environment or its row has it.
std::string shownApiBase(const ProviderEntry &provider);

// The provider's settings as the environment has them. What it does not know shows as its name in braces:
// a translation is to be looked at, not sent.
std::vector<std::pair<std::string, std::string>> shownSettings(const ProviderEntry &provider);

} // namespace patchbay::cli
