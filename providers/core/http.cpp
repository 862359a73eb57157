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
    return origin.scheme + "://" + origin.host + ":" + std::to_string(origin.port);
}

} // namespace patchbay
