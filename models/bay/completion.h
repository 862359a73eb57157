// SPDX-License-Identifier: GPL-3.0-or-later
//
// What may be written at a place of a configuration's text: keys and words from the schema, names that the file
// defines, models of the catalogue. Works while the text cannot be read: names come from the last one that could.
#pragma once

#include "models/config/cursor_place.h"
#include "providers/config/gateway_config.h"

namespace patchbay {
class Catalog;
}

namespace patchbay::bay {

struct Suggestion {
    std::string text {}; // what is shown and searched
    std::string insertion {}; // in the place of the word; "\n" for every break
    std::size_t caretBack = 0; // bytes from the insertion's end to where the cursor goes
    std::string detail {}; // a few muted words
    std::string help {}; // a sentence
};

struct Completion {
    std::size_t begin = 0; // bytes of the text that a suggestion replaces
    std::size_t end = 0;
    bool ofKey = false;
    bool wordBegun = false; // something is typed already
    std::vector<Suggestion> suggestions {}; // best first
};

struct CompletionSource {
    const config::GatewayConfig &configuration;
    const Catalog *catalog = nullptr;
    bool asked = false; // by the person: a word that is complete is offered with its neighbours
};

// Empty suggestions where nothing is known, or where the only one stands there already.
Completion completionAt(std::string_view text, std::size_t offset, const CompletionSource &source);

} // namespace patchbay::bay
