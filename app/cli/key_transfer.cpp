// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/key_transfer.h"

#include "app/cli/admin_call.h"
#include "app/cli/input_file.h"
#include "models/keeper/virtual_key_csv.h"
#include "providers/wire/json_view.h"
#include "providers/wire/json_writer.h"

#include <algorithm>
#include <ostream>

namespace patchbay::cli {

namespace {

constexpr int pageSize = 100;

Result<void> accepted(const Result<HttpResponse> &answer)
{
    if (!answer) {
        return std::unexpected(answer.error());
    }
    if (!isRefusal(*answer)) {
        return {};
    }
    const auto json = wire::parseJson(answer->body);
    const std::string message = json ? (*json)["error"]["message"].string() : std::string();
    return failure(ErrorClass::BadRequest, message.empty() ? "The gateway refused the call." : message);
}

Result<QList<VirtualKeyFacts>> allKeys(const AskGateway &ask)
{
    QList<VirtualKeyFacts> all;
    for (int page = 1;; ++page) {
        const Result<HttpResponse> answer =
            ask({ "GET", "/key/list",
                  "return_full_object=true&size=" + std::to_string(pageSize) + "&page=" + std::to_string(page), {} });
        if (const Result<void> good = accepted(answer); !good) {
            return std::unexpected(good.error());
        }
        const Result<QList<VirtualKeyFacts>> keys = virtualKeysFrom(answer->body);
        if (!keys) {
            return keys;
        }
        all += *keys;
        const auto json = wire::parseJson(answer->body);
        if (keys->isEmpty() || !json || (*json)["total_pages"].integer().value_or(0) <= page) {
            return all;
        }
    }
}

// The gateway refuses keys of teams that it does not know; one that is there stays as it is.
void makeTeam(const VirtualKeyDraft &draft, const AskGateway &ask)
{
    const std::string team = draft.team.value_or(QString()).toStdString();
    if (!team.empty()) {
        const std::string name = wire::jsonLiteral(team);
        (void)ask({ "POST", "/team/new", {}, "{\"team_id\":" + name + ",\"team_alias\":" + name + "}" });
    }
}

Result<void> takeRow(const VirtualKeyDraft &draft, const VirtualKeyFacts *known, const AskGateway &ask)
{
    const QString token = known != nullptr ? known->token : QString();
    const Result<std::string> body = bodyOf(withDuration(draft, known, QDateTime::currentDateTimeUtc()), token);
    if (!body) {
        return std::unexpected(body.error());
    }
    makeTeam(draft, ask);
    return accepted(ask({ "POST", token.isEmpty() ? "/key/generate" : "/key/update", {}, *body }));
}

} // namespace

int exportKeys(const AskGateway &ask, const Streams &streams)
{
    const Result<QList<VirtualKeyFacts>> keys = allKeys(ask);
    if (!keys) {
        return reportError(keys.error(), streams.err);
    }
    streams.out << csvOf(*keys).toStdString();
    return Done;
}

int importKeys(const std::string &file, const AskGateway &ask, const Streams &streams)
{
    const Result<std::string> text = readWhole(file, streams.in);
    QStringList nameless;
    const Result<QList<VirtualKeyDraft>> drafts =
        text ? draftsFromCsv(QString::fromStdString(*text), &nameless) : std::unexpected(text.error());
    const Result<QList<VirtualKeyFacts>> keys = drafts ? allKeys(ask) : std::unexpected(drafts.error());
    if (!keys) {
        return reportError(keys.error(), streams.err);
    }
    for (const QString &sentence : nameless) {
        streams.err << sentence.toStdString() << '\n';
    }
    int changed = 0;
    int made = 0;
    for (const VirtualKeyDraft &draft : *drafts) {
        const auto known = std::ranges::find(*keys, *draft.alias, &VirtualKeyFacts::alias);
        const bool isKnown = known != keys->end();
        if (const Result<void> taken = takeRow(draft, isKnown ? &*known : nullptr, ask); !taken) {
            Error error = taken.error();
            error.message = draft.alias->toStdString() + ": " + error.message;
            streams.out << "changed " << changed << ", made " << made << '\n';
            return reportError(error, streams.err);
        }
        streams.out << (isKnown ? "changed  " : "made     ") << draft.alias->toStdString() << '\n';
        (isKnown ? changed : made) += 1;
    }
    streams.out << "changed " << changed << ", made " << made << '\n';
    return Done;
}

} // namespace patchbay::cli
