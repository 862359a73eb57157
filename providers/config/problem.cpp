// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/config/problem.h"

#include <algorithm>

namespace patchbay::config {

std::string toLine(const Problem &problem)
{
    std::string line = problem.file + ':' + std::to_string(problem.line) + ':' + std::to_string(problem.column) + ": ";
    line += problem.severity == Severity::Error ? "error: " : "warning: ";
    line += problem.message;
    if (!problem.remedy.empty()) {
        line += ' ' + problem.remedy;
    }
    line += " [" + problem.code + ']';
    // One problem, one line, whatever the file holds.
    std::ranges::replace_if(line, [](char character) { return static_cast<unsigned char>(character) < ' '; }, ' ');
    return line;
}

bool hasErrors(const std::vector<Problem> &problems)
{
    return std::ranges::contains(problems, Severity::Error, &Problem::severity);
}

} // namespace patchbay::config
