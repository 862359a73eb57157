// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/ledger_query.h"

#include "models/ledger/attempt_columns.h"
#include "models/ledger/attempt_table.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>

#include <array>
#include <limits>

namespace patchbay {

using namespace Qt::StringLiterals;
using storage::Statement;

namespace {

// All filters in one fixed text: what is not asked for is bound to a value that matches everything.
constexpr QStringView whereFilter =
    u" WHERE start_time >= ? AND start_time < ? AND (? = '' OR provider = ?) AND (? = '' OR model = ?) "
    "AND (? = '' OR parent = ?) AND (? = '' OR request_id = ?) AND (? = '' OR state = ?) "
    "AND (? = 0 OR error_class <> '') AND (? = 1 OR simulated = 0) "
    "AND (? = '' OR attempt_id = ? OR request_id = ? OR parent = ?) "
    "AND (? = '' OR EXISTS (SELECT 1 FROM json_each(tags) WHERE value = ?)) "
    "AND (? = '' OR model IN (SELECT value FROM json_each(?))) "
    "AND (? = '' OR virtual_key IN (SELECT value FROM json_each(?))) "
    "AND (? = '' OR team IN (SELECT value FROM json_each(?))) "
    "AND (? = '' OR user IN (SELECT value FROM json_each(?))) "
    "AND (? = '' OR customer IN (SELECT value FROM json_each(?)))";

// Empty where everything matches: a JSON text then stands for nothing.
QString jsonList(const std::vector<std::string> &values)
{
    QJsonArray array;
    for (const std::string &value : values) {
        array.append(QString::fromStdString(value));
    }
    return values.empty() ? u""_s : QString::fromUtf8(QJsonDocument(array).toJson(QJsonDocument::Compact));
}

void bind(Statement &statement, const AttemptFilter &filter)
{
    const auto time = [](const std::optional<WallTime> &given, qint64 otherwise) {
        return given ? qint64(given->time_since_epoch().count()) : otherwise;
    };
    statement.bindInteger(time(filter.from, std::numeric_limits<qint64>::min()));
    statement.bindInteger(time(filter.to, std::numeric_limits<qint64>::max()));
    const std::string state(filter.state ? attemptStateName(*filter.state) : std::string_view());
    for (const std::string *text : { &filter.provider, &filter.model, &filter.parent, &filter.requestId, &state }) {
        statement.bindText(*text).bindText(*text);
    }
    statement.bindInteger(filter.onlyFailed).bindInteger(filter.withSimulated);
    for (int place = 0; place < 4; ++place) {
        statement.bindText(filter.anyId);
    }
    statement.bindText(filter.tag).bindText(filter.tag);
    for (const std::vector<std::string> *list :
         { &filter.models, &filter.virtualKeys, &filter.teams, &filter.users, &filter.customers }) {
        const QString json = jsonList(*list);
        statement.bindText(json).bindText(json);
    }
}

} // namespace

WallTime startOfDay(QDate date, const QTimeZone &zone)
{
    return WallTime(std::chrono::milliseconds(date.startOfDay(zone).toMSecsSinceEpoch()));
}

Result<std::unique_ptr<LedgerQuery>> LedgerQuery::open(const QString &file)
{
    return AttemptTable::openReadOnly(file).transform([](std::unique_ptr<storage::Database> database) {
        return std::unique_ptr<LedgerQuery>(new LedgerQuery(std::move(database)));
    });
}

LedgerQuery::LedgerQuery(std::unique_ptr<storage::Database> database)
    : m_database(std::move(database))
    , m_sums(AttemptTable::sumsStatement(*m_database))
{
}

Result<LedgerSums> LedgerQuery::sums(WallTime from, WallTime to)
{
    return AttemptTable::sums(m_sums, from, to);
}

Result<QList<LedgerDay>> LedgerQuery::days(QDate first, QDate last, const QTimeZone &zone)
{
    QList<LedgerDay> found;
    for (QDate date = first; date <= last; date = date.addDays(1)) {
        const Result<LedgerSums> day = sums(startOfDay(date, zone), startOfDay(date.addDays(1), zone));
        if (!day) {
            return std::unexpected(day.error());
        }
        found.append({ .date = date, .sums = *day });
    }
    return found;
}

Result<QList<AttemptRow>> LedgerQuery::attempts(const AttemptFilter &filter, int offset, int limit)
{
    QList<AttemptRow> rows;
    Statement select = m_database->prepare(attemptColumns.toString() + whereFilter.toString()
                                           + u" ORDER BY sequence DESC LIMIT ? OFFSET ?"_s);
    bind(select, filter);
    select.bindInteger(limit).bindInteger(offset);
    return select.each([&] { rows.append(attemptRowFrom(select)); }).transform([&] { return std::move(rows); });
}

Result<qint64> LedgerQuery::count(const AttemptFilter &filter)
{
    qint64 number = 0;
    Statement select = m_database->prepare(u"SELECT count(*) FROM attempts"_s + whereFilter.toString());
    bind(select, filter);
    return select.each([&] { number = select.integer(0); }).transform([&] { return number; });
}

Result<bool> LedgerQuery::contains(std::string_view attemptId)
{
    Statement select = m_database->prepare(u"SELECT 1 FROM attempts WHERE attempt_id = ?"_s);
    return select.bindText(attemptId).first();
}

} // namespace patchbay
