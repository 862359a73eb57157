// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/keeper/key_table_model.h"

#include "models/format/format.h"
#include "models/keeper/vault_keeper.h"

#include <algorithm>
#include <cstdlib>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

bool isNumber(int column)
{
    return column >= KeyTableModel::LastUsed && column <= KeyTableModel::Expires;
}

QString spendOf(const KeyFacts &key)
{
    const bool known = key.use.requests > 0 && (key.use.unpriced == 0 || key.use.spend.nanoDollars > 0);
    return known ? format::money(key.use.spend) : key.use.requests > 0 ? KeyTableModel::tr("no price") : format::noValue();
}

} // namespace

QString KeyTableModel::tip(const KeyFacts &key, int column) const
{
    switch (column) {
    case BoundTo: return key.origin;
    case Requests:
    case Spend: return key.use.unpriced > 0 ? tr("By the ledger, of 120 days; %1 without a price").arg(key.use.unpriced)
                                            : tr("By the ledger, of 120 days");
    case State:
        return key.use.lastError.isEmpty()
            ? key.testResult
            : tr("Last error %1: %2").arg(format::ago(toDateTime(*key.use.lastErrorAt), m_keeper.now()), key.use.lastError);
    default: return {};
    }
}

KeyTableModel::KeyTableModel(VaultKeeper &keeper, QObject *parent)
    : QAbstractTableModel(parent)
    , m_keeper(keeper)
    , m_keys(keeper.keys())
{
    connect(&keeper, &VaultKeeper::keysChanged, this, &KeyTableModel::read);
    connect(&keeper, &VaultKeeper::testingChanged, this, [this] {
        if (!m_keys.isEmpty()) {
            Q_EMIT dataChanged(index(0, State), index(rowCount() - 1, State));
        }
    });
}

void KeyTableModel::read()
{
    const QList<KeyFacts> &fresh = m_keeper.keys();
    const bool same = std::ranges::equal(fresh, m_keys, {}, &KeyFacts::id, &KeyFacts::id);
    if (!same) {
        beginResetModel();
        m_keys = fresh;
        endResetModel();
        return;
    }
    for (int row = 0; row < fresh.size(); ++row) {
        if (m_keys.at(row) != fresh.at(row)) {
            m_keys[row] = fresh.at(row);
            Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
        }
    }
}

int KeyTableModel::rowOf(const QString &id) const
{
    const auto found = std::ranges::find(m_keys, id, &KeyFacts::id);
    return found == m_keys.end() ? -1 : static_cast<int>(found - m_keys.begin());
}

int KeyTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_keys.size());
}

int KeyTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString KeyTableModel::text(const KeyFacts &key, int column) const
{
    const QDateTime now = m_keeper.now();
    switch (column) {
    case Name: return key.name;
    case Provider: return key.providerName;
    case Key: return key.masked;
    case BoundTo: return key.origin.isEmpty() ? tr("no host") : hostOf(key.origin);
    case LastUsed: return key.lastUsed.isValid() ? format::ago(key.lastUsed, now) : format::noValue();
    case Requests: return key.use.requests > 0 ? format::count(key.use.requests) : format::noValue();
    case Spend: return spendOf(key);
    case Age: return ageOf(key, now);
    case Expires: {
        // The year where it is not plain which is meant.
        constexpr qint64 plainDays = 300;
        const bool isNear = std::abs(now.daysTo(key.expires)) < plainDays;
        const QString day = QLocale::c().toString(key.expires.date(), isNear ? u"d MMM"_s : u"d MMM yyyy"_s);
        return key.expires.isValid() ? day : format::noValue();
    }
    case State: return m_keeper.isTesting(key.id) ? tr("testing…") : stateOf(key, now);
    default: return {};
    }
}

QVariant KeyTableModel::sortValue(const KeyFacts &key, int column) const
{
    switch (column) {
    case LastUsed: return key.lastUsed;
    case Requests: return key.use.requests;
    case Spend: return static_cast<qlonglong>(key.use.spend.nanoDollars);
    case Age: return key.rotated.isValid() ? key.rotated : key.created;
    case Expires: return key.expires;
    default: return text(key, column).toLower();
    }
}

QVariant KeyTableModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const KeyFacts &key = m_keys.at(index.row());
    const bool number = isNumber(index.column());
    switch (role) {
    case Qt::DisplayRole: return text(key, index.column());
    case Qt::TextAlignmentRole: return static_cast<int>((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::ToolTipRole:
        return tip(key, index.column());
    case IdRole: return key.id;
    case SortRole: return sortValue(key, index.column());
    case FilterRole:
        return QStringList { key.name, key.provider, key.providerName, key.origin, key.notes, key.masked,
                             key.tags.join(u' '), text(key, State) }
            .join(u'\n');
    default: return {};
    }
}

QVariant KeyTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        const bool number = isNumber(section);
        return static_cast<int>((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    const QStringList names { tr("Name"), tr("Provider"), tr("Key"), tr("Bound to"),
                              tr("Last used"), tr("Requests"), tr("Spend"), tr("Age"), tr("Expires"), tr("State") };
    return role == Qt::DisplayRole ? QVariant(names.at(section)) : QVariant();
}

} // namespace patchbay
