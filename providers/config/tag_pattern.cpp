// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/config/tag_pattern.h"

namespace patchbay::config {

Result<std::regex> compileTagPattern(std::string_view pattern)
{
    // Polynomial: no header of a client's can make a pattern of the owner's take for ever.
    auto flags = std::regex::ECMAScript | std::regex::optimize;
#ifdef __GLIBCXX__
    flags |= std::regex_constants::__polynomial;
#endif
    if (pattern.starts_with("(?i)")) {
        flags |= std::regex::icase;
        pattern.remove_prefix(4);
    }
    std::string text;
    for (std::size_t at = 0; at < pattern.size(); ++at) {
        const std::string_view rest = pattern.substr(at);
        if (rest.starts_with("(?P<")) {
            const std::size_t end = rest.find('>');
            text += '(';
            at += end == std::string_view::npos ? 3 : end;
        } else if (rest.starts_with("\\A") || rest.starts_with("\\Z")) {
            text += rest[1] == 'A' ? '^' : '$';
            ++at;
        } else if (rest.front() == '\\' && rest.size() > 1) {
            text += rest.substr(0, 2); // an escaped backslash begins nothing
            ++at;
        } else {
            text += rest.front();
        }
    }
    try {
        return std::regex(text, flags);
    } catch (const std::regex_error &) {
        return failure(ErrorClass::BadRequest, "\"" + std::string(pattern) + "\" is not a regular expression.");
    }
}

} // namespace patchbay::config
