// SPDX-License-Identifier: GPL-3.0-or-later
//
// From when to when a ledger reaches, without the rows of a clock that was wrong: one of them would make a century of it.
// Inside the room only.
#pragma once

#include "models/ledger/spend_query.h"

namespace patchbay {

// What lies outside of the times that can be, beside what the request asks for otherwise.
SpendRequest outsidePlausible(SpendRequest request, WallTime now);
// Nothing where no attempt has a time that can be.
Result<std::optional<SpendQuery::Ends>> plausibleEnds(SpendQuery &query, WallTime now);

} // namespace patchbay
