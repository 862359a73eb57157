// SPDX-License-Identifier: GPL-3.0-or-later
//
// A JSON value that satisfies a JSON schema and takes its words from a prompt. Serves structured
// answers and tool arguments. Understands type (also lists of types and Gemini's capitals), enum,
// const, default, properties, required, items, prefixItems, minItems, maxItems, minimum, maximum
// (exclusive ones too), multipleOf, minLength, maxLength, format, anyOf, oneOf, allOf, nullable and
// local $ref. `pattern` is met for plain character classes only.
#pragma once

#include <string>
#include <string_view>

namespace patchbay::sandbox {

// JSON text. A schema that is no JSON object gives "{}".
std::string valueForSchema(std::string_view schema, std::string_view prompt);
// Without a schema: an object about the prompt.
std::string objectAbout(std::string_view prompt);

} // namespace patchbay::sandbox
