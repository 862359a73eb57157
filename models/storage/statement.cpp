// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/storage/statement.h"

#include "models/storage/storage_error.h"

#include <QSqlError>
#include <QVariant>

namespace patchbay::storage {

Statement::Statement(QSqlQuery query, QString file, std::optional<Error> fault)
    : m_query(std::move(query))
    , m_file(std::move(file))
    , m_fault(std::move(fault))
{
}

Statement &Statement::bindInteger(qint64 value)
{
    m_query.bindValue(m_next++, value);
    return *this;
}

Statement &Statement::bindInteger(std::optional<qint64> value)
{
    return value ? bindInteger(*value) : bindNull();
}

Statement &Statement::bindReal(double value)
{
    m_query.bindValue(m_next++, value);
    return *this;
}

Statement &Statement::bindText(const QString &value)
{
    // Qt would bind a null string as NULL.
    m_query.bindValue(m_next++, value.isNull() ? QString(QLatin1StringView("")) : value);
    return *this;
}

Statement &Statement::bindText(std::string_view utf8)
{
    return bindText(QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size())));
}

Statement &Statement::bindBlob(const QByteArray &value)
{
    m_query.bindValue(m_next++, value.isNull() ? QByteArray("") : value);
    return *this;
}

Statement &Statement::bindNull()
{
    m_query.bindValue(m_next++, QVariant());
    return *this;
}

Result<void> Statement::execute()
{
    m_next = 0;
    if (m_fault) {
        return std::unexpected(*m_fault);
    }
    if (!m_query.exec()) {
        const Error failed = error();
        m_query.finish();
        return std::unexpected(failed);
    }
    return {};
}

Result<void> Statement::run()
{
    const Result<void> executed = execute();
    m_changed = executed ? m_query.numRowsAffected() : 0;
    m_query.finish();
    return executed;
}

Result<void> Statement::each(const std::function<void()> &row)
{
    if (const Result<void> executed = execute(); !executed) {
        return executed;
    }
    while (m_query.next()) {
        row();
    }
    // next() is false at the end and on an error alike.
    const bool failed = m_query.lastError().isValid();
    const Error reason = failed ? error() : Error {};
    m_query.finish();
    return failed ? Result<void>(std::unexpected(reason)) : Result<void>();
}

Result<bool> Statement::first()
{
    if (const Result<void> executed = execute(); !executed) {
        return std::unexpected(executed.error());
    }
    if (m_query.next()) {
        return true;
    }
    const bool failed = m_query.lastError().isValid();
    const Error reason = failed ? error() : Error {};
    m_query.finish();
    return failed ? Result<bool>(std::unexpected(reason)) : Result<bool>(false);
}

void Statement::finish()
{
    m_query.finish();
}

qint64 Statement::integer(int column) const
{
    return m_query.value(column).toLongLong();
}

std::optional<qint64> Statement::optionalInteger(int column) const
{
    return isNull(column) ? std::nullopt : std::optional(integer(column));
}

QString Statement::text(int column) const
{
    return m_query.value(column).toString();
}

std::string Statement::utf8(int column) const
{
    return text(column).toStdString();
}

QByteArray Statement::blob(int column) const
{
    return m_query.value(column).toByteArray();
}

bool Statement::isNull(int column) const
{
    return m_query.isNull(column);
}

Error Statement::error() const
{
    return databaseError(m_query.lastError(), m_file);
}

} // namespace patchbay::storage
