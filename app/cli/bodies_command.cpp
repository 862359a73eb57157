// SPDX-License-Identifier: GPL-3.0-or-later
//
// `patchbay-cli bodies …`: requests and answers that the gateway stored. A running gateway is asked over the socket
// in its data directory; without one, the directory is opened for the one call.
#include "app/cli/arguments.h"
#include "app/cli/command.h"
#include "models/gateway/local_call.h"
#include "models/gateway/sql_body_store.h"
#include "models/gateway/sql_key_store.h"
#include "models/gateway/sql_response_box.h"
#include "models/storage/data_directory.h"
#include "providers/gateway/body_pages.h"
#include "providers/gateway/kept_digest.h"
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
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string part(name);
    part += '=';
    for (const char letter : text) {
        const auto code = static_cast<unsigned char>(letter);
        part += { '%', digits[code >> 4], digits[code & 15] };
    }
    return part + "&";
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

Result<HttpResponse> answerHere(const gateway::AdminRequest &request, const QString &data)
{
    Result<DataDirectory> directory = DataDirectory::open(data);
    if (!directory) {
        return std::unexpected(directory.error());
    }
    auto store = SqlKeyStore::open(directory->filePath(u"gateway.db"_s), QString());
    if (!store) {
        return std::unexpected(store.error());
    }
    Result<gateway::KeyDigest> digest =
        gateway::keptDigest(directory->filePath(u"gateway.pepper"_s).toStdString(), **store);
    if (!digest) {
        return std::unexpected(digest.error());
    }
    const SystemClock clock;
    gateway::KeyBook book(store->get(), clock, std::move(*digest));
    if (const Result<void> loaded = book.load(); !loaded) {
        return std::unexpected(loaded.error());
    }
    SqlBodyStore bodies(directory->filePath(u"bodies.db"_s), clock);
    SqlResponseBox responses(directory->filePath(u"responses.db"_s), clock);
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
    if (arguments && arguments->has("--help")) {
        streams.out << usageText(synopsis, options);
        return Done;
    }
    if (const std::string problem = usageProblem(arguments); !problem.empty()) {
        streams.err << problem << "\n\n" << usageText(synopsis, options);
        return WrongUsage;
    }
    const gateway::AdminRequest request = requestOf(*arguments);
    const QString data =
        arguments->has("--data") ? QString::fromStdString(arguments->value("--data")) : DataDirectory::defaultPath();
    std::optional<Result<HttpResponse>> running = callOwner((data + u"/gateway.sock"_s).toStdString(), request);
    const Result<HttpResponse> answer = running ? std::move(*running) : answerHere(request, data);
    if (!answer) {
        return reportError(answer.error(), streams.err);
    }
    constexpr int firstFailure = 400;
    const bool failed = answer->status >= firstFailure;
    (failed ? streams.err : streams.out) << answer->body << '\n';
    return failed ? Failed : Done;
}

} // namespace patchbay::cli
