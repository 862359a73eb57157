// SPDX-License-Identifier: GPL-3.0-or-later
//
// Database: one SQLite connection through QtSql, opened the one way that Patchbay opens databases:
// WAL, foreign keys on, schema not trusted, file mode 0600, symbolic links refused, an application
// id that tells our files from others. A file that is damaged or not ours is never written to.
//
// Belongs to the thread that opened it. ":memory:" gives a database that goes with the object.
#pragma once

#include "models/storage/native_statement.h"
#include "models/storage/statement.h"
#include "providers/core/result.h"

#include <QSqlDatabase>
#include <QString>

#include <memory>

namespace patchbay::storage {

struct DatabaseOptions {
    enum class Access { ReadWrite, ReadOnly };
    enum class Synchronous { Normal, Full };

    Access access = Access::ReadWrite;
    Synchronous synchronous = Synchronous::Full;
    // Written into new files, demanded of old ones.
    qint32 applicationId = 0;
    int busyTimeoutMilliseconds = 5'000;
};

class Database {
public:
    static Result<std::unique_ptr<Database>> open(const QString &file, const DatabaseOptions &options);
    ~Database();
    Database(const Database &) = delete;
    Database &operator=(const Database &) = delete;

    QString file() const { return m_file; }
    bool inMemory() const;

    Statement prepare(const QString &sql);
    // For one that runs often; the text holds no question marks but its placeholders.
    Statement prepareForMany(const QString &sql);
    // Through SQLite's own interface, on the same connection; for what runs a hundred thousand times.
    NativeStatement native(std::string_view sql);
    // A statement without placeholders and rows.
    Result<void> execute(const QString &sql);
    // The first column of the first row; an Error when there is none.
    Result<qint64> integer(const QString &sql);
    // SQLite's own check of the file's structure; an Error with code "corrupt" when it finds a fault.
    Result<void> quickCheck();

private:
    Database(QString file, QString connection);
    Result<void> configure(const DatabaseOptions &options);
    Result<void> claim(const DatabaseOptions &options);

    QString m_file;
    QString m_connection;
    QSqlDatabase m_database;
};

// Begins at construction; rolls back when it goes without commit().
class Transaction {
public:
    explicit Transaction(Database &database);
    ~Transaction();
    Transaction(const Transaction &) = delete;
    Transaction &operator=(const Transaction &) = delete;

    // An Error when it could not begin.
    const Result<void> &begun() const { return m_begun; }
    Result<void> commit();

private:
    Database &m_database;
    Result<void> m_begun;
    bool m_open = false;
};

// Readings between construction and destruction see one state of the file.
class ReadTransaction {
public:
    explicit ReadTransaction(Database &database);
    ~ReadTransaction();
    ReadTransaction(const ReadTransaction &) = delete;
    ReadTransaction &operator=(const ReadTransaction &) = delete;

    const Result<void> &begun() const { return m_begun; }

private:
    Database &m_database;
    Result<void> m_begun;
};

} // namespace patchbay::storage
