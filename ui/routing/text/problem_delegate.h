// SPDX-License-Identifier: GPL-3.0-or-later
//
// ProblemDelegate paints a problem: icon, sentence, in a muted tone what to do, and what can be done at once as links;
// lines wrap.
#pragma once

#include "ui/widgets/theme.h"

#include <QStyledItemDelegate>

namespace patchbay {

class ProblemDelegate final : public QStyledItemDelegate {
    Q_OBJECT
public:
    explicit ProblemDelegate(const Theme &theme, QObject *parent = nullptr);

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    // Which link is there: 0 the first fix, 1 the list of all; -1 none.
    int linkAt(const QStyleOptionViewItem &option, const QModelIndex &index, const QPoint &place) const;
    // Empty where there is no such link.
    QRect linkArea(const QRect &row, const QModelIndex &index, int link) const;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    struct Parts {
        QRect sentence {};
        QRect remedy {};
        QList<QRect> links {};
        QStringList words {}; // of the links
        int bottom = 0;
    };
    Parts partsOf(const QRect &row, const QModelIndex &index) const;

    const Theme &m_theme;
};

} // namespace patchbay
