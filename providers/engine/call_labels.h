// SPDX-License-Identifier: GPL-3.0-or-later
//
// CallLabels: what a caller above the engine says about a call for its ledger rows.
#pragma once

#include "providers/core/attempt.h"

#include <string>

namespace patchbay {

// What a gateway knows of a call, for its ledger rows; empty for calls without one.
struct CallLabels {
    std::string request; // id of the client's request, of which this call may be one of several; empty: a new one
    std::string endpoint; // kind of call that a completion stands in for; empty: a chat
    std::string group; // public name that the client asked for; empty: the request's model
    std::string deployment;
    std::string virtualKey;
    std::string team;
    std::string user;
    std::string customer; // whom the application acts for
    std::string project;
    int firstAttempt = 1; // the number of this call's first attempt within the client's request
    Money reserved;
    CallNotes notes {};
};

} // namespace patchbay
