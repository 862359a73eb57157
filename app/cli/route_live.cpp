// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/route_live.h"

#include "app/cli/arguments.h"
#include "models/gateway/local_call.h"
#include "models/storage/data_directory.h"
#include "providers/wire/json_view.h"
#include "providers/wire/json_writer.h"

#include <ostream>

namespace patchbay::cli {

namespace {

using namespace Qt::StringLiterals;

constexpr Option options[] = {
    { "--deployment", true, "whose cooldown is meant, by its id" },
    { "--seconds", true, "from now on; 0 ends it at once" },
    { "--data", true, "the data directory" },
    { "--help", false, "this text" },
};

constexpr std::string_view synopsis =
    "route state\n       patchbay-cli route cool --deployment ID --seconds N\n\n"
    "What the running gateway's routing remembers, as `route explain --state` reads it; sends nobody to a\n"
    "deployment for a while, or lets them go there again.";

// Nothing when the words are wrong.
std::optional<gateway::AdminRequest> requestOf(std::string_view verb, const Arguments &arguments)
{
    if (verb == "state") {
        return gateway::AdminRequest { "GET", "/patchbay/routing", {}, {} };
    }
    const std::string seconds = arguments.value("--seconds");
    const auto number = wire::parseJson(seconds);
    if (!arguments.has("--deployment") || !number || !number->isNumber()) {
        return std::nullopt;
    }
    wire::JsonWriter writer;
    writer.beginObject();
    writer.member("deployment", arguments.value("--deployment"));
    writer.key("seconds");
    writer.raw(number->raw());
    writer.endObject();
    return gateway::AdminRequest { "POST", "/patchbay/routing/cool", {}, writer.take(), "the command line" };
}

Error errorOf(const HttpResponse &answer)
{
    const auto body = wire::parseJson(answer.body);
    Error error = makeError(ErrorClass::BadRequest, body ? (*body)["error"]["message"].string() : std::string());
    error.status = answer.status;
    return error;
}

} // namespace

bool isLiveRouteVerb(const std::string &word)
{
    return word == "state" || word == "cool";
}

int routeLiveCommand(std::span<const std::string> words, const Streams &streams)
{
    const Result<Arguments> arguments = Arguments::parse(words.subspan(1), options);
    if (arguments && arguments->has("--help")) {
        streams.out << usageText(synopsis, options);
        return Done;
    }
    const auto request = arguments ? requestOf(words.front(), *arguments) : std::nullopt;
    if (!request || !arguments->positional().empty()) {
        streams.err << (arguments ? "" : arguments.error().message + "\n") << usageText(synopsis, options);
        return WrongUsage;
    }
    const QString data = arguments->has("--data") ? QString::fromStdString(arguments->value("--data"))
                                                  : DataDirectory::defaultPath();
    const auto answer = callOwner((data + u"/gateway.sock"_s).toStdString(), *request);
    if (!answer) {
        return reportError(makeError(ErrorClass::ApiConnection, "No gateway runs on this data directory."),
                           streams.err);
    }
    if (!*answer) {
        return reportError(answer->error(), streams.err);
    }
    constexpr int firstFailure = 400;
    if ((*answer)->status >= firstFailure) {
        return reportError(errorOf(**answer), streams.err);
    }
    streams.out << (*answer)->body << '\n';
    return Done;
}

} // namespace patchbay::cli
