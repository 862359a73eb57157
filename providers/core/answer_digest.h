// SPDX-License-Identifier: GPL-3.0-or-later
//
// The digest under which the ledger knows the id that a provider gave its answer. An answer is found by its id, yet nothing
// that a provider says (it may echo a key) stands in the ledger.
#pragma once

#include <string>
#include <string_view>

namespace patchbay {

// FNV-1a of 64 bits as 16 hexadecimal digits; empty for an empty id.
std::string answerDigest(std::string_view id);

} // namespace patchbay
