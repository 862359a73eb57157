// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/core/http.h"

namespace patchbay {

std::string_view headerValue(const std::vector<HttpHeader> &headers, std::string_view name)
{
    for (const HttpHeader &header : headers) {
        if (header.name == name) {
            return header.value;
        }
    }
    return {};
}

std::string toString(const Origin &origin)
{
    constexpr std::size_t besides = 9; // marks and digits
    std::string text;
    text.reserve(origin.scheme.size() + origin.host.size() + besides);
    return text.append(origin.scheme).append("://").append(origin.host).append(":").append(std::to_string(origin.port));
}

} // namespace patchbay
