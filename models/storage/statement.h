// SPDX-License-Identifier: GPL-3.0-or-later
//
// Statement: one prepared SQL statement with typed placeholders and columns.
//
// Values are bound in the order of the placeholders, then run() or each() executes; binding starts
// over afterwards. A statement that did not compile reports that when it runs. Null texts and blobs
// bind as empty ones, never as NULL: bindNull() and empty optionals say NULL.
#pragma once

#include "providers/core/result.h"

#include <QByteArray>
#include <QSqlQuery>
#include <QString>

#include <functional>
#include <optional>
#include <string_view>

namespace patchbay::storage {

class Statement {
public:
    // `fault` is why it did not compile.
    Statement(QSqlQuery query, QString file, std::optional<Error> fault);
    Statement(Statement &&) = default;
    Statement &operator=(Statement &&) = default;
    Statement(const Statement &) = delete;
    Statement &operator=(const Statement &) = delete;

    Statement &bindInteger(qint64 value);
    Statement &bindInteger(std::optional<qint64> value);
    Statement &bindReal(double value);
    Statement &bindText(const QString &value);
    Statement &bindText(std::string_view utf8);
    Statement &bindBlob(const QByteArray &value);
    Statement &bindNull();

    // For statements that give no rows.
    Result<void> run();
    // Calls `row` for each row; the columns are read from this statement.
    Result<void> each(const std::function<void()> &row);
    // Runs and stands on the first row; false when there is none. finish() lets go of it.
    Result<bool> first();
    void finish();

    qint64 integer(int column) const;
    std::optional<qint64> optionalInteger(int column) const;
    QString text(int column) const;
    std::string utf8(int column) const;
    QByteArray blob(int column) const;
    bool isNull(int column) const;
    // Rows that the last run() changed.
    int changedRows() const { return m_changed; }

private:
    Result<void> execute();
    Error error() const;

    QSqlQuery m_query;
    QString m_file;
    std::optional<Error> m_fault;
    int m_next = 0;
    int m_changed = 0;
};

} // namespace patchbay::storage
