// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/config/config_history.h"

#include "models/storage/migrations.h"
#include "models/storage/storage_error.h"

#include <QCryptographicHash>
#include <QDir>

#include <cerrno>
#include <sys/stat.h>

namespace patchbay::document {

using namespace Qt::StringLiterals;
using storage::Database;
using storage::Statement;

namespace {

// "PbCf": tells this file from other SQLite files.
constexpr qint32 configApplicationId = 0x50624366;

} // namespace

ConfigHistory::ConfigHistory(std::unique_ptr<Database> database)
    : m_database(std::move(database))
{
}

Result<ConfigHistory> ConfigHistory::open(const QString &directory)
{
    if (!QDir().exists(directory)) {
        const QString parent = QFileInfo(directory).absolutePath();
        if (!QDir().mkpath(parent) || ::mkdir(QFile::encodeName(directory).constData(), 0700) != 0) {
            return std::unexpected(storage::fileError(errno, u"make"_s, directory));
        }
    }
    auto database = Database::open(directory + u"/config.db"_s, { .applicationId = configApplicationId });
    if (!database) {
        return std::unexpected(database.error());
    }
    if (const Result<void> migrated = migrate(**database, storage::embeddedMigrations("config")); !migrated) {
        return std::unexpected(migrated.error());
    }
    return ConfigHistory(std::move(*database));
}

Result<qint64> ConfigHistory::add(const AppliedVersion &version)
{
    Statement insert = m_database->prepare(
        u"INSERT INTO versions (applied_at, author, note, source, target, digest, outcome, text) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id"_s);
    insert.bindInteger(version.appliedAt)
        .bindText(version.author)
        .bindText(version.note)
        .bindText(version.source)
        .bindText(version.target)
        .bindText(version.digest)
        .bindText(version.outcome)
        .bindBlob(QByteArray::fromStdString(version.text));
    qint64 id = 0;
    const Result<void> inserted = insert.each([&] { id = insert.integer(0); });
    return inserted ? Result<qint64>(id) : std::unexpected(inserted.error());
}

Result<void> ConfigHistory::setOutcome(qint64 id, const std::string &outcome)
{
    Statement update = m_database->prepare(u"UPDATE versions SET outcome = ? WHERE id = ?"_s);
    return update.bindText(outcome).bindInteger(id).run();
}

Result<std::vector<AppliedVersion>> ConfigHistory::list()
{
    std::vector<AppliedVersion> versions;
    Statement select = m_database->prepare(
        u"SELECT id, applied_at, author, note, source, target, digest, outcome FROM versions ORDER BY id DESC"_s);
    const Result<void> read = select.each([&] {
        versions.push_back({ select.integer(0), select.integer(1), select.utf8(2), select.utf8(3), select.utf8(4),
                             select.utf8(5), select.utf8(6), select.utf8(7), {} });
    });
    return read ? Result<std::vector<AppliedVersion>>(std::move(versions)) : std::unexpected(read.error());
}

Result<AppliedVersion> ConfigHistory::version(qint64 id)
{
    std::vector<AppliedVersion> found;
    Statement select = m_database->prepare(
        u"SELECT id, applied_at, author, note, source, target, digest, outcome, text FROM versions WHERE id = ?"_s);
    const Result<void> read = select.bindInteger(id).each([&] {
        found.push_back({ select.integer(0), select.integer(1), select.utf8(2), select.utf8(3), select.utf8(4),
                          select.utf8(5), select.utf8(6), select.utf8(7), select.blob(8).toStdString() });
    });
    if (!read) {
        return std::unexpected(read.error());
    }
    if (found.empty()) {
        return failure(ErrorClass::NotFound, "There is no version " + std::to_string(id) + " in the history.");
    }
    return std::move(found.front());
}

std::string ConfigHistory::digestOf(const std::string &text)
{
    return QCryptographicHash::hash(QByteArrayView(text.data(), qsizetype(text.size())), QCryptographicHash::Sha256)
        .toHex()
        .toStdString();
}

} // namespace patchbay::document
