// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/storage/native_statement.h"

#include "models/storage/storage_error.h"

#include <sqlite3.h>

#include <utility>

namespace patchbay::storage {

NativeStatement::NativeStatement(sqlite3 *connection, std::string_view sql, QString file)
    : m_connection(connection)
    , m_file(std::move(file))
{
    if (sqlite3_prepare_v3(connection, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &m_statement,
                           nullptr)
        != SQLITE_OK) {
        m_fault = error();
    }
}

NativeStatement::NativeStatement(NativeStatement &&other) noexcept
    : m_connection(other.m_connection)
    , m_statement(std::exchange(other.m_statement, nullptr))
    , m_file(std::move(other.m_file))
    , m_fault(std::move(other.m_fault))
    , m_next(other.m_next)
    , m_changed(other.m_changed)
{
}

NativeStatement &NativeStatement::operator=(NativeStatement &&other) noexcept
{
    std::swap(m_connection, other.m_connection);
    std::swap(m_statement, other.m_statement);
    std::swap(m_file, other.m_file);
    std::swap(m_fault, other.m_fault);
    std::swap(m_next, other.m_next);
    std::swap(m_changed, other.m_changed);
    return *this;
}

NativeStatement::~NativeStatement()
{
    sqlite3_finalize(m_statement);
}

NativeStatement &NativeStatement::bind(std::int64_t value)
{
    sqlite3_bind_int64(m_statement, ++m_next, value);
    return *this;
}

NativeStatement &NativeStatement::bind(std::optional<std::int64_t> value)
{
    return value ? bind(*value) : bindNull();
}

NativeStatement &NativeStatement::bindText(std::string_view utf8)
{
    // Without an address SQLite would take it for NULL.
    sqlite3_bind_text64(m_statement, ++m_next, utf8.data() ? utf8.data() : "", utf8.size(), SQLITE_STATIC, SQLITE_UTF8);
    return *this;
}

NativeStatement &NativeStatement::bindBlob(std::string_view bytes)
{
    sqlite3_bind_blob64(m_statement, ++m_next, bytes.data() ? bytes.data() : "", bytes.size(), SQLITE_STATIC);
    return *this;
}

NativeStatement &NativeStatement::bindNull()
{
    sqlite3_bind_null(m_statement, ++m_next);
    return *this;
}

Result<void> NativeStatement::run()
{
    const Result<bool> stepped = step();
    m_changed = stepped ? sqlite3_changes(m_connection) : 0;
    reset();
    return stepped ? Result<void>() : std::unexpected(stepped.error());
}

Result<bool> NativeStatement::step()
{
    m_next = 0;
    if (m_fault) {
        return std::unexpected(*m_fault);
    }
    switch (sqlite3_step(m_statement)) {
    case SQLITE_ROW: return true;
    case SQLITE_DONE: reset(); return false;
    default: break;
    }
    const Error failed = error();
    reset();
    return std::unexpected(failed);
}

void NativeStatement::reset()
{
    m_next = 0;
    sqlite3_reset(m_statement);
}

std::int64_t NativeStatement::integer(int column) const
{
    return sqlite3_column_int64(m_statement, column);
}

std::optional<std::int64_t> NativeStatement::optionalInteger(int column) const
{
    return isNull(column) ? std::nullopt : std::optional(integer(column));
}

std::string_view NativeStatement::text(int column) const
{
    const auto *bytes = reinterpret_cast<const char *>(sqlite3_column_text(m_statement, column));
    return { bytes ? bytes : "", static_cast<std::size_t>(sqlite3_column_bytes(m_statement, column)) };
}

std::string_view NativeStatement::blob(int column) const
{
    const auto *bytes = static_cast<const char *>(sqlite3_column_blob(m_statement, column));
    return { bytes ? bytes : "", static_cast<std::size_t>(sqlite3_column_bytes(m_statement, column)) };
}

bool NativeStatement::isNull(int column) const
{
    return sqlite3_column_type(m_statement, column) == SQLITE_NULL;
}

bool NativeStatement::isText(int column) const
{
    return sqlite3_column_type(m_statement, column) == SQLITE_TEXT;
}

Error NativeStatement::error() const
{
    return databaseError(sqlite3_extended_errcode(m_connection), QString::fromUtf8(sqlite3_errmsg(m_connection)), m_file);
}

} // namespace patchbay::storage
