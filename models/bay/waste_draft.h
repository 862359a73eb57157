// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the Spend panel proposes against waste, as edits of a configuration: each is one or more of the document's smallest
// patches. Errors say why there is nothing to change; whoever calls works on a copy or undoes.
#pragma once

#include "models/bay/bay_edits.h"

namespace patchbay::bay {

struct WasteDraft {
    enum class Kind {
        ShortRequests, // a rule: short requests of the group go to a cheaper model
        FewerRetries, // of all groups: one less than now
        KeepAnswers, // the gateway keeps answers, for a day
    };
    Kind kind = Kind::ShortRequests;
    std::string group {}; // that clients ask for; of ShortRequests
    std::string cheaper {}; // "provider/name"; of ShortRequests
    std::int64_t mostTokens = 0; // of a prompt that counts as short; of ShortRequests
};
Result<EditReport> draftAgainstWaste(ConfigDocument &document, const WasteDraft &draft, const Catalog &catalog);

} // namespace patchbay::bay
