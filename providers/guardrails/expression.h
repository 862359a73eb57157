// SPDX-License-Identifier: GPL-3.0-or-later
//
// Regular expressions that the owner of a configuration wrote, for texts that anybody may send.
#pragma once

#include <memory>
#include <regex>
#include <string>

namespace patchbay::guardrails {

// ECMAScript's. Polynomial in time, without recursion: no text of a client's can make it take for ever or overflow the stack.
// Null where it is not understood.
std::shared_ptr<const std::regex> compiledExpression(const std::string &text);

} // namespace patchbay::guardrails
