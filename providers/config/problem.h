// SPDX-License-Identifier: GPL-3.0-or-later
//
// Problem: one thing that is wrong with a configuration, where, and what to do about it. A message
// names keys and groups, never the value of a secret.
#pragma once

#include "providers/config/yaml_node.h"

#include <string>
#include <vector>

namespace patchbay::config {

enum class Severity : std::uint8_t { Error, Warning };

struct Problem {
    Severity severity = Severity::Error;
    std::string file {};
    std::uint32_t line = 1;
    std::uint32_t column = 1;
    std::string message {};
    std::string code {}; // "unknown-group", "wrong-type", …: stable, for machines
    std::string remedy {}; // one sentence; may be empty
    // The configuration cannot be served with it. Other errors are wrong but have a safe reading,
    // such as a fallback cycle, which the core cuts.
    bool refuses = true;
    SourceSpan span {};

    bool operator==(const Problem &) const = default;
};

// "file:line:column: error: message (remedy) [code]"
std::string toLine(const Problem &problem);

bool hasErrors(const std::vector<Problem> &problems);

} // namespace patchbay::config
