// SPDX-License-Identifier: GPL-3.0-or-later
//
// What if: faults for a while each, on generated or recorded traffic, under the saved and the edited configuration.
// The same requests with the same luck run through both, in virtual time; nothing is sent. For a worker thread.
#pragma once

#include "providers/config/gateway_config.h"
#include "providers/routing/comparison.h"

#include <functional>
#include <map>
#include <memory>
#include <stop_token>

namespace patchbay::bay {

class VirtualRun;

struct WhatIfFault {
    std::string selector {}; // provider, group or deployment id
    std::string kind = "429"; // one of routing::faultNames()
    double from = 180; // seconds
    double to = 780;
};

// Requests as they came, and how the deployments that answered them behaved.
struct RecordedRequests {
    std::string requests {}; // for readTraffic()
    std::map<std::string, routing::Behaviour, std::less<>> behaviours {};
};
using ReadRecorded = std::function<Result<RecordedRequests>(const routing::RoutingTable &table)>;

// What a simulation is about to do, in this order.
enum class WhatIfStep : std::uint8_t { ReadSaved, ReadEdited, RunSaved, RunEdited, RunCalm };

struct WhatIf {
    std::vector<WhatIfFault> faults {};
    std::string group {}; // empty: all groups that both configurations have, evenly
    double requestsPerSecond = 4;
    double span = 1'200; // seconds; of recorded traffic its own
    std::uint64_t seed = 7;
    ReadRecorded recorded {}; // called on the worker's thread; empty: traffic is generated
    std::function<void(WhatIfStep)> tell {}; // called on the worker's thread; may be empty
};

struct WhatIfPoint {
    double from = 0; // seconds
    std::uint32_t requests = 0;
    std::uint32_t failures = 0;
};

struct WhatIfSide {
    routing::Figures figures {};
    std::vector<WhatIfPoint> points {};
    std::vector<routing::DeploymentCount> deployments {};
};

struct WhatIfResult {
    WhatIf asked {};
    WhatIfSide saved {};
    WhatIfSide edited {};
    WhatIfSide calm {}; // the edited one without the faults
    routing::Comparison comparison {}; // edited minus saved, with the faults
    std::string verdict {}; // for people
    std::uint64_t movedByFallback = 0; // requests of the edited one
    double seconds = 0; // that it took
    std::shared_ptr<const VirtualRun> run {}; // of the edited one with the faults; never null
    std::shared_ptr<const VirtualRun> savedRun {}; // likewise of the saved one; null where both are the same
};

// `catalog` may be null. Stopped: an error "Stopped."
Result<WhatIfResult> simulateWhatIf(const WhatIf &asked, const config::GatewayConfig &saved,
                                    const config::GatewayConfig &edited, const Catalog *catalog, const std::stop_token &stop);

// The same of texts that take long to read. One that cannot be read is an error with its line.
Result<WhatIfResult> simulateTexts(const WhatIf &asked, const std::string &saved, const std::string &edited,
                                   const std::string &name, const Catalog *catalog, const std::stop_token &stop);

// What a fault can be put on, of a configuration that has no picture: at most so many groups, the first ones.
struct WhatIfNames {
    std::vector<std::string> providers {};
    std::vector<std::string> groups {};
};
WhatIfNames whatIfNames(const config::GatewayConfig &configuration, std::size_t mostGroups);

} // namespace patchbay::bay
