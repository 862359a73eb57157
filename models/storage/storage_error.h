// SPDX-License-Identifier: GPL-3.0-or-later
//
// Errors of files and databases in words that tell a person what happened and what to do.
//
// `code` of the Error names the kind for programs: "disk_full", "io_error", "corrupt", "read_only",
// "busy", "owned", "future_schema", "foreign_file", "not_found", "sql".
#pragma once

#include "providers/core/result.h"

#include <QString>

class QSqlError;

namespace patchbay::storage {

struct Problem {
    std::string code;
    QString message;
    QString remedy {};
    ErrorClass kind = ErrorClass::ServiceUnavailable;
};

[[nodiscard]] Error toError(const Problem &problem);

// From errno, after `action` ("open", "write") on `file`.
[[nodiscard]] Error fileError(int systemError, const QString &action, const QString &file);

// From SQLite's extended result code; `detail` is SQLite's own sentence.
[[nodiscard]] Error databaseError(int resultCode, const QString &detail, const QString &file);
[[nodiscard]] Error databaseError(const QSqlError &error, const QString &file);

} // namespace patchbay::storage
