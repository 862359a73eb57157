// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/storage/database.h"

#include "models/storage/storage_error.h"

#include <QFile>
#include <QFileInfo>
#include <QSqlDriver>
#include <QSqlError>
#include <QVariant>

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace patchbay::storage {

using namespace Qt::StringLiterals;

namespace {

constexpr mode_t fileMode = 0600;
constexpr QStringView memoryName = u":memory:";

// Makes a missing file with the mode that SQLite then gives to its -wal and -shm files as well. An
// existing file is never opened here: closing it would drop SQLite's locks on it in this process.
Result<void> makeFile(const QString &file)
{
    const QByteArray encoded = QFile::encodeName(file);
    const int made = ::open(encoded.constData(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, fileMode);
    if (made >= 0) {
        ::close(made);
        return {};
    }
    if (errno != EEXIST) {
        return std::unexpected(fileError(errno, u"make"_s, file));
    }
    struct stat status {};
    if (::lstat(encoded.constData(), &status) == 0 && S_ISREG(status.st_mode) && (status.st_mode & 0077) != 0
        && ::chmod(encoded.constData(), fileMode) != 0) {
        return std::unexpected(fileError(errno, u"protect"_s, file));
    }
    return {};
}

// SQLite refuses links anywhere in the path when told not to follow them; the folder's are fine.
QString withoutLinkedFolders(const QString &file)
{
    const QFileInfo info(file);
    const QString folder = QFileInfo(info.absolutePath()).canonicalFilePath();
    return folder.isEmpty() ? info.absoluteFilePath() : folder + u'/' + info.fileName();
}

} // namespace

Result<std::unique_ptr<Database>> Database::open(const QString &file, const DatabaseOptions &options)
{
    const bool memory = file == memoryName;
    const QString path = memory ? file : withoutLinkedFolders(file);
    if (!memory && options.access == DatabaseOptions::Access::ReadWrite) {
        if (const Result<void> made = makeFile(path); !made) {
            return std::unexpected(made.error());
        }
    }
    std::unique_ptr<Database> database(new Database(path, QString()));
    // The address is unique among living connections of all threads.
    database->m_connection = u"patchbay-%1"_s.arg(reinterpret_cast<quintptr>(database.get()), 0, 16);
    database->m_database = QSqlDatabase::addDatabase(u"QSQLITE"_s, database->m_connection);
    QString connectOptions = u"QSQLITE_OPEN_NOFOLLOW;QSQLITE_BUSY_TIMEOUT=%1"_s.arg(options.busyTimeoutMilliseconds);
    if (options.access == DatabaseOptions::Access::ReadOnly) {
        connectOptions += u";QSQLITE_OPEN_READONLY"_s;
    }
    database->m_database.setConnectOptions(connectOptions);
    database->m_database.setDatabaseName(path);
    if (!database->m_database.open()) {
        return std::unexpected(databaseError(database->m_database.lastError(), path));
    }
    return database->configure(options).transform([&] { return std::move(database); });
}

Database::Database(QString file, QString connection)
    : m_file(std::move(file))
    , m_connection(std::move(connection))
{
}

Database::~Database()
{
    m_database.close();
    m_database = QSqlDatabase();
    QSqlDatabase::removeDatabase(m_connection);
}

bool Database::inMemory() const
{
    return m_file == memoryName;
}

Result<void> Database::configure(const DatabaseOptions &options)
{
    const bool writes = options.access == DatabaseOptions::Access::ReadWrite;
    // Whose file it is comes first: nothing may be written before that is known.
    Result<void> done = execute(u"PRAGMA trusted_schema = OFF"_s)
                            .and_then([&] { return execute(u"PRAGMA cell_size_check = ON"_s); })
                            .and_then([&] { return execute(u"PRAGMA mmap_size = 0"_s); })
                            .and_then([&] { return execute(u"PRAGMA foreign_keys = ON"_s); })
                            .and_then([&] { return claim(options); });
    if (!done || !writes) {
        return done;
    }
    const bool full = options.synchronous == DatabaseOptions::Synchronous::Full;
    return execute(u"PRAGMA journal_mode = WAL"_s).and_then([&] {
        return execute(full ? u"PRAGMA synchronous = FULL"_s : u"PRAGMA synchronous = NORMAL"_s);
    });
}

Result<void> Database::claim(const DatabaseOptions &options)
{
    const Result<qint64> id = integer(u"PRAGMA application_id"_s);
    if (!id) {
        return std::unexpected(id.error());
    }
    if (*id == options.applicationId) {
        return {};
    }
    const Result<qint64> tables = integer(u"SELECT count(*) FROM sqlite_schema"_s);
    if (!tables) {
        return std::unexpected(tables.error());
    }
    if (*id != 0 || *tables != 0 || options.access == DatabaseOptions::Access::ReadOnly) {
        return std::unexpected(
            toError({ .code = "foreign_file",
                      .message = u"%1 is a database of another kind; it was left as it is."_s.arg(m_file),
                      .remedy = u"Move it away, or choose another directory with --data."_s,
                      .kind = ErrorClass::PermissionDenied }));
    }
    // A pragma takes no placeholder; the id is a number of our own.
    return execute(u"PRAGMA application_id = %1"_s.arg(options.applicationId));
}

Statement Database::prepare(const QString &sql)
{
    QSqlQuery query(m_database);
    query.setForwardOnly(true);
    std::optional<Error> fault;
    if (!query.prepare(sql)) {
        fault = databaseError(query.lastError(), m_file);
    }
    return Statement(std::move(query), m_file, std::move(fault));
}

Statement Database::prepareForMany(const QString &sql)
{
    QString named;
    QStringList names;
    for (const QChar letter : sql) {
        if (letter == u'?') {
            names.append(u":p%1"_s.arg(names.size()));
            named += names.last();
        } else {
            named += letter;
        }
    }
    QSqlQuery query(m_database);
    query.setForwardOnly(true);
    std::optional<Error> fault;
    if (!query.prepare(named)) {
        fault = databaseError(query.lastError(), m_file);
    }
    return Statement(std::move(query), m_file, std::move(fault), std::move(names));
}

// Qt's driver lends its connection: the plugin and this program use the system's one SQLite.
NativeStatement Database::native(std::string_view sql)
{
    const QVariant handle = m_database.driver()->handle();
    sqlite3 *connection = handle.isValid() ? *static_cast<sqlite3 *const *>(handle.constData()) : nullptr;
    return NativeStatement(connection, sql, m_file);
}

Result<void> Database::execute(const QString &sql)
{
    QSqlQuery query(m_database);
    query.setForwardOnly(true);
    if (!query.exec(sql)) {
        return std::unexpected(databaseError(query.lastError(), m_file));
    }
    return {};
}

Result<qint64> Database::integer(const QString &sql)
{
    Statement statement = prepare(sql);
    const Result<bool> found = statement.first();
    if (!found) {
        return std::unexpected(found.error());
    }
    if (!*found) {
        return std::unexpected(toError({ .code = "not_found", .message = m_file + u": nothing found."_s }));
    }
    return statement.integer(0);
}

Result<void> Database::quickCheck()
{
    Statement statement = prepare(u"PRAGMA quick_check(1)"_s);
    const Result<bool> found = statement.first();
    if (!found) {
        return std::unexpected(found.error());
    }
    if (!*found || statement.text(0) != u"ok"_s) {
        constexpr int corrupt = 11;
        return std::unexpected(databaseError(corrupt, QString(), m_file));
    }
    return {};
}

Transaction::Transaction(Database &database)
    : m_database(database)
    , m_begun(database.execute(u"BEGIN IMMEDIATE"_s))
    , m_open(m_begun.has_value())
{
}

Transaction::~Transaction()
{
    if (m_open) {
        // Fails where SQLite has rolled back by itself (full disk), which is the same result.
        static_cast<void>(m_database.execute(u"ROLLBACK"_s));
    }
}

Result<void> Transaction::commit()
{
    Result<void> committed = m_database.execute(u"COMMIT"_s);
    m_open = !committed.has_value();
    return committed;
}

ReadTransaction::ReadTransaction(Database &database)
    : m_database(database)
    , m_begun(database.execute(u"BEGIN"_s))
{
}

ReadTransaction::~ReadTransaction()
{
    if (m_begun) {
        static_cast<void>(m_database.execute(u"COMMIT"_s));
    }
}

} // namespace patchbay::storage
