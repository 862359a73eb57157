// SPDX-License-Identifier: GPL-3.0-or-later
//
// MultipartForm: a multipart/form-data body (RFC 7578). The border is made of the content, so that the same
// form has the same bytes, and never occurs in it.
#pragma once

#include "providers/wire/kind_request.h"

#include <string>
#include <string_view>
#include <vector>

namespace patchbay::wire {

class MultipartForm {
public:
    void add(std::string_view name, std::string_view value);
    void addFile(const Upload &upload);

    // Once; contentType() holds afterwards.
    std::string take();
    std::string contentType() const { return "multipart/form-data; boundary=" + m_border; }

private:
    struct Part {
        std::string head;
        std::string body;
    };
    bool occurs(const std::string &border) const;

    std::vector<Part> m_parts;
    std::string m_border;
};

} // namespace patchbay::wire
