// SPDX-License-Identifier: GPL-3.0-or-later
//
// ShortcutDelegate: a key cap that becomes a recorder of keys while it is edited.
#pragma once

#include "ui/widgets/theme.h"

#include <QStyledItemDelegate>

namespace patchbay {

class ShortcutDelegate final : public QStyledItemDelegate {
    Q_OBJECT
public:
    explicit ShortcutDelegate(const Theme &theme, QObject *parent = nullptr);

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QWidget *createEditor(QWidget *parent, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    void setEditorData(QWidget *editor, const QModelIndex &index) const override;
    void setModelData(QWidget *editor, QAbstractItemModel *model, const QModelIndex &index) const override;

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override;
    // The recorder takes every key itself, Esc and Enter included.
    bool eventFilter(QObject *editor, QEvent *event) override;

private:
    const Theme &m_theme;
};

} // namespace patchbay
