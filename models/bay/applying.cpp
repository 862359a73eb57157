// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/bay/applying.h"

#include "models/config/atomic_file.h"
#include "models/config/config_history.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QJsonObject>

#include <filesystem>
#include <pwd.h>
#include <unistd.h>

namespace patchbay::bay {
namespace {

using document::AppliedVersion;
using document::ConfigHistory;

constexpr int firstFailure = 400;

QJsonObject objectOf(const GatewayAnswer &answer)
{
    return QJsonDocument::fromJson(QByteArray::fromStdString(answer.body)).object();
}

std::string messageOf(const GatewayAnswer &answer)
{
    const QJsonValue error = objectOf(answer).value(QStringLiteral("error"));
    return (error.isObject() ? error.toObject().value(QStringLiteral("message")) : error).toString().toStdString();
}

AppliedVersion versionOf(const Application &application)
{
    const passwd *user = ::getpwuid(::geteuid());
    AppliedVersion version;
    version.appliedAt = QDateTime::currentMSecsSinceEpoch() * 1'000;
    version.author = !application.author.empty() ? application.author : user ? user->pw_name : std::to_string(::geteuid());
    version.note = application.note;
    version.source = version.target = application.file;
    version.digest = ConfigHistory::digestOf(application.text);
    version.outcome = ConfigHistory::underWay;
    version.text = application.text;
    return version;
}

// Reloads; what the gateway refuses does not stay in its file.
void reload(const Application &application, const AskGateway &ask, const Result<std::string> &before, Outcome &outcome)
{
    const std::optional<Result<GatewayAnswer>> answer = ask({ "POST", "/patchbay/config/reload" });
    if (!answer) {
        outcome.sentence = "Written; the gateway has stopped meanwhile.";
        return;
    }
    outcome.done = *answer && (*answer)->status < firstFailure;
    if (outcome.done) {
        outcome.sentence = "Reloaded: the running gateway serves it.";
        return;
    }
    outcome.sentence = "The gateway refused it: " + (*answer ? messageOf(**answer) : answer->error().message);
    if (before && document::writeFile(application.file, *before)) {
        outcome.written = false;
        outcome.sentence += " The file was put back.";
    } else {
        outcome.sentence += " The file could not be put back.";
    }
}

} // namespace

bool isSameFile(const std::string &left, const std::string &right)
{
    std::error_code problem;
    return !right.empty() && (left == right || std::filesystem::equivalent(left, right, problem));
}

std::string servedFile(const AskGateway &ask)
{
    const auto answer = ask ? ask({ "GET", "/patchbay/config" }) : std::nullopt;
    if (!answer || !*answer || (*answer)->status >= firstFailure) {
        return {};
    }
    return objectOf(**answer).value(QStringLiteral("file")).toString().toStdString();
}

Outcome applyConfiguration(const Application &application, const AskGateway &ask)
{
    Outcome outcome;
    const Result<std::string> before = document::readFile(application.file);
    if (application.expected && before && *before != *application.expected) {
        outcome.sentence = "Not written: somebody else has changed the file meanwhile. Merge or take that change first.";
        return outcome;
    }
    Result<ConfigHistory> history = ConfigHistory::open(application.historyDirectory);
    const Result<void> kept = history && before ? history->keepFound(versionOf(application), *before) : Result<void>();
    const Result<qint64> version =
        !history ? std::unexpected(history.error()) : kept ? history->add(versionOf(application)) : std::unexpected(kept.error());
    if (!version) {
        outcome.sentence = "Nothing was written, because the history cannot be kept: " + version.error().message;
        return outcome;
    }
    outcome.version = *version;
    if (const Result<void> written = document::writeFile(application.file, application.text); !written) {
        outcome.sentence = "Not written: " + written.error().message;
        (void)history->setOutcome(*version, outcome.sentence);
        return outcome;
    }
    outcome.done = outcome.written = true;
    const std::string served = servedFile(ask);
    if (isSameFile(application.file, served)) {
        reload(application, ask, before, outcome);
    } else {
        outcome.sentence = served.empty() ? "Written; no gateway is running here."
                                          : "Written; the running gateway serves " + served + '.';
    }
    (void)history->setOutcome(*version, outcome.sentence);
    return outcome;
}

} // namespace patchbay::bay
