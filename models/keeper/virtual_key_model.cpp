// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/keeper/virtual_key_model.h"

#include "models/format/format.h"
#include "models/keeper/virtual_key_desk.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

bool isNumber(int column)
{
    return column == VirtualKeyModel::Requests || column == VirtualKeyModel::Tokens || column == VirtualKeyModel::Expires;
}

QString limit(const std::optional<qint64> &value)
{
    return value ? format::countShort(*value) : format::noValue();
}

} // namespace

VirtualKeyModel::VirtualKeyModel(VirtualKeyDesk &desk, QObject *parent)
    : QAbstractTableModel(parent)
    , m_desk(desk)
    , m_keys(desk.keys())
{
    connect(&desk, &VirtualKeyDesk::keysChanged, this, &VirtualKeyModel::read);
}

void VirtualKeyModel::read()
{
    const QList<VirtualKeyFacts> &fresh = m_desk.keys();
    if (!std::ranges::equal(fresh, m_keys, {}, &VirtualKeyFacts::token, &VirtualKeyFacts::token)) {
        beginResetModel();
        m_keys = fresh;
        endResetModel();
    } else if (fresh != m_keys) {
        m_keys = fresh;
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    }
}

int VirtualKeyModel::rowOf(const QString &token) const
{
    const auto found = std::ranges::find(m_keys, token, &VirtualKeyFacts::token);
    return found == m_keys.end() ? -1 : static_cast<int>(found - m_keys.begin());
}

int VirtualKeyModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_keys.size());
}

int VirtualKeyModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString VirtualKeyModel::text(const VirtualKeyFacts &key, int column) const
{
    switch (column) {
    case Name: return nameOf(key);
    case Owner: return !key.team.isEmpty() ? key.team : key.user.isEmpty() ? format::noValue() : key.user;
    case Models: return key.models.isEmpty() ? tr("all") : key.models.join(u", "_s);
    case Budget: return key.budget ? tr("%1 of %2").arg(format::money(key.spend), format::moneyLimit(*key.budget))
                                   : tr("%1, no limit").arg(format::money(key.spend));
    case Requests: return limit(key.requestsPerMinute);
    case Tokens: return limit(key.tokensPerMinute);
    case Expires:
        return key.expires.isValid() ? QLocale::c().toString(key.expires.toLocalTime().date(), u"d MMM yyyy"_s)
                                     : format::noValue();
    case State: return stateOf(key, m_desk.now());
    default: return {};
    }
}

QVariant VirtualKeyModel::sortValue(const VirtualKeyFacts &key, int column) const
{
    switch (column) {
    case Budget: return static_cast<qlonglong>(key.spend.nanoDollars);
    case Requests: return key.requestsPerMinute.value_or(-1);
    case Tokens: return key.tokensPerMinute.value_or(-1);
    case Expires: return key.expires;
    default: return text(key, column).toLower();
    }
}

QVariant VirtualKeyModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const VirtualKeyFacts &key = m_keys.at(index.row());
    switch (role) {
    case Qt::DisplayRole: return text(key, index.column());
    case Qt::TextAlignmentRole:
        return static_cast<int>((isNumber(index.column()) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::ToolTipRole: return index.column() == Models ? text(key, Models) : QString();
    case TokenRole: return key.token;
    case SortRole: return sortValue(key, index.column());
    case FilterRole: {
        QStringList words;
        for (int column = 0; column < ColumnCount; ++column) {
            words.append(text(key, column));
        }
        return (words + key.tags + QStringList { key.user, key.masked }).join(u'\n');
    }
    case ShareRole:
        return key.budget && key.budget->nanoDollars > 0
            ? static_cast<double>(key.spend.nanoDollars) / static_cast<double>(key.budget->nanoDollars)
            : -1.0;
    case SpendRole: return format::money(key.spend);
    case LimitRole:
        return !key.budget ? tr("no limit")
                           : tr("of %1 %2").arg(format::moneyLimit(*key.budget), periodOf(key.budgetDuration)).trimmed();
    default: return {};
    }
}

QVariant VirtualKeyModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return static_cast<int>((isNumber(section) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    const QStringList names { tr("Name"), tr("Team, user"), tr("May use"), tr("Budget"),
                              tr("Req / min"), tr("Tok / min"), tr("Expires"), tr("State") };
    return role == Qt::DisplayRole ? QVariant(names.at(section)) : QVariant();
}

} // namespace patchbay
