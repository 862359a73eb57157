// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/runs/blob_table.h"
#include "models/runs/run_json.h"
#include "models/runs/run_store.h"
#include "models/storage/migrations.h"

namespace patchbay {

using namespace Qt::StringLiterals;
using storage::Statement;

namespace {

// "PbSe": tells the session from other SQLite files.
constexpr qint32 sessionApplicationId = 0x50625365;

} // namespace

class SessionStore::Private {
public:
    explicit Private(std::unique_ptr<storage::Database> opened)
        : database(std::move(opened))
        , blobs(*database)
    {
    }

    std::unique_ptr<storage::Database> database;
    BlobTable blobs;
};

Result<std::unique_ptr<SessionStore>> SessionStore::open(const QString &file)
{
    using Synchronous = storage::DatabaseOptions::Synchronous;
    auto database =
        storage::Database::open(file, { .synchronous = Synchronous::Normal, .applicationId = sessionApplicationId });
    if (!database) {
        return std::unexpected(database.error());
    }
    if (const Result<void> migrated = migrate(**database, storage::embeddedMigrations("session")); !migrated) {
        return std::unexpected(migrated.error());
    }
    return std::unique_ptr<SessionStore>(new SessionStore(std::make_unique<Private>(std::move(*database))));
}

SessionStore::SessionStore(std::unique_ptr<Private> p)
    : m_private(std::move(p))
{
}

SessionStore::~SessionStore() = default;

Result<void> SessionStore::saveTab(const SessionTab &tab, int position)
{
    storage::Transaction transaction(*m_private->database);
    if (!transaction.begun()) {
        return transaction.begun();
    }
    Statement upsert = m_private->database->prepare(
        u"INSERT INTO tabs (id, position, kind, draft, view_state) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (id) DO UPDATE SET position = excluded.position, kind = excluded.kind, "
        "draft = excluded.draft, view_state = excluded.view_state"_s);
    upsert.bindText(tab.id).bindInteger(position).bindText(tab.kind);
    upsert.bindText(QString::fromUtf8(toJsonText(runToJson(tab.draft, AttachmentData::LeftOut))))
        .bindText(tab.viewState);
    return upsert.run()
        .and_then([&] { return m_private->blobs.keep(tab.id, tab.draft); })
        .and_then([&] { return m_private->blobs.collect(); })
        .and_then([&] { return transaction.commit(); });
}

Result<void> SessionStore::removeTab(const QString &id)
{
    Statement remove = m_private->database->prepare(u"DELETE FROM tabs WHERE id = ?"_s);
    return remove.bindText(id).run().and_then([&] { return m_private->blobs.collect(); });
}

Result<QList<SessionTab>> SessionStore::tabs() const
{
    QList<SessionTab> tabs;
    Statement select =
        m_private->database->prepare(u"SELECT id, kind, draft, view_state FROM tabs ORDER BY position, id"_s);
    const Result<void> read = select.each([&] {
        SessionTab tab { .id = select.text(0), .kind = select.text(1), .draft = {}, .viewState = select.text(3) };
        const QByteArray stored = select.text(2).toUtf8();
        if (const std::optional<QJsonObject> draft = objectFromJsonText(stored)) {
            tab.draft = runFromJson(*draft);
        } else {
            tab.damaged = stored;
        }
        tabs.append(std::move(tab));
    });
    if (!read) {
        return std::unexpected(read.error());
    }
    for (SessionTab &tab : tabs) {
        if (const Result<void> filled = m_private->blobs.fill(tab.id, tab.draft); !filled) {
            return std::unexpected(filled.error());
        }
    }
    return tabs;
}

Result<void> SessionStore::setValue(const QString &key, const QByteArray &value)
{
    if (value.isEmpty()) {
        Statement removal = m_private->database->prepare(u"DELETE FROM session_values WHERE key = ?"_s);
        return removal.bindText(key).run();
    }
    Statement upsert = m_private->database->prepare(
        u"INSERT INTO session_values (key, value) VALUES (?, ?) "
        "ON CONFLICT (key) DO UPDATE SET value = excluded.value"_s);
    return upsert.bindText(key).bindBlob(value).run();
}

QByteArray SessionStore::value(const QString &key) const
{
    Statement select = m_private->database->prepare(u"SELECT value FROM session_values WHERE key = ?"_s);
    const Result<bool> found = select.bindText(key).first();
    return found && *found ? select.blob(0) : QByteArray();
}

} // namespace patchbay
