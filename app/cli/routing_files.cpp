// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/routing_files.h"

#include <algorithm>
#include <fstream>
#include <istream>
#include <iterator>
#include <ostream>

namespace patchbay::cli {

Result<std::string> readWhole(const std::string &file, std::istream &in)
{
    if (file == "-") {
        return std::string { std::istreambuf_iterator<char>(in), {} };
    }
    std::ifstream stream(file, std::ios::binary);
    std::string text { std::istreambuf_iterator<char>(stream), {} };
    if (!stream.is_open() || stream.bad()) {
        return failure(ErrorClass::NotFound, "\"" + file + "\" cannot be read.");
    }
    return text;
}

Result<std::shared_ptr<const routing::RoutingTable>> loadTable(const std::string &file, const Catalog &catalog, std::ostream &err)
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
