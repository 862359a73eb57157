// SPDX-License-Identifier: GPL-3.0-or-later
//
// Migrations: brings a database to the schema that this program knows.
//
// The SQL lies in resources/sql/migrations/FAMILY-NNNN-name.sql; PRAGMA user_version holds the
// number of the last one that ran. Each runs in a transaction of its own, after the file was copied
// to FILE.vN.bak. In a migration file a statement ends with ";" at the end of a line that is
// followed by an empty line or the end of the file (so that triggers need no SQL parser).
#pragma once

#include "models/storage/database.h"

#include <QList>
#include <QStringList>

#include <functional>
#include <string_view>

namespace patchbay::storage {

struct Migration {
    int version = 0;
    QString name;
    QStringList statements;
    // What SQL cannot say: runs after the statements, in their transaction.
    std::function<Result<void>(Database &)> then {};
};

QStringList splitStatements(QStringView sql);

// The embedded migrations of a family ("ledger", "runs", "session"), in order.
QList<Migration> embeddedMigrations(std::string_view family);

// Refuses a schema from the future with code "future_schema" and changes nothing then.
Result<void> migrate(Database &database, const QList<Migration> &migrations);

} // namespace patchbay::storage
