// SPDX-License-Identifier: GPL-3.0-or-later
//
// `patchbay-cli key …`: LiteLLM's admin calls for virtual keys.
#include "app/cli/admin_call.h"
#include "app/cli/arguments.h"
#include "app/cli/key_transfer.h"
#include "providers/gateway/account_admin.h"
#include "providers/gateway/key_admin.h"
#include "providers/wire/json_view.h"
#include "providers/wire/json_writer.h"

#include <algorithm>
#include <ostream>

namespace patchbay::cli {
namespace {

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
    { "--page", true, "list: of 100 keys each; the first when left out" },
    { "--data", true, "the data directory" },
    { "--help", false, "this text" },
};

constexpr std::string_view synopsis =
    "key generate|list|info|update|block|unblock|regenerate|delete|export|import [KEY…|FILE] […]\n\n"
    "Virtual keys of the gateway. KEY is an alias, a token (the digest that list shows) or the key itself; update, block,\n"
    "unblock and delete take several. generate and regenerate print the new key: it is shown this once and kept nowhere.\n"
    "export prints what all keys may do as CSV, never a key; import FILE changes the keys whose alias is known and makes\n"
    "the others.";

void writeList(wire::JsonWriter &writer, std::string_view name, std::string_view list)
{
    writer.beginArray(name);
    for (const std::string &item : splitAtCommas(list)) {
        writer.string(item);
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
        if (!arguments.has(option)) {
            continue;
        }
        // No models at all means every model: that is said with "", and not by a slip of commas.
        const std::string list = arguments.value(option);
        if (!list.empty() && list.find_first_not_of(", ") == std::string::npos) {
            return failure(ErrorClass::BadRequest, std::string(option) + " names nothing; \"\" takes away what was there.");
        }
        writeList(writer, field, list);
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

Result<gateway::AdminRequest> requestOf(const Arguments &arguments, const std::string &key)
{
    const std::string &action = arguments.positional().front();
    gateway::AdminRequest request { "POST", "/key/" + action, {}, {} };
    if (action == "list") {
        request.method = "GET";
        request.query = "return_full_object=true&size=100&page="
            + escapedInAddress(arguments.has("--page") ? arguments.value("--page") : "1");
    } else if (action == "info") {
        request.method = "GET";
        request.query = "key=" + escapedInAddress(key);
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

Result<HttpResponse> answerHere(const gateway::AdminRequest &request, const DataDirectory &, gateway::KeyBook &book,
                                const Clock &clock)
{
    return gateway::AccountAdmin::knows(request.path) ? gateway::AccountAdmin(book, clock).handle(request)
                                                      : gateway::KeyAdmin(book, clock).handle(request);
}

constexpr const char *changing[] = { "--alias", "--models", "--max-budget", "--budget-duration", "--duration", "--rpm",
                                      "--tpm", "--parallel", "--user", "--team", "--tags", "--metadata" };

bool isPage(const std::string &text)
{
    constexpr std::size_t longest = 6;
    return !text.empty() && text.size() <= longest && text.front() != '0'
        && text.find_first_not_of("0123456789") == std::string::npos;
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
    constexpr std::string_view alone[] = { "generate", "list", "export" };
    constexpr std::string_view withOne[] = { "info", "regenerate", "import" };
    constexpr std::string_view withSeveral[] = { "update", "block", "unblock", "delete" };
    const bool several = std::ranges::contains(withSeveral, action);
    const bool one = std::ranges::contains(withOne, action);
    if (!several && !one && !std::ranges::contains(alone, action)) {
        return "There is no \"key " + action + "\".";
    }
    if (arguments->has("--page") && !isPage(arguments->value("--page"))) {
        return "--page takes the number of a page, from 1 on.";
    }
    if (several ? words.size() < 2 : words.size() != (one ? 2U : 1U)) {
        return action == "import" ? "Name one file." : several ? "Name a key." : one ? "Name one key." : "\"" + words.back() + "\" is not an option.";
    }
    if (action == "update" && std::ranges::none_of(changing, [&](const char *option) { return arguments->has(option); })) {
        return "Say what to change.";
    }
    return {};
}

// Whether all keys that are named are there, before the first of them is changed. One alone is its own answer.
Result<void> allAreThere(const std::vector<std::string> &keys, const AskGateway &ask)
{
    std::string missing;
    for (const std::string &key : keys) {
        const Result<HttpResponse> answer = ask({ "GET", "/key/info", "key=" + escapedInAddress(key), {} });
        if (!answer) {
            return std::unexpected(answer.error());
        }
        // What is a key and not its name is not printed.
        missing += isRefusal(*answer) ? (missing.empty() ? "" : ", ") + (key.starts_with("sk-") ? std::string("a key that was given itself") : key) : std::string();
    }
    if (missing.empty()) {
        return {};
    }
    Error error = makeError(ErrorClass::NotFound, "Nothing was changed: the gateway does not know " + missing + '.');
    error.code = "not_found";
    return std::unexpected(std::move(error));
}

// One answer for each key. What cannot be undone by the same words, update and delete, is done to all or, where a name is not
// there, to none, and ends at the first that is refused; a block is done to those that are there: who blocks is in a hurry.
int changeEach(const Arguments &arguments, const AskGateway &ask, const Streams &streams)
{
    const std::vector<std::string> &words = arguments.positional();
    const std::vector<std::string> keys(words.begin() + 1, words.end());
    std::vector<gateway::AdminRequest> requests;
    for (std::size_t index = 0; index < std::max<std::size_t>(keys.size(), 1); ++index) {
        Result<gateway::AdminRequest> request = requestOf(arguments, index < keys.size() ? keys[index] : std::string());
        if (!request) {
            streams.err << request.error().message << "\n\n" << usageText(synopsis, options);
            return WrongUsage;
        }
        requests.push_back(std::move(*request));
    }
    const bool isAllOrNone = keys.size() > 1 && (words.front() == "update" || words.front() == "delete");
    if (const Result<void> there = isAllOrNone ? allAreThere(keys, ask) : Result<void>(); !there) {
        return reportError(there.error(), streams.err);
    }
    int code = Done;
    for (std::size_t index = 0; index < requests.size(); ++index) {
        code = std::max(code, printAnswer(ask(requests[index]), streams));
        if (code != Done && isAllOrNone) {
            streams.err << "Of " << requests.size() << " keys the first " << index << " are done; the others are as they were.\n";
            return code;
        }
    }
    return code;
}

} // namespace

int keyCommand(std::span<const std::string> words, const Streams &streams)
{
    const Result<Arguments> arguments = Arguments::parse(words, options);
    if (const std::optional<int> told = answerUsage(arguments, usageProblem(arguments), usageText(synopsis, options), streams)) {
        return *told;
    }
    const AskGateway ask = [data = arguments->value("--data")](const gateway::AdminRequest &request) {
        return adminCall(data, request, answerHere);
    };
    const std::string &action = arguments->positional().front();
    return action == "export" ? exportKeys(ask, streams)
        : action == "import"  ? importKeys(arguments->positional()[1], ask, streams)
                              : changeEach(*arguments, ask, streams);
}

} // namespace patchbay::cli
