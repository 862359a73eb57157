// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"
#include "app/cli/command.h"
#include "providers/config/gateway_config.h"

#include <boost/json.hpp>

#include <algorithm>
#include <ostream>

namespace patchbay::cli {
namespace {

constexpr Option options[] = {
    { "--json", false, "for machines" },
    { "--help", false, "this text" },
};

// Providers that the catalogue does not know; with an address of its own, any name may be right.
void checkProviders(config::GatewayConfig &configuration, const Catalog &catalog)
{
    for (const config::Deployment &deployment : configuration.deployments) {
        const config::YamlNode *model = deployment.parameters.find("model");
        if (!model || deployment.mocked || config::isPattern(deployment.model)
            || deployment.parameters.find("api_base")) {
            continue;
        }
        const Result<ResolvedModel> resolved = catalog.resolve(deployment.model);
        if (resolved) {
            continue;
        }
        config::Problem problem;
        problem.severity = config::Severity::Warning;
        problem.refuses = false;
        problem.span = model->span;
        problem.file = configuration.files[model->span.file];
        problem.line = model->span.line;
        problem.column = model->span.column;
        problem.message = resolved.error().message;
        problem.remedy = resolved.error().remedy;
        problem.code = "unknown-provider";
        configuration.problems.push_back(std::move(problem));
    }
    const auto place = [](const config::Problem &problem) {
        return std::tuple(problem.span.file, problem.line, problem.column);
    };
    std::ranges::stable_sort(configuration.problems, {}, place);
}

boost::json::object toObject(const config::Problem &problem)
{
    return { { "file", problem.file },
             { "line", problem.line },
             { "column", problem.column },
             { "severity", problem.severity == config::Severity::Error ? "error" : "warning" },
             { "message", problem.message },
             { "code", problem.code },
             { "remedy", problem.remedy } };
}

} // namespace

int checkCommand(std::span<const std::string> words, const Streams &streams, const Catalog &catalog)
{
    const Result<Arguments> arguments = Arguments::parse(words, options);
    if (!arguments || arguments->has("--help") || arguments->positional().empty()) {
        const bool asked = arguments && arguments->has("--help");
        (asked ? streams.out : streams.err)
            << (arguments ? "" : arguments.error().message + "\n")
            << usageText("check FILE… [--json]\n\nValidates configurations; exit code 1 when one has an error.",
                         options);
        return asked ? Done : WrongUsage;
    }
    boost::json::array rows;
    std::int64_t errors = 0;
    for (const std::string &file : arguments->positional()) {
        config::GatewayConfig configuration = config::loadConfig(file);
        checkProviders(configuration, catalog);
        for (const config::Problem &problem : configuration.problems) {
            errors += problem.severity == config::Severity::Error ? 1 : 0;
            if (arguments->has("--json")) {
                rows.push_back(toObject(problem));
            } else {
                streams.out << config::toLine(problem) << '\n';
            }
        }
    }
    if (arguments->has("--json")) {
        const auto count = static_cast<std::int64_t>(rows.size());
        const boost::json::object all { { "problems", std::move(rows) },
                                        { "errors", errors },
                                        { "warnings", count - errors } };
        streams.out << boost::json::serialize(all) << '\n';
    }
    return errors ? Failed : Done;
}

} // namespace patchbay::cli
