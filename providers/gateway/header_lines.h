// SPDX-License-Identifier: GPL-3.0-or-later
//
// HeaderLines: headers of an answer as the text that is sent, made once: most answers carry twenty, and none is looked
// at again. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace patchbay::gateway {

class HeaderLines {
public:
    void reserve(std::size_t bytes) { m_text.reserve(bytes); }
    // `name` is one of ours, in lower case. A value that could become a second line leaves the header out.
    void add(std::string_view name, std::string_view value);
    void add(std::string_view name, std::int64_t value);
    // The name is foreign too, behind a beginning of ours.
    void addForeign(std::string_view beginning, std::string_view name, std::string_view value);
    void add(const HeaderLines &others) { m_text += others.m_text; }

    // "name: value\r\n" for each.
    const std::string &text() const { return m_text; }

private:
    std::string m_text;
};

} // namespace patchbay::gateway
