// SPDX-License-Identifier: GPL-3.0-or-later
//
// Reads the many shapes of error bodies into the provider's own words.
#pragma once

#include "providers/wire/json_view.h"

#include <string>
#include <string_view>

namespace patchbay::wire {

struct ErrorBody {
    enum class Form : std::uint8_t { Json, Text, Html, Empty };
    Form form = Form::Empty;
    std::string message; // not scrubbed
    std::string type;
    std::string param;
    std::string code;
    JsonView error; // the inner object where there is one; lives as long as the body's text
};

// Of a parsed error object or event.
ErrorBody readErrorObject(const JsonView &json);

// Of a body, whatever it is.
ErrorBody readErrorBody(std::string_view body);

} // namespace patchbay::wire
