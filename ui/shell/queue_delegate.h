// SPDX-License-Identifier: GPL-3.0-or-later
//
// QueueDelegate paints a row of the queue: icon and title, muted detail, progress bar, numbers at
// the right, and the mark that cancels.
#pragma once

#include "ui/widgets/theme.h"

#include <QStyledItemDelegate>

namespace patchbay {

class QueueDelegate final : public QStyledItemDelegate {
    Q_OBJECT
public:
    explicit QueueDelegate(const Theme &theme, QObject *parent = nullptr);

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    void paintProgress(QPainter *painter, const QRect &area, double fraction) const;
    void paintText(QPainter *painter, const QRect &area, const QModelIndex &index) const;

    const Theme &m_theme;
};

} // namespace patchbay
