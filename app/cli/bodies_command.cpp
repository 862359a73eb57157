// SPDX-License-Identifier: GPL-3.0-or-later
//
// `patchbay-cli bodies …`: requests and answers that the gateway stored.
#include "app/cli/admin_call.h"
#include "app/cli/arguments.h"
#include "models/gateway/sql_body_store.h"
#include "models/gateway/sql_response_box.h"
#include "providers/gateway/body_pages.h"
#include "providers/wire/json_writer.h"

#include <ostream>

namespace patchbay::cli {
namespace {

using namespace Qt::StringLiterals;

constexpr Option options[] = {
    { "--all", false, "all of them" },
    { "--older-than", true, "a duration such as 30d" },
    { "--call", true, "of one call, by its x-litellm-call-id" },
    { "--key", true, "of a virtual key: alias, token or id" },
    { "--team", true, "of a team" },
    { "--user", true, "of a user" },
    { "--customer", true, "of a customer" },
    { "--data", true, "the data directory" },
    { "--help", false, "this text" },
};

constexpr std::string_view synopsis =
    "bodies list|show|purge […]\n\n"
    "Requests and answers that the gateway stored. list tells which there are, show CALL prints one with its words,\n"
    "purge deletes those that all of the options name, so that they cannot be found in the file again.";

constexpr std::pair<const char *, const char *> fields[] = { { "--call", "call" },
                                                             { "--key", "key" },
                                                             { "--team", "team" },
                                                             { "--user", "user" },
                                                             { "--customer", "customer" } };

std::string queryPart(std::string_view name, std::string_view text)
{
    return std::string(name) + '=' + escapedInAddress(text) + '&';
}

gateway::AdminRequest requestOf(const Arguments &arguments)
{
    const std::vector<std::string> &words = arguments.positional();
    if (words.front() != "purge") {
        gateway::AdminRequest request { "GET", "/patchbay/bodies", {}, {} };
        for (const auto &[option, field] : fields) {
            request.query += arguments.has(option) ? queryPart(field, arguments.value(option)) : std::string();
        }
        request.query += words.size() > 1 ? queryPart("call", words[1]) : std::string();
        return request;
    }
    wire::JsonWriter writer;
    writer.beginObject();
    for (const auto &[option, field] : fields) {
        if (arguments.has(option)) {
            writer.member(field, arguments.value(option));
        }
    }
    if (arguments.has("--older-than")) {
        writer.member("older_than", arguments.value("--older-than"));
    }
    if (arguments.has("--all")) {
        writer.member("all", true);
    }
    writer.endObject();
    return { "POST", "/patchbay/bodies/purge", {}, writer.take() };
}

Result<HttpResponse> answerHere(const gateway::AdminRequest &request, const DataDirectory &directory,
                                gateway::KeyBook &book, const Clock &clock)
{
    SqlBodyStore bodies(directory.filePath(u"bodies.db"_s), clock);
    SqlResponseBox responses(directory.filePath(u"responses.db"_s), clock);
    const auto purge = [&](const std::optional<std::string> &owner, std::optional<WallTime> before) {
        return responses.purge(owner, before);
    };
    return gateway::BodyPages(&bodies, book, clock, purge).handle(request);
}

std::string usageProblem(const Result<Arguments> &arguments)
{
    if (!arguments) {
        return arguments.error().message + " " + arguments.error().remedy;
    }
    const std::vector<std::string> &words = arguments->positional();
    if (words.empty()) {
        return "Say what to do.";
    }
    const std::string &action = words.front();
    if (action != "list" && action != "show" && action != "purge") {
        return "There is no \"bodies " + action + "\".";
    }
    if (words.size() != (action == "show" ? 2u : 1u)) {
        return action == "show" ? "Name one call." : "\"" + words.back() + "\" is not an option.";
    }
    const bool narrowed = arguments->has("--older-than")
        || std::ranges::any_of(fields, [&](const auto &field) { return arguments->has(field.first); });
    if (action == "purge" && narrowed == arguments->has("--all")) {
        return narrowed ? "--all goes with nothing else." : "Say which are to be deleted, or --all.";
    }
    return {};
}

} // namespace

int bodiesCommand(std::span<const std::string> words, const Streams &streams)
{
    const Result<Arguments> arguments = Arguments::parse(words, options);
    if (const std::optional<int> told = answerUsage(arguments, usageProblem(arguments), usageText(synopsis, options), streams)) {
        return *told;
    }
    return printAnswer(adminCall(arguments->value("--data"), requestOf(*arguments), answerHere), streams);
}

} // namespace patchbay::cli
