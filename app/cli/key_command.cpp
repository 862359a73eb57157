// SPDX-License-Identifier: GPL-3.0-or-later
//
// `patchbay-cli key …`: LiteLLM's admin calls for virtual keys. A running gateway is asked over the socket
// in its data directory; without one, the directory is opened for the one call.
#include "app/cli/arguments.h"
#include "app/cli/command.h"
#include "models/gateway/local_call.h"
#include "models/gateway/sql_key_store.h"
#include "models/storage/data_directory.h"
#include "providers/gateway/kept_digest.h"
#include "providers/gateway/key_admin.h"
#include "providers/wire/json_view.h"
#include "providers/wire/json_writer.h"

#include <QFile>

#include <ostream>

namespace patchbay::cli {
namespace {

using namespace Qt::StringLiterals;

constexpr Option options[] = {
    { "--alias", true, "a name for people" },
    { "--models", true, "models that the key may use, separated by commas" },
    { "--max-budget", true, "dollars" },
    { "--budget-duration", true, "after which the budget starts again: 1d, 7d, 30d, 1mo, …" },
    { "--duration", true, "after which the key expires" },
    { "--rpm", true, "requests a minute" },
    { "--tpm", true, "tokens a minute" },
    { "--parallel", true, "requests at the same time" },
    { "--user", true, "whose key it is" },
    { "--team", true, "whose key it is" },
    { "--tags", true, "for the ledger, separated by commas" },
    { "--metadata", true, "a JSON object" },
    { "--data", true, "the data directory" },
    { "--help", false, "this text" },
};

constexpr std::string_view synopsis =
    "key generate|list|info|update|block|unblock|delete [KEY] […]\n\n"
    "Virtual keys of the gateway. KEY is an alias, a token (the digest that list shows) or the key itself.\n"
    "generate prints the new key: it is shown this once and kept nowhere.";

void writeList(wire::JsonWriter &writer, std::string_view name, std::string_view list)
{
    writer.beginArray(name);
    while (!list.empty()) {
        const std::size_t comma = std::min(list.find(','), list.size());
        if (comma > 0) {
            writer.string(list.substr(0, comma));
        }
        list.remove_prefix(std::min(comma + 1, list.size()));
    }
    writer.endArray();
}

// A number as JSON; nothing when the text is none.
bool writeNumber(wire::JsonWriter &writer, std::string_view name, const std::string &text)
{
    const auto parsed = wire::parseJson(text);
    if (!parsed || !parsed->isNumber()) {
        return false;
    }
    writer.key(name);
    writer.raw(parsed->raw());
    return true;
}

Result<std::string> bodyOf(const Arguments &arguments, const std::string &key)
{
    constexpr std::pair<const char *, const char *> texts[] = { { "--alias", "key_alias" },
                                                                { "--budget-duration", "budget_duration" },
                                                                { "--duration", "duration" },
                                                                { "--user", "user_id" },
                                                                { "--team", "team_id" } };
    constexpr std::pair<const char *, const char *> numbers[] = { { "--max-budget", "max_budget" },
                                                                  { "--rpm", "rpm_limit" },
                                                                  { "--tpm", "tpm_limit" },
                                                                  { "--parallel", "max_parallel_requests" } };
    constexpr std::pair<const char *, const char *> lists[] = { { "--models", "models" }, { "--tags", "tags" } };
    wire::JsonWriter writer;
    writer.beginObject();
    writer.memberUnlessEmpty("key", key);
    for (const auto &[option, field] : texts) {
        if (arguments.has(option)) {
            writer.member(field, arguments.value(option));
        }
    }
    for (const auto &[option, field] : numbers) {
        if (arguments.has(option) && !writeNumber(writer, field, arguments.value(option))) {
            return failure(ErrorClass::BadRequest, std::string(option) + " takes a number.");
        }
    }
    for (const auto &[option, field] : lists) {
        if (arguments.has(option)) {
            writeList(writer, field, arguments.value(option));
        }
    }
    if (arguments.has("--metadata")) {
        const std::string text = arguments.value("--metadata");
        const auto parsed = wire::parseJson(text);
        if (!parsed || !parsed->isObject()) {
            return failure(ErrorClass::BadRequest, "--metadata takes a JSON object.");
        }
        writer.key("metadata");
        writer.raw(parsed->raw());
    }
    writer.endObject();
    return writer.take();
}

// Everything but letters and digits as %XX.
std::string escaped(const std::string &text)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string result;
    for (const char letter : text) {
        const auto code = static_cast<unsigned char>(letter);
        if ((letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z')) {
            result += letter;
        } else {
            result += { '%', digits[code >> 4], digits[code & 15] };
        }
    }
    return result;
}

Result<gateway::AdminRequest> requestOf(const Arguments &arguments)
{
    const std::vector<std::string> &words = arguments.positional();
    const std::string &action = words.front();
    const std::string key = words.size() > 1 ? words[1] : std::string();
    gateway::AdminRequest request { "POST", "/key/" + action, {}, {} };
    if (action == "list") {
        request.method = "GET";
        request.query = "return_full_object=true&size=100";
    } else if (action == "info") {
        request.method = "GET";
        request.query = "key=" + escaped(key);
    } else if (action == "delete") {
        request.body = "{\"keys\":[" + wire::jsonLiteral(key) + "]}";
    } else {
        Result<std::string> body = bodyOf(arguments, key);
        if (!body) {
            return std::unexpected(body.error());
        }
        request.body = std::move(*body);
    }
    return request;
}

Result<HttpResponse> answerHere(const gateway::AdminRequest &request, const QString &data)
{
    Result<DataDirectory> directory = DataDirectory::open(data);
    if (!directory) {
        return std::unexpected(directory.error());
    }
    auto store = SqlKeyStore::open(directory->filePath(u"gateway.db"_s),
                                   QFile::exists(directory->ledgerFile()) ? directory->ledgerFile() : QString());
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
    return gateway::KeyAdmin(book, clock).handle(request);
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
    const bool alone = action == "generate" || action == "list";
    const bool withKey =
        action == "info" || action == "update" || action == "block" || action == "unblock" || action == "delete";
    if (!alone && !withKey) {
        return "There is no \"key " + action + "\".";
    }
    if (words.size() != (withKey ? 2u : 1u)) {
        return withKey ? "Name one key." : "\"" + words.back() + "\" is not an option.";
    }
    return {};
}

} // namespace

int keyCommand(std::span<const std::string> words, const Streams &streams)
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
    const Result<gateway::AdminRequest> request = requestOf(*arguments);
    if (!request) {
        streams.err << request.error().message << "\n\n" << usageText(synopsis, options);
        return WrongUsage;
    }
    const QString data =
        arguments->has("--data") ? QString::fromStdString(arguments->value("--data")) : DataDirectory::defaultPath();
    std::optional<Result<HttpResponse>> running = callOwner((data + u"/gateway.sock"_s).toStdString(), *request);
    const Result<HttpResponse> answer = running ? std::move(*running) : answerHere(*request, data);
    if (!answer) {
        return reportError(answer.error(), streams.err);
    }
    constexpr int firstFailure = 400;
    const bool failed = answer->status >= firstFailure;
    (failed ? streams.err : streams.out) << answer->body << '\n';
    return failed ? Failed : Done;
}

} // namespace patchbay::cli
