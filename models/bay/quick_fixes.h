// SPDX-License-Identifier: GPL-3.0-or-later
//
// What can be done about a problem at once: each fix is an edit of the document with a sentence, to be made as one
// step. A problem without a fix has a remedy that only a person can choose.
#pragma once

#include "models/config/config_document.h"

namespace patchbay {
class Catalog;
}

namespace patchbay::bay {

struct QuickFix {
    std::string words {}; // "Rename to num_retries"
    std::function<Result<document::EditReport>(document::ConfigDocument &)> apply {};
};

// Best first. The problem is one of the document's own file.
std::vector<QuickFix> fixesFor(const config::Problem &problem, const document::ConfigDocument &document, const Catalog *catalog);

} // namespace patchbay::bay
