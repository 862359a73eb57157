// SPDX-License-Identifier: GPL-3.0-or-later
//
// Statement: one prepared SQL statement with typed placeholders and columns.
//
// Values are bound in the order of the placeholders, then run() or each() executes; binding starts
// over afterwards. A statement that did not compile reports that when it runs. Null texts and blobs
// bind as empty ones, never as NULL: bindNull() and empty optionals say NULL.
//
// One that was prepared for many runs keeps what is bound: binding the same value again costs a comparison.
#pragma once

#include "providers/core/result.h"

#include <QByteArray>
#include <QSqlQuery>
#include <QStringList>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::storage {

class Statement {
public:
    // `fault` is why it did not compile. `names`: the placeholders', of one that is for many runs.
    Statement(QSqlQuery query, QString file, std::optional<Error> fault, QStringList names = {});
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
    // For CAST(? AS TEXT): SQLite takes the bytes as they are, without a detour through UTF-16.
    Statement &bindUtf8(std::string_view utf8);
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
    enum class Kind : std::uint8_t { Unbound, Null, Integer, Utf8, Other };
    struct Bound {
        Kind kind = Kind::Unbound;
        qint64 number = 0;
        std::string text;
    };

    // False where the place holds this already.
    bool changes(Kind kind, qint64 number, std::string_view text);
    void bind(const QVariant &value);
    Result<void> execute();
    Error error() const;

    QSqlQuery m_query;
    QString m_file;
    std::optional<Error> m_fault;
    QStringList m_names;
    std::vector<Bound> m_bound; // as many as names
    int m_next = 0;
    int m_changed = 0;
};

} // namespace patchbay::storage
