// SPDX-License-Identifier: GPL-3.0-or-later
//
// A problem about a place of a configuration, for rooms that find some of their own.
#pragma once

#include "providers/config/problem.h"

namespace patchbay::config {

// `files` are the configuration's; an error refuses it.
Problem problemAt(const std::vector<std::string> &files, const SourceSpan &span, Severity severity, std::string code,
                  std::string message);

} // namespace patchbay::config
