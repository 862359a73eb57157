// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"
#include "app/cli/command.h"
#include "models/bay/model_check.h"

#include <boost/json.hpp>

#include <ostream>

namespace patchbay::cli {
namespace {

constexpr Option options[] = {
    { "--json", false, "for machines" },
    { "--help", false, "this text" },
};

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
        for (const config::Problem &problem : bay::allProblems(config::loadConfig(file), catalog)) {
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
