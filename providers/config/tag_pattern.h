// SPDX-License-Identifier: GPL-3.0-or-later
//
// The regular expressions of tag_regex. LiteLLM reads them with Python; what Python writes otherwise
// than ECMAScript and is seen in such patterns is understood: (?i) at the beginning, (?P<name>…), \A, \Z. Back references
// are not: what matches them can take for ever.
#pragma once

#include "providers/core/result.h"

#include <regex>
#include <string_view>

namespace patchbay::config {

// Fails for what is no expression.
Result<std::regex> compileTagPattern(std::string_view pattern);

} // namespace patchbay::config
