// SPDX-License-Identifier: GPL-3.0-or-later
//
// Traffic for the simulator out of the ledger: the requests as they came, and how the deployments that
// answered them behaved.
#pragma once

#include "providers/routing/provider_model.h"

namespace patchbay {

struct RecordedTraffic {
    std::string requests; // for readTraffic()
    std::map<std::string, routing::Behaviour, std::less<>> behaviours; // by deployment id and by provider
    bool cut = false; // there were more attempts than were read
};

inline constexpr int mostRecordedAttempts = 1'000'000;

// Reads beside whoever owns the data directory, on any thread. Requests of groups that the table does not have, and
// simulated ones, are left out; the newest `most` attempts count. Empty directory: the default one.
Result<RecordedTraffic> readLedgerTraffic(const std::string &dataDirectory, const routing::RoutingTable &table,
                                          int most = mostRecordedAttempts);

} // namespace patchbay
