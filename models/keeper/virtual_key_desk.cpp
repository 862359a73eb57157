// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/keeper/virtual_key_desk.h"

#include "models/gateway/local_call.h"
#include "models/gateway/sql_key_store.h"
#include "models/keeper/admin_notes.h"
#include "models/keeper/key_facts.h"
#include "models/storage/data_directory.h"
#include "providers/gateway/account_admin.h"
#include "providers/gateway/kept_digest.h"
#include "providers/wire/json_view.h"
#include "providers/wire/json_writer.h"

#include <QDir>
#include <QFile>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr int firstFailure = 400;

Result<HttpResponse> answerHere(const QString &folder, const Clock &clock, const gateway::AdminRequest &request,
                                const gateway::AdminNoteTaker &noted)
{
    const QDir directory(folder);
    const QString ledger = DataDirectory::ledgerFileIn(folder);
    auto store = SqlKeyStore::open(directory.filePath(u"gateway.db"_s), QFile::exists(ledger) ? ledger : QString());
    if (!store) {
        return std::unexpected(store.error());
    }
    Result<gateway::KeyDigest> digest =
        gateway::keptDigest(directory.filePath(u"gateway.pepper"_s).toStdString(), **store);
    if (!digest) {
        return std::unexpected(digest.error());
    }
    gateway::KeyBook book(store->get(), clock, std::move(*digest));
    if (const Result<void> loaded = book.load(); !loaded) {
        return std::unexpected(loaded.error());
    }
    const gateway::AdminWitness witness(request, book);
    HttpResponse answer = gateway::AccountAdmin::knows(request.path) ? gateway::AccountAdmin(book, clock).handle(request)
                                                                     : gateway::KeyAdmin(book, clock).handle(request);
    witness.tell(noted, answer);
    return answer;
}

std::string messageOf(const std::string &body)
{
    const auto json = wire::parseJson(body);
    const std::string message = json ? (*json)["error"]["message"].string() : std::string();
    return message.empty() ? "The gateway refused the call." : message;
}

// Where the gateway behind the socket listens. One of an earlier version does not say.
QString addressOf(const std::string &socket)
{
    constexpr std::chrono::seconds soon { 2 };
    const auto answer = callOwner(socket, { "GET", "/patchbay/config", {}, {} }, soon);
    if (!answer || !*answer || (*answer)->status >= firstFailure) {
        return {};
    }
    const auto json = wire::parseJson((*answer)->body);
    return json ? QString::fromStdString((*json)["address"].string()) : QString();
}

gateway::AdminRequest post(const char *path, std::string body)
{
    return { "POST", path, {}, std::move(body) };
}

std::string bodyNaming(const QString &token)
{
    return "{\"key\":" + wire::jsonLiteral(token.toStdString()) + "}";
}

} // namespace

