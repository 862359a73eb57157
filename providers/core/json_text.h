// SPDX-License-Identifier: GPL-3.0-or-later
//
// JsonText: one JSON value kept as its text.
//
// Canonical types carry the parts of a request that they only pass on (schemas, unknown
// parameters, provider-specific fields) in this form: key order, number spelling and escapes
// survive, and public headers need no JSON library. Empty means absent; otherwise the text is a
// complete, valid JSON value, which whoever fills it guarantees.
#pragma once

#include <string>

namespace patchbay {

struct JsonText {
    std::string text;

    bool empty() const { return text.empty(); }
    bool operator==(const JsonText &) const = default;
};

} // namespace patchbay
