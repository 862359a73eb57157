// SPDX-License-Identifier: GPL-3.0-or-later
//
// KeyListProxy: a table of keys with its look: the name is strong, what matters less is muted; filtered by words.
#pragma once

#include "ui/widgets/theme.h"

#include <QSet>
#include <QSortFilterProxyModel>

namespace patchbay {

class KeyListProxy final : public QSortFilterProxyModel {
    Q_OBJECT
public:
    struct Look {
        int nameColumn = 0;
        QSet<int> muted {};
        QSet<int> fixed {}; // in the fixed font
        int sortRole = Qt::DisplayRole;
        int filterRole = Qt::DisplayRole;
    };

    KeyListProxy(const Theme &theme, Look look, QObject *parent = nullptr);

    // Rows whose filter text has every word.
    void setWords(const QString &text);
    QVariant data(const QModelIndex &index, int role) const override;

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    const Theme &m_theme;
    Look m_look;
    QStringList m_words;
};

} // namespace patchbay
