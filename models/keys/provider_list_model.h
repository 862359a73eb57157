// SPDX-License-Identifier: GPL-3.0-or-later
//
// ProviderListModel: the catalogue's providers with the state of their keys, as a table.
//
// Keys appear masked only. The api base is the one that calls would use: the settings' override,
// else the environment's variable, else the catalogue's.
#pragma once

#include "models/keys/session_keys.h"

#include <QAbstractTableModel>
#include <QMap>

namespace patchbay {

class ProviderListModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { NameColumn, KeyColumn, SourceColumn, ApiBaseColumn, PlaceColumn, ColumnCount };
    Q_ENUM(Column)
    enum Role {
        ProviderIdRole = Qt::UserRole + 1,
        KeyStateRole, // KeyState
        LocalRole, // bool
        SandboxRole, // bool
        KeyPageRole, // where a key is made, may be empty
    };
    Q_ENUM(Role)
    enum class KeyState { Missing, NotNeeded, Environment, Pasted, Vault };
    Q_ENUM(KeyState)

    // Both outlive the model.
    ProviderListModel(const Catalog &catalog, const SessionKeys &keys, QObject *parent = nullptr);

    // The settings' overrides, by provider id.
    void setApiBases(const QMap<QString, QString> &apiBases);
    void setSandboxShown(bool shown);
    int rowOf(const QString &provider) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    QHash<int, QByteArray> roleNames() const override;

private:
    struct Row {
        const ProviderEntry *provider = nullptr;
        KeyInfo key;
        QString apiBase;
    };
    void fill();
    void refresh();
    Row rowFor(const ProviderEntry &provider) const;
    QString text(const Row &row, int column) const;
    static KeyState stateOf(const Row &row);

    const Catalog &m_catalog;
    const SessionKeys &m_keys;
    QMap<QString, QString> m_apiBases;
    bool m_sandboxShown = true;
    QList<Row> m_rows;
};

} // namespace patchbay
