// SPDX-License-Identifier: GPL-3.0-or-later
//
// Bodies of the kinds of call besides chat, as clients send them: JSON, or a multipart form with files.
#pragma once

#include "providers/wire/kind_request.h"

namespace patchbay::gateway {

// BadRequest that says what is wrong. Fields of a form become texts; "name[]" and repeated names arrays.
Result<wire::KindRequest> readKindBody(CallKind kind, std::string_view contentType, std::string_view body);

struct FormPart {
    std::string name;
    std::string fileName;
    std::string mediaType;
    std::string_view content;
    bool isFile = false;
};
// multipart/form-data by RFC 7578: exact borders, bounded number of parts and heads. Views into the body.
Result<std::vector<FormPart>> readForm(std::string_view contentType, std::string_view body);

} // namespace patchbay::gateway
