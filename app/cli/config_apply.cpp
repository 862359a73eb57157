// SPDX-License-Identifier: GPL-3.0-or-later
//
// `config apply FILE`: checks it, writes it to where the gateway reads it, keeps the version, reloads the gateway
// that owns the data directory. `config history`: the versions kept.
#include "app/cli/config_command.h"
#include "app/cli/config_output.h"
#include "models/gateway/local_call.h"
#include "models/config/atomic_file.h"
#include "models/config/config_history.h"
#include "models/config/text_diff.h"
#include "models/storage/data_directory.h"
#include "providers/config/gateway_config.h"

#include <boost/json.hpp>

#include <QDateTime>
#include <QTimeZone>

#include <charconv>
#include <filesystem>
#include <ostream>
#include <pwd.h>
#include <unistd.h>

namespace patchbay::cli {
namespace {

using namespace Qt::StringLiterals;
using document::AppliedVersion;
using document::ConfigHistory;

QString dataOf(const Arguments &arguments)
{
    return arguments.has("--data") ? QString::fromStdString(arguments.value("--data")) : DataDirectory::defaultPath();
}

std::string authorOf(const Arguments &arguments)
{
    const passwd *user = ::getpwuid(::geteuid());
    return arguments.has("--author") ? arguments.value("--author") : user ? user->pw_name : std::to_string(::geteuid());
}

std::string member(const HttpResponse &answer, std::string_view name)
{
    boost::system::error_code problem;
    const boost::json::value body = boost::json::parse(answer.body, problem);
    const boost::json::value *found = !problem && body.is_object() ? body.as_object().if_contains(name) : nullptr;
    if (found && found->is_object()) {
        found = found->as_object().if_contains("message");
    }
    return found && found->is_string() ? std::string(found->as_string()) : std::string();
}

std::optional<Result<HttpResponse>> ask(const QString &data, std::string method, std::string path)
{
    return callOwner((data + u"/gateway.sock"_s).toStdString(), { std::move(method), std::move(path), {}, {}, "the command line" });
}

// The file that the running gateway serves; empty when none runs.
Result<std::string> servedFile(const QString &data)
{
    const std::optional<Result<HttpResponse>> answer = ask(data, "GET", "/patchbay/config");
    if (!answer) {
        return std::string();
    }
    constexpr int ok = 200;
    if (!*answer || (*answer)->status != ok) {
        return failure(ErrorClass::ApiConnection, "The running gateway did not say which file it serves.");
    }
    return member(**answer, "file");
}

std::string reload(const QString &data, bool &done)
{
    const std::optional<Result<HttpResponse>> answer = ask(data, "POST", "/patchbay/config/reload");
    constexpr int firstFailure = 400;
    done = !answer || (*answer && (*answer)->status < firstFailure);
    if (!answer) {
        return "no gateway was running";
    }
    return done ? "reloaded" : "not reloaded: " + (*answer ? member(**answer, "error") : answer->error().message);
}

bool sameFile(const std::string &left, const std::string &right)
{
    std::error_code problem;
    return std::filesystem::equivalent(left, right, problem);
}

// The file must be good where it will stand: what it includes is looked up from there.
bool isUsable(const std::string &text, const std::string &target, const Streams &streams)
{
    const config::GatewayConfig configuration = config::parseConfig(text, target);
    for (const config::Problem &problem : configuration.problems) {
        streams.err << toLine(problem) << '\n';
    }
    return configuration.usable();
}

AppliedVersion versionOf(const Arguments &arguments, const std::string &target, const std::string &text)
{
    AppliedVersion version;
    version.appliedAt = QDateTime::currentMSecsSinceEpoch() * 1'000;
    version.author = authorOf(arguments);
    version.note = arguments.value("--note");
    version.source = std::filesystem::absolute(arguments.positional()[0]).string();
    version.target = std::filesystem::absolute(target).string();
    version.digest = ConfigHistory::digestOf(text);
    version.outcome = ConfigHistory::underWay;
    version.text = text;
    return version;
}

int printOutcome(const AppliedVersion &version, bool done, bool json, const Streams &streams)
{
    if (json) {
        const boost::json::object all { { "version", version.id },
                                        { "target", version.target },
                                        { "digest", version.digest },
                                        { "outcome", version.outcome } };
        streams.out << boost::json::serialize(all) << '\n';
    } else {
        streams.out << "version " << version.id << " in " << version.target << ": " << version.outcome << '\n';
    }
    return done ? Done : Failed;
}

std::string timeText(qint64 microseconds)
{
    return QDateTime::fromMSecsSinceEpoch(microseconds / 1'000, QTimeZone::UTC).toString(Qt::ISODate).toStdString();
}

} // namespace

int configApply(const Arguments &arguments, const Streams &streams)
{
    const std::string &file = arguments.positional()[0];
    const QString data = dataOf(arguments);
    const Result<std::string> text = document::readInput(file);
    const Result<std::string> served = servedFile(data);
    if (!text || !served) {
        return reportConfigError(text ? served.error() : text.error(), streams);
    }
    const std::string target = arguments.has("--to") ? arguments.value("--to") : served->empty() ? file : *served;
    if (!isUsable(*text, target, streams)) {
        return reportConfigError(makeError(ErrorClass::BadRequest, file + " cannot be served; nothing was changed."), streams);
    }
    const Result<std::string> before = document::readFile(target);
    if (!before && before.error().kind != ErrorClass::NotFound) {
        return reportConfigError(before.error(), streams); // what it held could not be kept
    }
    if (arguments.has("--dry-run")) {
        printDifference({ target, before.value_or("") }, { file, *text }, arguments.has("--json"), streams);
        return Done;
    }
    Result<ConfigHistory> history = ConfigHistory::open(data);
    AppliedVersion version = versionOf(arguments, target, *text);
    const Result<void> kept = history && before ? history->keepFound(version, *before) : Result<void>();
    const Result<qint64> id = !history ? std::unexpected(history.error()) : kept ? history->add(version) : std::unexpected(kept.error());
    if (!id) {
        return reportConfigError(id.error(), streams);
    }
    version.id = *id;
    Result<void> written;
    if (!sameFile(file, target)) {
        written = document::writeFile(target, *text);
    }
    bool done = written.has_value();
    const bool concerned = !served->empty() && (target == *served || sameFile(target, *served));
    version.outcome = !done   ? "not written: " + written.error().message
        : served->empty() ? "written; no gateway was running"
        : concerned       ? reload(data, done)
                          : "written; the running gateway serves another file";
    if (!done && written && before && !sameFile(file, target)) {
        // The gateway kept what it had; so does its file.
        const Result<void> restored = document::writeFile(target, *before);
        version.outcome += restored ? "; the file was put back" : "; the file could not be put back";
    }
    if (const Result<void> noted = history->setOutcome(version.id, version.outcome); !noted) {
        return reportConfigError(noted.error(), streams);
    }
    return printOutcome(version, done, arguments.has("--json"), streams);
}

namespace {

Result<AppliedVersion> numbered(ConfigHistory &history, const std::string &word)
{
    qint64 id = 0;
    const auto [end, problem] = std::from_chars(word.data(), word.data() + word.size(), id);
    if (problem != std::errc() || end != word.data() + word.size()) {
        Error error = makeError(ErrorClass::BadRequest, "\"" + word + "\" is no number of a version.");
        error.code = "path";
        return std::unexpected(std::move(error));
    }
    return history.version(id);
}

int listVersions(ConfigHistory &history, bool json, const Streams &streams)
{
    const auto versions = history.list();
    if (!versions) {
        return reportConfigError(versions.error(), streams);
    }
    boost::json::array rows;
    for (const AppliedVersion &version : *versions) {
        if (json) {
            rows.push_back({ { "version", version.id },
                             { "time", timeText(version.appliedAt) },
                             { "author", version.author },
                             { "note", version.note },
                             { "source", version.source },
                             { "target", version.target },
                             { "digest", version.digest },
                             { "outcome", version.outcome } });
        } else {
            streams.out << version.id << "  " << timeText(version.appliedAt) << "  " << version.author << "  "
                        << version.target << "  " << version.outcome << (version.note.empty() ? "" : "  ")
                        << version.note << '\n';
        }
    }
    if (json) {
        streams.out << boost::json::serialize(rows) << '\n';
    }
    return Done;
}

int compareVersions(ConfigHistory &history, const Arguments &arguments, const Streams &streams)
{
    const std::vector<std::string> &words = arguments.positional();
    const Result<AppliedVersion> first = numbered(history, words[1]);
    const Result<AppliedVersion> second =
        !first ? first : words.size() > 2 ? numbered(history, words[2]) : Result<AppliedVersion>(AppliedVersion {});
    if (!second) {
        return reportConfigError(second.error(), streams);
    }
    // With one number: against what stands in its file now.
    const Result<std::string> now = words.size() > 2 ? Result<std::string>(second->text) : document::readFile(first->target);
    if (!now) {
        return reportConfigError(now.error(), streams);
    }
    printDifference({ "version " + words[1], first->text },
                    { words.size() > 2 ? "version " + words[2] : first->target, *now }, arguments.has("--json"), streams);
    return Done;
}

} // namespace

int configHistory(const Arguments &arguments, const Streams &streams)
{
    const std::vector<std::string> &words = arguments.positional();
    const std::string action = words.empty() ? "list" : words.front();
    const bool fits = (action == "list" && words.size() <= 1) || (action == "show" && words.size() == 2)
        || (action == "diff" && words.size() >= 2) || (action == "restore" && words.size() == 3);
    if (!fits) {
        streams.err << "config history list | show N | diff N [M] | restore N FILE\n";
        return WrongUsage;
    }
    Result<ConfigHistory> history = ConfigHistory::open(dataOf(arguments));
    if (!history) {
        return reportConfigError(history.error(), streams);
    }
    if (action == "list") {
        return listVersions(*history, arguments.has("--json"), streams);
    }
    if (action == "diff") {
        return compareVersions(*history, arguments, streams);
    }
    const Result<AppliedVersion> version = numbered(*history, words[1]);
    if (!version) {
        return reportConfigError(version.error(), streams);
    }
    if (action == "show") {
        streams.out << document::redacted(version->text);
        return Done;
    }
    if (const Result<void> written = document::writeFile(words[2], version->text); !written) {
        return reportConfigError(written.error(), streams);
    }
    streams.out << "version " << version->id << " written to " << words[2] << "; config apply puts it into force\n";
    return Done;
}

} // namespace patchbay::cli
