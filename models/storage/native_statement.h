// SPDX-License-Identifier: GPL-3.0-or-later
//
// NativeStatement: one prepared statement through SQLite's own interface, for what runs a hundred thousand times: values
// go in and out without a detour through variants.
//
// It borrows the connection of a Database, belongs to its thread and ends before it. Places are bound in their order;
// texts and blobs are not copied: they live until run() or the last step(). After run(), the last row, or reset() binding
// starts over. A statement that did not compile says so when it runs. Views of columns live until the next step.
#pragma once

#include "providers/core/result.h"

#include <QString>

#include <optional>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace patchbay::storage {

class NativeStatement {
public:
    NativeStatement(sqlite3 *connection, std::string_view sql, QString file);
    NativeStatement(NativeStatement &&other) noexcept;
    NativeStatement &operator=(NativeStatement &&other) noexcept;
    NativeStatement(const NativeStatement &) = delete;
    NativeStatement &operator=(const NativeStatement &) = delete;
    ~NativeStatement();

    NativeStatement &bind(std::int64_t value);
    NativeStatement &bind(std::optional<std::int64_t> value);
    // UTF-8; whoever binds sees to that.
    NativeStatement &bindText(std::string_view utf8);
    NativeStatement &bindBlob(std::string_view bytes);
    NativeStatement &bindNull();

    // For statements that give no rows.
    Result<void> run();
    // Whether there is a next row.
    Result<bool> step();
    void reset();

    std::int64_t integer(int column) const;
    std::optional<std::int64_t> optionalInteger(int column) const;
    std::string_view text(int column) const;
    std::string_view blob(int column) const;
    bool isNull(int column) const;
    bool isText(int column) const;
    // Rows that the last run() changed.
    int changedRows() const { return m_changed; }

private:
    Error error() const;

    sqlite3 *m_connection = nullptr;
    sqlite3_stmt *m_statement = nullptr;
    QString m_file;
    std::optional<Error> m_fault; // why it did not compile
    int m_next = 0;
    int m_changed = 0;
};

} // namespace patchbay::storage
