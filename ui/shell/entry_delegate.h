// SPDX-License-Identifier: GPL-3.0-or-later
//
// EntryDelegate paints a ListEntry: muted heading; or icon, text with its matches in bold, muted
// detail and the shortcut at the right. What cannot run is muted and says why.
#pragma once

#include "ui/widgets/theme.h"

#include <QStyledItemDelegate>

namespace patchbay {

class EntryDelegate final : public QStyledItemDelegate {
    Q_OBJECT
public:
    explicit EntryDelegate(const Theme &theme, QObject *parent = nullptr);

    int rowHeight() const;
    int headingHeight() const { return rowHeight() - 2; }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    void paintHeading(QPainter *painter, const QRect &area, const QString &text) const;
    void paintIcon(QPainter *painter, const QRect &area, const QModelIndex &index) const;
    // Gives the x after the text.
    int paintText(QPainter *painter, const QRect &area, const QModelIndex &index) const;

    const Theme &m_theme;
};

} // namespace patchbay
