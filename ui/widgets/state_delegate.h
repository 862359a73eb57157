// SPDX-License-Identifier: GPL-3.0-or-later
//
// StateDelegate: a cell of a table as a state: a dot and the cell's words in one colour.
#pragma once

#include "ui/widgets/state_label.h"

#include <QStyledItemDelegate>

#include <functional>

namespace patchbay {

class StateDelegate final : public QStyledItemDelegate {
    Q_OBJECT
public:
    // Without `lookOf` the words' own look counts (StateLabel::lookOf).
    explicit StateDelegate(const Theme &theme, QObject *parent = nullptr,
                           std::function<StateLook(const QString &words)> lookOf = {});

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    const Theme &m_theme;
    std::function<StateLook(const QString &words)> m_lookOf;
};

} // namespace patchbay
