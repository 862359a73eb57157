// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/guardrails/expression.h"

namespace patchbay::guardrails {

std::shared_ptr<const std::regex> compiledExpression(const std::string &text)
{
    auto flags = std::regex::ECMAScript | std::regex::optimize;
#ifdef __GLIBCXX__
    flags |= std::regex_constants::__polynomial;
#endif
    try {
        return std::make_shared<const std::regex>(text, flags);
    } catch (const std::regex_error &) {
        return nullptr;
    }
}

} // namespace patchbay::guardrails
