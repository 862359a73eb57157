// SPDX-License-Identifier: GPL-3.0-or-later
//
// SumsDelegate: the cells of the ranked table: swatch and name, share as a bar, course as a line.
#pragma once

#include "ui/widgets/theme.h"

#include <QStyledItemDelegate>

#include <functional>

namespace patchbay {

class SumsDelegate final : public QStyledItemDelegate {
    Q_OBJECT
public:
    // slotOf: the colour of an entity of the picture.
    SumsDelegate(const Theme &theme, std::function<int(int entity)> slotOf, QObject *parent = nullptr);

    // What a name takes to be shown whole.
    int widthOf(const QString &name) const;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    void paintName(QPainter &painter, const QRect &rect, const QModelIndex &index) const;
    void paintShare(QPainter &painter, const QRect &rect, const QModelIndex &index) const;
    void paintCourse(QPainter &painter, const QRect &rect, const QModelIndex &index) const;

    const Theme &m_theme;
    std::function<int(int)> m_slotOf;
};

} // namespace patchbay