VirtualKeyDesk::VirtualKeyDesk(const QStringList &places, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_places(places)
    , m_clock(clock)
    , m_noted(adminNotesIn(places.first().toStdString(), clock))
{
}

VirtualKeyDesk::~VirtualKeyDesk()
{
    m_thread.waitForDone();
}

QDateTime VirtualKeyDesk::now() const
{
    return toDateTime(m_clock.now());
}

const VirtualKeyFacts *VirtualKeyDesk::key(const QString &token) const
{
    const auto found = std::ranges::find(m_keys, token, &VirtualKeyFacts::token);
    return found == m_keys.end() ? nullptr : &*found;
}

VirtualKeyDesk::Answer VirtualKeyDesk::ask(const QStringList &places, const Clock &clock, const gateway::AdminRequest &request,
                                           const gateway::AdminNoteTaker &noted)
{
    // A gateway owns a data directory of its own; where the window has another one, the usual one is looked at too.
    std::optional<Result<HttpResponse>> running;
    QString address;
    for (const QString &place : places) {
        if (!running) {
            const std::string socket = (place + u"/gateway.sock"_s).toStdString();
            running = callOwner(socket, request);
            address = running ? addressOf(socket) : QString();
        }
    }
    const bool served = running.has_value();
    Result<HttpResponse> answer = served ? std::move(*running) : answerHere(places.first(), clock, request, noted);
    if (!answer) {
        return { std::unexpected(answer.error()), served, address };
    }
    if (answer->status >= firstFailure) {
        return { failure(ErrorClass::BadRequest, messageOf(answer->body)), served, address };
    }
    return { std::move(answer->body), served, address };
}

void VirtualKeyDesk::call(gateway::AdminRequest request, std::function<void(Result<std::string> body)> done)
{
    request.by = "the window";
    m_thread.post([this, places = m_places, &clock = m_clock, noted = m_noted, request = std::move(request), done = std::move(done)] {
        auto answer = std::make_shared<Answer>(ask(places, clock, request, noted));
        m_mailbox->post([this, answer, done] {
            m_served = answer->served;
            m_address = answer->address;
            done(std::move(answer->body));
        });
    });
}

void VirtualKeyDesk::refresh()
{
    readPage(1, {});
}

void VirtualKeyDesk::readPage(int page, const QList<VirtualKeyFacts> &before)
{
    const std::string query = "return_full_object=true&size=100&page=" + std::to_string(page);
    call({ "GET", "/key/list", query, {} }, [this, page, before](const Result<std::string> &body) {
        Result<QList<VirtualKeyFacts>> keys = body ? virtualKeysFrom(*body) : std::unexpected(body.error());
        m_problem = keys ? std::nullopt : std::optional(keys.error());
        if (keys) {
            const QList<VirtualKeyFacts> all = before + *keys;
            const auto json = wire::parseJson(*body);
            if (json && (*json)["total_pages"].integer().value_or(0) > page && !keys->isEmpty()) {
                readPage(page + 1, all);
                return;
            }
            m_keys = all;
        }
        Q_EMIT keysChanged();
    });
}

void VirtualKeyDesk::change(gateway::AdminRequest request, Done<void> done)
{
    call(std::move(request), [this, done = std::move(done)](const Result<std::string> &body) {
        refresh();
        if (done) {
            done(body.transform([](const std::string &) {}));
        }
    });
}

void VirtualKeyDesk::issue(gateway::AdminRequest request, Done<SecretBytes> done)
{
    call(std::move(request), [this, done = std::move(done)](Result<std::string> body) {
        refresh();
        if (!body) {
            done(std::unexpected(body.error()));
            return;
        }
        const auto json = wire::parseJson(*body);
        std::string key = json ? (*json)["key"].string() : std::string();
        SecretBytes secret = SecretBytes::copyOf(key);
        explicit_bzero(key.data(), key.size());
        explicit_bzero(body->data(), body->size());
        done(std::move(secret));
    });
}

// The gateway refuses keys of teams that it does not know, and a window's user has only the name. Calls go one after the
// other; a team that is there already stays as it is.
void VirtualKeyDesk::makeTeam(const QString &team)
{
    if (!team.isEmpty()) {
        const std::string name = wire::jsonLiteral(team.toStdString());
        call(post("/team/new", "{\"team_id\":" + name + ",\"team_alias\":" + name + "}"), [](const Result<std::string> &) { });
    }
}

void VirtualKeyDesk::generate(const VirtualKeyDraft &draft, Done<SecretBytes> done)
{
    Result<std::string> body = bodyOf(draft);
    if (!body) {
        done(std::unexpected(body.error()));
        return;
    }
    makeTeam(draft.team.value_or(QString()));
    issue(post("/key/generate", std::move(*body)), std::move(done));
}

void VirtualKeyDesk::regenerate(const QString &token, Done<SecretBytes> done)
{
    issue(post("/key/regenerate", bodyNaming(token)), std::move(done));
}

void VirtualKeyDesk::update(const QString &token, const VirtualKeyDraft &draft, Done<void> done)
{
    Result<std::string> body = bodyOf(draft, token);
    if (!body) {
        done(std::unexpected(body.error()));
        return;
    }
    makeTeam(draft.team.value_or(QString()));
    change(post("/key/update", std::move(*body)), std::move(done));
}

void VirtualKeyDesk::setBlocked(const QString &token, bool blocked, Done<void> done)
{
    change(post(blocked ? "/key/block" : "/key/unblock", bodyNaming(token)), std::move(done));
}

void VirtualKeyDesk::remove(const QString &token, Done<void> done)
{
    change(post("/key/delete", "{\"keys\":[" + wire::jsonLiteral(token.toStdString()) + "]}"), std::move(done));
}

} // namespace patchbay
