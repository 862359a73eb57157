// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/storage/storage_error.h"

#include <QSqlError>

#include <cerrno>
#include <cstring>

namespace patchbay::storage {

using namespace Qt::StringLiterals;

namespace {

// SQLite's primary result codes (low byte of the extended ones), from its public documentation.
enum SqliteCode {
    Busy = 5,
    Locked = 6,
    ReadOnly = 8,
    IoError = 10,
    Corrupt = 11,
    Full = 13,
    CannotOpen = 14,
    NotADatabase = 26
};

constexpr QStringView spaceRemedy = u"Free some space on that disk; Patchbay goes on by itself.";

} // namespace

Error toError(const Problem &problem)
{
    Error error = makeError(problem.kind, problem.message.toStdString());
    error.code = problem.code;
    error.remedy = problem.remedy.toStdString();
    return error;
}

Error fileError(int systemError, const QString &action, const QString &file)
{
    const QString what = u"Could not %1 %2: "_s.arg(action, file);
    switch (systemError) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
        return toError(
            { .code = "disk_full", .message = what + u"the disk is full."_s, .remedy = spaceRemedy.toString() });
    case EACCES:
    case EPERM:
    case EROFS:
        return toError(
            { .code = "read_only",
              .message = what + u"permission is missing."_s,
              .remedy = u"Give your user the right to write there, or choose another directory with --data."_s,
              .kind = ErrorClass::PermissionDenied });
    case ELOOP:
        return toError({ .code = "foreign_file",
                         .message = what + u"it is a symbolic link, which is not followed."_s,
                         .remedy = u"Remove the link, or choose another directory with --data."_s,
                         .kind = ErrorClass::PermissionDenied });
    default:
        return toError({ .code = "io_error",
                         .message = what + QString::fromLocal8Bit(std::strerror(systemError)) + u'.',
                         .remedy = u"Check the disk and try again."_s });
    }
}

Error databaseError(int resultCode, const QString &detail, const QString &file)
{
    switch (resultCode & 0xff) {
    case Full:
        return toError({ .code = "disk_full",
                         .message = u"The disk is full: %1 could not be written."_s.arg(file),
                         .remedy = spaceRemedy.toString() });
    case Corrupt:
    case NotADatabase:
        return toError({ .code = "corrupt",
                         .message = u"%1 is damaged or not a database; it was left as it is."_s.arg(file),
                         .remedy = u"Restore it from a backup, or move it away to start with an empty one."_s });
    case ReadOnly:
    case CannotOpen:
        return toError(
            { .code = "read_only",
              .message = u"%1 cannot be opened for writing."_s.arg(file),
              .remedy = u"Give your user the right to write there, or choose another directory with --data."_s,
              .kind = ErrorClass::PermissionDenied });
    case Busy:
    case Locked:
        return toError({ .code = "busy",
                         .message = u"%1 is in use by another program."_s.arg(file),
                         .remedy = u"Close the other program and try again."_s });
    case IoError:
        return toError({ .code = "io_error",
                         .message = u"The disk reported an error on %1 (%2)."_s.arg(file).arg(resultCode),
                         .remedy = u"Check the disk, its free space and quota; Patchbay goes on by itself."_s });
    default:
        return toError({ .code = "sql",
                         .message = u"%1: %2 (SQLite %3)."_s.arg(file, detail).arg(resultCode),
                         .remedy = u"This is a fault in Patchbay; please report it."_s,
                         .kind = ErrorClass::InternalServer });
    }
}

Error databaseError(const QSqlError &error, const QString &file)
{
    const QString detail = error.databaseText().isEmpty() ? error.driverText() : error.databaseText();
    return databaseError(error.nativeErrorCode().toInt(), detail, file);
}

} // namespace patchbay::storage
