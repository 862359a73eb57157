// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/routing_files.h"

#include <algorithm>
#include <ostream>

namespace patchbay::cli {

Result<std::shared_ptr<const routing::RoutingTable>> loadTable(const std::string &file, const Catalog &catalog,
                                                               std::ostream &err)
{
    const config::GatewayConfig configuration = config::loadConfig(file);
    if (!configuration.usable()) {
        const auto first = std::ranges::find(configuration.problems, true, &config::Problem::refuses);
        Error error = makeError(ErrorClass::BadRequest, config::toLine(*first));
        error.remedy = "patchbay-cli check " + file + " lists every problem.";
        return std::unexpected(std::move(error));
    }
    for (const config::Problem &problem : configuration.problems) {
        if (problem.severity == config::Severity::Error) {
            err << config::toLine(problem) << '\n';
        }
    }
    return routing::RoutingTable::build(configuration, &catalog);
}

} // namespace patchbay::cli
