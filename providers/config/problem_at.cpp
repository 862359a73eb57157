// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/config/problem_at.h"

namespace patchbay::config {

Problem problemAt(const std::vector<std::string> &files, const SourceSpan &span, Severity severity, std::string code,
                  std::string message)
{
    Problem problem;
    problem.severity = severity;
    problem.file = span.file < files.size() ? files[span.file] : std::string();
    problem.line = span.line;
    problem.column = span.column;
    problem.message = std::move(message);
    problem.code = std::move(code);
    problem.refuses = severity == Severity::Error;
    problem.span = span;
    return problem;
}

} // namespace patchbay::config
