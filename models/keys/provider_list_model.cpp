// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/keys/provider_list_model.h"

namespace patchbay {

using namespace Qt::StringLiterals;

ProviderListModel::ProviderListModel(const Catalog &catalog, const SessionKeys &keys, QObject *parent)
    : QAbstractTableModel(parent)
    , m_catalog(catalog)
    , m_keys(keys)
{
    connect(&m_keys, &SessionKeys::changed, this, &ProviderListModel::refresh);
    fill();
}

void ProviderListModel::setApiBases(const QMap<QString, QString> &apiBases)
{
    if (m_apiBases != apiBases) {
        m_apiBases = apiBases;
        refresh();
    }
}

void ProviderListModel::setSandboxShown(bool shown)
{
    if (m_sandboxShown != shown) {
        beginResetModel();
        m_sandboxShown = shown;
        fill();
        endResetModel();
    }
}

int ProviderListModel::rowOf(const QString &provider) const
{
    for (qsizetype row = 0; row < m_rows.size(); ++row) {
        if (m_rows[row].provider->id == provider.toStdString()) {
            return int(row);
        }
    }
    return -1;
}

void ProviderListModel::fill()
{
    m_rows.clear();
    for (const ProviderEntry &provider : m_catalog.providers()) {
        if (m_sandboxShown || !provider.sandbox) {
            m_rows.append(rowFor(provider));
        }
    }
}

void ProviderListModel::refresh()
{
    for (qsizetype index = 0; index < m_rows.size(); ++index) {
        Row fresh = rowFor(*m_rows[index].provider);
        Row &row = m_rows[index];
        if (fresh.key != row.key || fresh.apiBase != row.apiBase) {
            row = std::move(fresh);
            Q_EMIT dataChanged(this->index(int(index), 0), this->index(int(index), ColumnCount - 1));
        }
    }
}

ProviderListModel::Row ProviderListModel::rowFor(const ProviderEntry &provider) const
{
    Row row { .provider = &provider,
              .key = m_keys.infoOf(provider),
              .apiBase = m_apiBases.value(QString::fromStdString(provider.id)) };
    for (const std::string &variable : provider.baseVariables) {
        if (row.apiBase.isEmpty()) {
            row.apiBase = QString::fromStdString(m_keys.variable(variable));
        }
    }
    if (row.apiBase.isEmpty()) {
        row.apiBase = QString::fromStdString(provider.apiBase);
    }
    return row;
}

ProviderListModel::KeyState ProviderListModel::stateOf(const Row &row)
{
    switch (row.key.source) {
    case KeyInfo::Source::Environment: return KeyState::Environment;
    case KeyInfo::Source::Pasted: return KeyState::Pasted;
    case KeyInfo::Source::Vault: return KeyState::Vault;
    case KeyInfo::Source::None: break;
    }
    return row.provider->keyRequired ? KeyState::Missing : KeyState::NotNeeded;
}

QString ProviderListModel::text(const Row &row, int column) const
{
    switch (column) {
    case NameColumn: return QString::fromStdString(row.provider->name);
    case KeyColumn:
        switch (stateOf(row)) {
        case KeyState::Missing: return u"missing"_s;
        case KeyState::NotNeeded: return u"not needed"_s;
        case KeyState::Environment:
        case KeyState::Pasted:
        case KeyState::Vault: return row.key.masked;
        }
        return {};
    case SourceColumn:
        if (stateOf(row) == KeyState::Missing && !row.provider->keyVariables.empty()) {
            return u"set %1"_s.arg(QString::fromStdString(row.provider->keyVariables.front()));
        }
        return keySourceText(row.key);
    case ApiBaseColumn: return row.apiBase;
    case PlaceColumn:
        return row.provider->sandbox ? u"simulated"_s : row.provider->local ? u"this machine"_s : u"hosted"_s;
    default: return {};
    }
}

int ProviderListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int ProviderListModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ProviderListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const Row &row = m_rows[index.row()];
    switch (role) {
    case Qt::DisplayRole: return text(row, index.column());
    case ProviderIdRole: return QString::fromStdString(row.provider->id);
    case KeyStateRole: return QVariant::fromValue(stateOf(row));
    case LocalRole: return row.provider->local;
    case SandboxRole: return row.provider->sandbox;
    case KeyPageRole: return QString::fromStdString(row.provider->keyPage);
    default: return {};
    }
}

QVariant ProviderListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return QAbstractTableModel::headerData(section, orientation, role);
    }
    switch (section) {
    case NameColumn: return u"Provider"_s;
    case KeyColumn: return u"Key"_s;
    case SourceColumn: return u"Source"_s;
    case ApiBaseColumn: return u"API base"_s;
    case PlaceColumn: return u"Runs"_s;
    default: return {};
    }
}

QHash<int, QByteArray> ProviderListModel::roleNames() const
{
    QHash<int, QByteArray> names = QAbstractTableModel::roleNames();
    names.insert({ { ProviderIdRole, "providerId" },
                   { KeyStateRole, "keyState" },
                   { LocalRole, "local" },
                   { SandboxRole, "sandbox" },
                   { KeyPageRole, "keyPage" } });
    return names;
}

} // namespace patchbay
