// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/keys/key_list_proxy.h"

#include <algorithm>

namespace patchbay {

KeyListProxy::KeyListProxy(const Theme &theme, Look look, QObject *parent)
    : QSortFilterProxyModel(parent)
    , m_theme(theme)
    , m_look(std::move(look))
{
    setSortRole(m_look.sortRole);
    setSortCaseSensitivity(Qt::CaseInsensitive);
}

void KeyListProxy::setWords(const QString &text)
{
    m_words = text.split(u' ', Qt::SkipEmptyParts);
    invalidateRowsFilter();
}

QVariant KeyListProxy::data(const QModelIndex &index, int role) const
{
    if (role == Qt::FontRole && index.column() == m_look.nameColumn) {
        return m_theme.font(TypeStep::Strong);
    }
    if (role == Qt::FontRole && m_look.fixed.contains(index.column())) {
        return m_theme.font(TypeStep::Code);
    }
    if (role == Qt::ForegroundRole && m_look.muted.contains(index.column())) {
        return m_theme.color(Role::Muted);
    }
    return QSortFilterProxyModel::data(index, role);
}

bool KeyListProxy::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    const QString text = sourceModel()->index(row, 0, parent).data(m_look.filterRole).toString();
    return std::ranges::all_of(m_words, [&text](const QString &word) { return text.contains(word, Qt::CaseInsensitive); });
}

} // namespace patchbay
