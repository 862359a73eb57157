// SPDX-License-Identifier: GPL-3.0-or-later
//
// FlowLayout: items left to right, wrapped to the next row where they do not fit. For chips.
#pragma once

#include <QLayout>
#include <QList>

#include <memory>

namespace patchbay {

class FlowLayout final : public QLayout {
    Q_OBJECT
public:
    explicit FlowLayout(QWidget *parent = nullptr, int gap = 8, int rowGap = 4);
    ~FlowLayout() override;

    void addItem(QLayoutItem *item) override;
    int count() const override { return static_cast<int>(m_items.size()); }
    QLayoutItem *itemAt(int index) const override { return m_items.value(index); }
    QLayoutItem *takeAt(int index) override;
    Qt::Orientations expandingDirections() const override { return {}; }
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSize() const override;
    void setGeometry(const QRect &rect) override;

private:
    enum class Move { No, Yes };
    int place(const QRect &rect, Move move) const;

    QList<QLayoutItem *> m_items;
    int m_gap;
    int m_rowGap;
};

} // namespace patchbay
