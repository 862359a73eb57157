// SPDX-License-Identifier: GPL-3.0-or-later
//
// KeyListView: a table of keys, what stands in its place while there are none, and the strips below, of which one is open
// at a time. Filled again, it keeps its selection. Base of the views of provider keys and of virtual keys.
#pragma once

#include "ui/keys/key_list_proxy.h"
#include "ui/keys/keys_context.h"
#include "ui/shell/panel.h"

class QTreeView;

namespace patchbay {

class EmptyState;
class KeyStrip;

class KeyListView : public QWidget {
    Q_OBJECT
public:
    void setFilter(const QString &text);
    void focusFirst();
    // The id of the selected key; empty where none is.
    QString current() const;
    // The ids of all selected keys.
    QStringList selected() const;
    // The first key where there is none with this id.
    void select(const QString &id);
    void closeStrip();
    // Null where none is open.
    KeyStrip *strip() const { return m_strip; }

Q_SIGNALS:
    void noticeRaised(const patchbay::Notice &notice);
    void currentChanged();

protected:
    struct Kind {
        QString objectName; // of the table
        QString name; // for screen readers
        int idRole = 0;
        KeyListProxy::Look look;
        QList<std::pair<int, int>> widths; // column and width
        int stretched = 0; // the column that takes what is left
        int leastWidth = 64;
        int stateColumn = 0;
        QString emptyTitle;
    };

    // The model belongs to the view.
    KeyListView(const KeysContext &context, QAbstractItemModel *model, const Kind &kind, QWidget *parent);
    // Once, at the end of the constructor: what stands above the table, which may be null, and the strips below.
    void arrange(QWidget *above, const QList<KeyStrip *> &strips);

    const KeysContext &context() const { return m_context; }
    QTreeView *table() const { return m_table; }
    EmptyState *emptyState() const { return m_empty; }
    void openStrip(KeyStrip *strip);
    // Whether the table is shown although it has no rows: something is done to it in a strip.
    virtual bool wantsTable() const = 0;

private:
    void shapeTable(const Kind &kind);
    void showRows();

    const KeysContext m_context;
    QAbstractItemModel *m_model;
    KeyListProxy *m_shown;
    const int m_idRole;
    QTreeView *m_table;
    QWidget *m_emptyPage;
    EmptyState *m_empty;
    KeyStrip *m_strip = nullptr; // the open one
    QString m_kept; // what was selected before the model was filled again
};

} // namespace patchbay
