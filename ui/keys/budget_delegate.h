// SPDX-License-Identifier: GPL-3.0-or-later
//
// BudgetDelegate: bar, amount and period of a budget in one cell; the tick stands where a warning begins.
#pragma once

#include "ui/widgets/theme.h"

#include <QStyledItemDelegate>

namespace patchbay {

class BudgetDelegate final : public QStyledItemDelegate {
    Q_OBJECT
public:
    explicit BudgetDelegate(const Theme &theme, QObject *parent = nullptr);

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    // For the inspector too: 4 px high, in the middle of rect.
    static void paintBar(QPainter &painter, const QRect &rect, const Theme &theme, double share);

private:
    const Theme &m_theme;
};

} // namespace patchbay
