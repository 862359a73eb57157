// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"
#include "app/cli/command.h"
#include "app/serving/serving_check.h"
#include "app/cli/vault_session.h"
#include "models/storage/data_directory.h"
#include "providers/config/json_schema.h"

#include <boost/json.hpp>

#include <filesystem>
#include <ostream>

namespace patchbay::cli {
namespace {

constexpr Option options[] = {
    { "--data", true, "the data directory that would be served with: its vault may have keys" },
    { "--json", false, "for machines" },
    { "--schema", false, "print the JSON Schema of configurations instead" },
    { "--help", false, "this text" },
};

// A vault that is there may have whatever key is not in the environment; checking does not open it.
bool hasVault(const std::string &dataDirectory)
{
    const std::filesystem::path folder =
        dataDirectory.empty() ? DataDirectory::defaultPath().toStdString() : dataDirectory;
    std::error_code problem;
    return std::filesystem::exists(folder / vaultFileName, problem);
}

boost::json::object toObject(const config::Problem &problem)
{
    return { { "file", problem.file },
             { "line", problem.line },
             { "column", problem.column },
             { "severity", problem.severity == config::Severity::Error ? "error" : "warning" },
             { "message", problem.message },
             { "code", problem.code },
             { "remedy", problem.remedy },
             // An error that does not refuse has a safe reading: the gateway starts with it.
             { "refuses", problem.severity == config::Severity::Error && problem.refuses } };
}

} // namespace

int checkCommand(std::span<const std::string> words, const Streams &streams, const Catalog &catalog)
{
    const Result<Arguments> arguments = Arguments::parse(words, options);
    const bool schema = arguments && arguments->has("--schema");
    if (schema && arguments->positional().empty() && !arguments->has("--help")) {
        streams.out << config::jsonSchema();
        return Done;
    }
    if (!arguments || schema || arguments->has("--help") || arguments->positional().empty()) {
        const bool asked = arguments && arguments->has("--help");
        (asked ? streams.out : streams.err)
            << (arguments ? "" : arguments.error().message + "\n")
            << usageText("check FILE… [--json]\n       patchbay-cli check --schema\n\n"
                         "Validates configurations; exit code 1 when one has an error.",
                         options);
        return asked ? Done : WrongUsage;
    }
    boost::json::array rows;
    std::int64_t errors = 0;
    const bool vault = hasVault(arguments->value("--data"));
    gateway::GatewaySnapshot::KeyKnown known;
    if (vault) {
        known = [](std::string_view) { return true; };
    }
    for (const std::string &file : arguments->positional()) {
        for (const config::Problem &problem : serving::checkServing(file, catalog, known).problems) {
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
