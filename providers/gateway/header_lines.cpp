// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/header_lines.h"

#include "providers/gateway/request_head.h"

#include <array>
#include <charconv>

namespace patchbay::gateway {

void HeaderLines::add(std::string_view name, std::string_view value)
{
    if (isFieldValue(value)) {
        m_text.append(name).append(": ").append(value).append("\r\n");
    }
}

void HeaderLines::add(std::string_view name, std::int64_t value)
{
    std::array<char, 20> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value);
    m_text.append(name).append(": ").append(digits.data(), end.ptr).append("\r\n");
}

void HeaderLines::addForeign(std::string_view beginning, std::string_view name, std::string_view value)
{
    if (isFieldName(name) && isFieldValue(value)) {
        m_text.append(beginning).append(name).append(": ").append(value).append("\r\n");
    }
}

} // namespace patchbay::gateway
