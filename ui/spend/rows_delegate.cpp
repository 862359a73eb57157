// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/spend/rows_delegate.h"

#include "models/spend/spend_rows_model.h"

namespace patchbay {

RowsDelegate::RowsDelegate(const Theme &theme, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
{
}

void RowsDelegate::initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    if (index.column() == SpendRowsModel::Outcome && index.data(SpendRowsModel::FailedRole).toBool()) {
        option->palette.setColor(QPalette::Text, m_theme.color(Role::Bad));
        option->palette.setColor(QPalette::HighlightedText, m_theme.color(Role::Bad));
    }
}

} // namespace patchbay
