// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/keeper/virtual_key_csv.h"

#include <QSet>

#include <cmath>
#include <optional>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr QStringView columns = u"alias,models,max_budget,budget_duration,rpm_limit,tpm_limit,max_parallel_requests,user,team,tags,expires,blocked,spend";

constexpr QLatin1StringView formulaStarts { "=+-@\t\r" };
constexpr double nanoPerDollar = 1e9;

QString cell(QString text)
{
    if (!text.isEmpty() && formulaStarts.contains(text.front())) {
        text.prepend(u'\'');
    }
    const bool quoted = text.contains(u',') || text.contains(u'"') || text.contains(u'\n') || text.contains(u'\r');
    return quoted ? u'"' + text.replace(u'"', u"\"\""_s) + u'"' : text;
}

QString plain(const QString &text)
{
    return text.size() > 1 && text.front() == u'\'' && formulaStarts.contains(text.at(1)) ? text.sliced(1) : text;
}

QString dollars(const std::optional<Money> &money)
{
    return money ? QString::number(static_cast<double>(money->nanoDollars) / nanoPerDollar, 'g', 12) : QString();
}

QString number(const std::optional<qint64> &value)
{
    return value ? QString::number(*value) : QString();
}

// Rows of cells; a quote that does not end is where it stops.
std::optional<QList<QStringList>> rowsOf(const QString &text)
{
    QList<QStringList> rows(1);
    QString value;
    bool quoted = false;
    for (qsizetype at = 0; at < text.size(); ++at) {
        const QChar letter = text.at(at);
        if (quoted && letter == u'"' && at + 1 < text.size() && text.at(at + 1) == u'"') {
            value += text.at(++at);
        } else if (letter == u'"' && (quoted || value.isEmpty())) {
            quoted = !quoted;
        } else if (!quoted && letter == u',') {
            rows.last().append(std::exchange(value, {}));
        } else if (!quoted && letter == u'\n') {
            rows.last().append(std::exchange(value, {}));
            rows.append(QStringList());
        } else if (quoted || letter != u'\r') {
            value += letter;
        }
    }
    if (!value.isEmpty() || !rows.last().isEmpty()) {
        rows.last().append(value);
    } else {
        rows.removeLast();
    }
    return quoted ? std::nullopt : std::optional(rows);
}

QStringList items(const QString &text)
{
    QStringList list;
    for (const QString &item : text.split(u';', Qt::SkipEmptyParts)) {
        list.append(item.trimmed());
    }
    return list;
}

std::unexpected<Error> wrong(qsizetype line, const QString &what)
{
    return failure(ErrorClass::BadRequest, u"Line %1: %2"_s.arg(line).arg(what).toStdString());
}

class Row {
public:
    Row(const QStringList &header, const QStringList &cells)
        : m_header(header)
        , m_cells(cells)
    {
    }
    std::optional<QString> text(const QString &column) const
    {
        const qsizetype at = m_header.indexOf(column);
        return at < 0 || at >= m_cells.size() ? std::nullopt : std::optional(plain(m_cells.at(at).trimmed()));
    }
    std::optional<QStringList> list(const QString &column) const { return text(column).transform(items); }
    // Yes or no as people and spreadsheets write it; nothing for an empty cell.
    std::optional<bool> answer(const QString &column) const
    {
        const QString word = text(column).value_or(QString()).toLower();
        const bool yes = word == u"yes" || word == u"true" || word == u"1";
        const bool no = word == u"no" || word == u"false" || word == u"0";
        return yes || no ? std::optional(yes) : std::nullopt;
    }
    // The column whose number is none; empty where all are good.
    QString wrongNumber() const
    {
        for (const QString &column : { u"max_budget"_s, u"rpm_limit"_s, u"tpm_limit"_s, u"max_parallel_requests"_s }) {
            const QString value = text(column).value_or(QString());
            bool good = true;
            const double read = value.isEmpty() ? 0 : value.toDouble(&good);
            if (!good || read < 0 || !std::isfinite(read)) {
                return column;
            }
        }
        return {};
    }

private:
    const QStringList &m_header;
    const QStringList &m_cells;
};

} // namespace

