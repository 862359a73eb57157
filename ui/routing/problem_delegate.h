// SPDX-License-Identifier: GPL-3.0-or-later
//
// ProblemDelegate paints a problem: icon, sentence, and in a muted tone what to do; lines wrap.
#pragma once

#include "ui/widgets/theme.h"

#include <QStyledItemDelegate>

namespace patchbay {

class ProblemDelegate final : public QStyledItemDelegate {
    Q_OBJECT
public:
    explicit ProblemDelegate(const Theme &theme, QObject *parent = nullptr);

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    QRect textArea(const QRect &row) const;

    const Theme &m_theme;
};

} // namespace patchbay
