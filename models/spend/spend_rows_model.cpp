// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/spend/spend_rows_model.h"

#include "models/format/format.h"

#include <QLocale>

#include <utility>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr int mostDecimals = 6;

QString countText(const std::optional<std::int64_t> &count)
{
    return count ? format::count(*count) : format::noValue();
}

// "RateLimitError" as "rate limit".
QString classWords(const std::string &errorClass)
{
    QString words;
    const QString name = QString::fromStdString(errorClass);
    for (const QChar letter : name.endsWith(u"Error"_s) ? name.chopped(5) : name) {
        if (letter.isUpper() && !words.isEmpty() && !words.back().isUpper()) {
            words += u' ';
        }
        words += letter.isUpper() && name != name.toUpper() ? letter.toLower() : letter;
    }
    return words;
}

} // namespace

QString outcomeWords(const AttemptRow &row)
{
    switch (row.state) {
    case AttemptState::Reserved:
    case AttemptState::Sent: return u"in flight"_s;
    case AttemptState::Unknown: return u"end not known"_s;
    case AttemptState::Voided: return u"not sent"_s;
    case AttemptState::Settled: break;
    }
    if (row.outcome.errorClass.empty()) {
        return row.outcome.cacheHit ? u"from the cache"_s : u"ok"_s;
    }
    const QString words = classWords(row.outcome.errorClass);
    return row.outcome.httpStatus >= 400 ? QString::number(row.outcome.httpStatus) + u' ' + words : words;
}

SpendRowsModel::SpendRowsModel(SpendDesk &desk, QObject *parent)
    : QAbstractTableModel(parent)
    , m_desk(desk)
{
}

void SpendRowsModel::setRequest(const SpendRequest &request, const SpendNames &names)
{
    beginResetModel();
    ++m_generation;
    m_request = request;
    m_names = names;
    m_rows.clear();
    m_problem.reset();
    m_reading = false;
    m_complete = false;
    m_decimals = 2;
    endResetModel();
    fetchMore({});
}

const AttemptRow *SpendRowsModel::row(int row) const
{
    return row >= 0 && row < m_rows.size() ? &m_rows.at(row) : nullptr;
}

int SpendRowsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int SpendRowsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

bool SpendRowsModel::canFetchMore(const QModelIndex &parent) const
{
    return !parent.isValid() && !m_complete && !m_reading;
}

void SpendRowsModel::fetchMore(const QModelIndex &parent)
{
    if (!canFetchMore(parent)) {
        return;
    }
    m_reading = true;
    SpendQuery::Place behind;
    if (!m_rows.isEmpty()) {
        behind = { m_rows.last().draft.start.time_since_epoch().count(), m_rows.last().sequence };
    }
    m_desk.readRows(m_request, behind, pageSize, this,
                    [this, generation = m_generation](const SpendDesk::Page &page) { take(generation, page); });
}

void SpendRowsModel::take(quint64 generation, const SpendDesk::Page &page)
{
    if (generation != m_generation) {
        return;
    }
    m_problem = page ? std::nullopt : std::optional(page.error());
    m_complete = !page || page->size() < pageSize;
    if (page && !page->isEmpty()) {
        beginInsertRows({}, rowCount(), rowCount() + static_cast<int>(page->size()) - 1);
        m_rows.append(*page);
        endInsertRows();
        noteDecimals(*page);
    }
    // Not before: whoever hears of new rows may ask for more, and has to ask behind them.
    m_reading = false;
    Q_EMIT pageRead();
}

void SpendRowsModel::noteDecimals(const QList<AttemptRow> &page)
{
    int decimals = m_decimals;
    for (const AttemptRow &row : page) {
        if (const std::optional<Money> &money = row.outcome.amount.money; money && money->nanoDollars != 0) {
            decimals = std::max(decimals, std::min(format::moneyDecimals(*money), mostDecimals));
        }
    }
    if (decimals != std::exchange(m_decimals, decimals)) {
        Q_EMIT dataChanged(index(0, Billed), index(rowCount() - 1, Billed));
    }
}

QString SpendRowsModel::text(const AttemptRow &row, int column) const
{
    const Usage &usage = row.outcome.usage;
    switch (column) {
    case Time: return QLocale::c().toString(localTime(row.draft.start, m_request.zone), u"d MMM HH:mm:ss"_s);
    case Key: return entityName(SpendDimension::Key, QString::fromStdString(row.draft.virtualKey), m_names);
    case Model: return QString::fromStdString(row.draft.model);
    case Outcome: return outcomeWords(row);
    case Attempt: return QString::number(row.draft.number);
    case TokensIn: return countText(usage.promptTokens);
    case TokensOut: return (row.outcome.amount.basis == Basis::Estimated && usage.completionTokens ? u"≈ "_s : QString()) + countText(usage.completionTokens);
    case Billed:
        return row.state == AttemptState::Reserved || row.state == AttemptState::Sent ? u"not yet"_s : format::amountFixed(row.outcome.amount, m_decimals);
    default: return {};
    }
}

QVariant SpendRowsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const AttemptRow &row = m_rows.at(index.row());
    switch (role) {
    case Qt::DisplayRole: return text(row, index.column());
    case Qt::TextAlignmentRole:
        return int((index.column() >= Attempt ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case FailedRole: return !row.outcome.errorClass.empty();
    default: return {};
    }
}

QVariant SpendRowsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    constexpr const char *names[] = { "Time", "Key", "Model", "Outcome", "Attempt", "Tokens in", "Tokens out", "Cost" };
    if (orientation != Qt::Horizontal || section >= ColumnCount) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return int((section >= Attempt ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    return role == Qt::DisplayRole ? QVariant(QString::fromLatin1(names[section])) : QVariant();
}

} // namespace patchbay