QString csvOf(const QList<VirtualKeyFacts> &keys)
{
    QString text = QString(columns) + u'\n';
    for (const VirtualKeyFacts &key : keys) {
        const QStringList cells { key.alias, // what is shown of a key without one is no name for another gateway
                                  key.models.join(u"; "_s),
                                  dollars(key.budget),
                                  key.budgetDuration,
                                  number(key.requestsPerMinute),
                                  number(key.tokensPerMinute),
                                  number(key.parallel),
                                  key.user,
                                  key.team,
                                  key.tags.join(u"; "_s),
                                  key.expires.isValid() ? key.expires.toString(Qt::ISODate) : QString(),
                                  key.blocked ? u"yes"_s : u"no"_s,
                                  dollars(key.spend) };
        QStringList quoted;
        for (const QString &value : cells) {
            quoted.append(cell(value));
        }
        text += quoted.join(u',') + u'\n';
    }
    return text;
}

Result<QList<VirtualKeyDraft>> draftsFromCsv(const QString &text, QStringList *left)
{
    const std::optional<QList<QStringList>> rows = rowsOf(text.startsWith(QChar::ByteOrderMark) ? text.sliced(1) : text);
    if (!rows || rows->isEmpty() || !rows->first().contains(u"alias"_s)) {
        return !rows ? failure(ErrorClass::BadRequest, "A quote of the file does not end.")
                     : wrong(1, u"the first line names the columns, \"alias\" among them."_s);
    }
    // A column that is spelt wrong would be a limit that is not set.
    for (const QString &column : rows->first()) {
        if (!QString(columns).split(u',').contains(column)) {
            return wrong(1, u"nobody knows the column \"%1\"."_s.arg(column));
        }
    }
    QList<VirtualKeyDraft> drafts;
    QSet<QString> names;
    for (qsizetype line = 1; line < rows->size(); ++line) {
        if (rows->at(line).join(QString()).trimmed().isEmpty()) {
            continue;
        }
        if (rows->at(line).size() != rows->first().size()) {
            return wrong(line + 1, u"it has %1 fields, the first line %2."_s.arg(rows->at(line).size()).arg(rows->first().size()));
        }
        const Row row(rows->first(), rows->at(line));
        const QString alias = row.text(u"alias"_s).value_or(QString());
        if (alias.isEmpty() && left != nullptr) {
            left->append(u"Line %1 is left: a key without a name cannot be told from others."_s.arg(line + 1));
            continue;
        }
        if (alias.isEmpty() || names.contains(alias)) {
            return wrong(line + 1, alias.isEmpty() ? u"a key needs a name."_s : u"there is a key %1 above."_s.arg(alias));
        }
        if (const QString column = row.wrongNumber(); !column.isEmpty()) {
            return wrong(line + 1, u"%1 is no number."_s.arg(column));
        }
        if (const QString expires = row.text(u"expires"_s).value_or(QString());
            !expires.isEmpty() && !expiryFrom(expires).isValid()) {
            return wrong(line + 1, u"expires is a day such as 2027-01-31, or a time such as 2027-01-31T12:00:00Z."_s);
        }
        if (!row.text(u"blocked"_s).value_or(QString()).isEmpty() && !row.answer(u"blocked"_s)) {
            return wrong(line + 1, u"blocked is yes or no."_s);
        }
        names.insert(alias);
        drafts.append({ .alias = alias,
                        .models = row.list(u"models"_s),
                        .budget = row.text(u"max_budget"_s),
                        .budgetDuration = row.text(u"budget_duration"_s),
                        .requestsPerMinute = row.text(u"rpm_limit"_s),
                        .tokensPerMinute = row.text(u"tpm_limit"_s),
                        .user = row.text(u"user"_s),
                        .team = row.text(u"team"_s),
                        .tags = row.list(u"tags"_s),
                        .parallel = row.text(u"max_parallel_requests"_s),
                        .expires = row.text(u"expires"_s),
                        .blocked = row.answer(u"blocked"_s) });
    }
    return drafts;
}

} // namespace patchbay
