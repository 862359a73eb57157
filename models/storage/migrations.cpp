// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/storage/migrations.h"

#include "models/storage/storage_error.h"
#include "resources/embedded.h"

#include <QFile>
#include <QRegularExpression>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <unistd.h>

namespace patchbay::storage {

using namespace Qt::StringLiterals;

namespace {

// VACUUM INTO accepts an empty file, which gives us its mode; the rename makes the copy complete or absent.
Result<void> backUp(Database &database, qint64 version)
{
    const QString target = u"%1.v%2.bak"_s.arg(database.file()).arg(version);
    const QString partial = target + u".partial"_s;
    const QByteArray encoded = QFile::encodeName(partial);
    ::unlink(encoded.constData());
    const int made = ::open(encoded.constData(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (made < 0) {
        return std::unexpected(fileError(errno, u"make"_s, partial));
    }
    ::close(made);
    Statement copy = database.prepare(u"VACUUM INTO ?"_s);
    if (const Result<void> copied = copy.bindText(partial).run(); !copied) {
        ::unlink(encoded.constData());
        return copied;
    }
    if (std::rename(encoded.constData(), QFile::encodeName(target).constData()) != 0) {
        return std::unexpected(fileError(errno, u"rename"_s, partial));
    }
    return {};
}

Result<void> apply(Database &database, const Migration &migration)
{
    Transaction transaction(database);
    if (!transaction.begun()) {
        return transaction.begun();
    }
    for (const QString &sql : migration.statements) {
        if (const Result<void> executed = database.execute(sql); !executed) {
            return executed;
        }
    }
    if (migration.then) {
        if (const Result<void> done = migration.then(database); !done) {
            return done;
        }
    }
    // A pragma takes no placeholder; the version is a number of our own.
    return database.execute(u"PRAGMA user_version = %1"_s.arg(migration.version)).and_then([&] {
        return transaction.commit();
    });
}

Error futureError(const QString &file, qint64 found, int known)
{
    return toError(
        { .code = "future_schema",
          .message =
              u"%1 was written by a newer Patchbay (schema %2; this one knows %3). It was left as it is."_s.arg(file)
                  .arg(found)
                  .arg(known),
          .remedy = u"Start the newer Patchbay, or choose another directory with --data."_s });
}

} // namespace

QStringList splitStatements(QStringView sql)
{
    static const QRegularExpression end(u";[ \\t]*\\n(?=[ \\t]*(\\n|$))"_s);
    QStringList statements;
    const QString text = sql.toString() + u'\n';
    for (const QString &part : text.split(end, Qt::SkipEmptyParts)) {
        const QString statement = part.trimmed();
        const QStringList lines = statement.split(u'\n');
        const bool onlyComments = std::ranges::all_of(
            lines, [](const QString &line) { return line.trimmed().isEmpty() || line.trimmed().startsWith(u"--"_s); });
        if (!onlyComments) {
            statements.append(statement);
        }
    }
    return statements;
}

QList<Migration> embeddedMigrations(std::string_view family)
{
    static const QRegularExpression pattern(u"^sql/migrations/([a-z]+)-(\\d{4})-([a-z0-9-]+)\\.sql$"_s);
    QList<Migration> migrations;
    for (const std::string_view path : resources::migrationsPaths()) {
        const QRegularExpressionMatch match = pattern.match(QString::fromUtf8(path.data(), qsizetype(path.size())));
        if (!match.hasMatch() || match.captured(1).toStdString() != family) {
            continue;
        }
        const std::string_view sql = resources::migrations(path);
        migrations.append({ .version = match.captured(2).toInt(),
                            .name = match.captured(3),
                            .statements = splitStatements(QString::fromUtf8(sql.data(), qsizetype(sql.size()))),
                            .then = {} });
    }
    std::ranges::sort(migrations, {}, &Migration::version);
    return migrations;
}

Result<void> migrate(Database &database, const QList<Migration> &migrations)
{
    const Result<qint64> version = database.integer(u"PRAGMA user_version"_s);
    if (!version) {
        return std::unexpected(version.error());
    }
    const int newest = migrations.isEmpty() ? 0 : migrations.last().version;
    if (*version > newest) {
        return std::unexpected(futureError(database.file(), *version, newest));
    }
    if (*version > 0 && *version < newest && !database.inMemory()) {
        if (const Result<void> backedUp = backUp(database, *version); !backedUp) {
            return backedUp;
        }
    }
    for (const Migration &migration : migrations) {
        if (migration.version > *version) {
            if (const Result<void> applied = apply(database, migration); !applied) {
                return applied;
            }
        }
    }
    return {};
}

} // namespace patchbay::storage
