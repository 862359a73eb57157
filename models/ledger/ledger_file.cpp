// SPDX-License-Identifier: GPL-3.0-or-later
//
// AttemptTable: how a ledger's file is opened, and brought up from an earlier schema.
#include "models/ledger/attempt_table.h"
#include "models/ledger/ledger_upgrade.h"
#include "models/ledger/repricing.h"
#include "models/storage/migrations.h"
#include "models/storage/storage_error.h"

namespace patchbay {

using namespace Qt::StringLiterals;

namespace {

// "PbLe": tells the ledger from other SQLite files.
constexpr qint32 ledgerApplicationId = 0x50624c65;
// Nobody else writes; who holds the file all the same is told of soon.
constexpr int lockPatienceMilliseconds = 500;
constexpr int rollUpVersion = 4;
// Under load the same pages change with each group: they are taken over into the file less often than SQLite would.
constexpr int pagesBeforeCheckpoint = 4'000;

QList<storage::Migration> migrations()
{
    QList<storage::Migration> found = storage::embeddedMigrations("ledger");
    for (storage::Migration &migration : found) {
        if (migration.version == rollUpVersion) {
            migration.then = moveOldAttempts;
        } else if (migration.version == AttemptTable::partsVersion) {
            migration.then = [](storage::Database &database) { return rebuildSums(database); };
        }
    }
    return found;
}

Result<void> checkVersion(storage::Database &database)
{
    const Result<qint64> version = database.integer(u"PRAGMA user_version"_s);
    if (!version) {
        return std::unexpected(version.error());
    }
    const int known = migrations().last().version;
    if (*version > known) {
        return std::unexpected(storage::toError(
            { .code = "future_schema",
              .message = u"%1 was written by a newer Patchbay (schema %2; this one knows %3)."_s.arg(database.file()).arg(*version).arg(known),
              .remedy = u"Use the newer Patchbay, or choose another directory with --data."_s }));
    }
    if (*version < rollUpVersion) {
        return std::unexpected(storage::toError(
            { .code = "old_schema",
              .message = u"%1 was written by an earlier Patchbay and has not been brought up to date yet."_s.arg(database.file()),
              .remedy = u"Start Patchbay, or any command that records, once with this directory: the file is copied first."_s }));
    }
    return {};
}

} // namespace

Result<std::unique_ptr<storage::Database>> AttemptTable::openDatabase(const QString &file)
{
    using Synchronous = storage::DatabaseOptions::Synchronous;
    return storage::Database::open(file,
                                   { .synchronous = Synchronous::Full,
                                     .applicationId = ledgerApplicationId,
                                     .busyTimeoutMilliseconds = lockPatienceMilliseconds })
        .and_then([](std::unique_ptr<storage::Database> database) {
            return migrate(*database, migrations())
                .and_then([&] { return database->execute(u"PRAGMA wal_autocheckpoint = %1"_s.arg(pagesBeforeCheckpoint)); })
                .transform([&] { return std::move(database); });
        });
}

Result<void> AttemptTable::makeRoom(bool much)
{
    if (much == m_roomy) {
        return {};
    }
    m_roomy = much;
    // In KiB. What a large group changes must fit in, or it is written twice.
    return m_database.execute(much ? u"PRAGMA cache_size = -24576"_s : u"PRAGMA cache_size = -2000"_s);
}

Result<std::unique_ptr<storage::Database>> AttemptTable::openReadOnly(const QString &file)
{
    using Access = storage::DatabaseOptions::Access;
    return storage::Database::open(file, { .access = Access::ReadOnly, .applicationId = ledgerApplicationId })
        .and_then([](std::unique_ptr<storage::Database> database) {
            return checkVersion(*database).transform([&] { return std::move(database); });
        });
}

} // namespace patchbay
