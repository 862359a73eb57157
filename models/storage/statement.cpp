// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/storage/statement.h"

#include "models/storage/storage_error.h"
#include "providers/core/utf8.h"

#include <QSqlError>
#include <QVariant>

#include <algorithm>

namespace patchbay::storage {

Statement::Statement(QSqlQuery query, QString file, std::optional<Error> fault, QStringList names)
    : m_query(std::move(query))
    , m_file(std::move(file))
    , m_fault(std::move(fault))
    , m_names(std::move(names))
    , m_bound(static_cast<std::size_t>(m_names.size()))
{
}

bool Statement::changes(Kind kind, qint64 number, std::string_view text)
{
    if (m_next >= m_names.size()) {
        return true;
    }
    Bound &bound = m_bound[static_cast<std::size_t>(m_next)];
    if (kind != Kind::Other && bound.kind == kind && bound.number == number && bound.text == text) {
        ++m_next;
        return false;
    }
    bound.kind = kind;
    bound.number = number;
    bound.text = text;
    return true;
}

// Qt formats a name from a number at every call; given a name it only looks it up.
void Statement::bind(const QVariant &value)
{
    if (m_next < m_names.size()) {
        m_query.bindValue(m_names.at(m_next), value);
    } else {
        m_query.bindValue(m_next, value);
    }
    ++m_next;
}

Statement &Statement::bindInteger(qint64 value)
{
    if (changes(Kind::Integer, value, {})) {
        bind(value);
    }
    return *this;
}

Statement &Statement::bindInteger(std::optional<qint64> value)
{
    return value ? bindInteger(*value) : bindNull();
}

Statement &Statement::bindReal(double value)
{
    changes(Kind::Other, 0, {});
    bind(value);
    return *this;
}

Statement &Statement::bindText(const QString &value)
{
    // Qt would bind a null string as NULL.
    changes(Kind::Other, 0, {});
    bind(value.isNull() ? QString(QLatin1StringView("")) : value);
    return *this;
}

Statement &Statement::bindText(std::string_view utf8)
{
    return bindText(QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size())));
}

Statement &Statement::bindBlob(const QByteArray &value)
{
    changes(Kind::Other, 0, {});
    bind(value.isNull() ? QByteArray("") : value);
    return *this;
}

Statement &Statement::bindUtf8(std::string_view utf8)
{
    if (changes(Kind::Utf8, 0, utf8)) {
        constexpr unsigned char firstBeyond = 128;
        const bool ascii =
            std::ranges::all_of(utf8, [](char letter) { return static_cast<unsigned char>(letter) < firstBeyond; });
        bind(ascii ? QByteArray(utf8.data(), static_cast<qsizetype>(utf8.size()))
                   : QByteArray::fromStdString(repairedUtf8(utf8)));
    }
    return *this;
}

Statement &Statement::bindNull()
{
    if (changes(Kind::Null, 0, {})) {
        bind(QVariant());
    }
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
