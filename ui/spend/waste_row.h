// SPDX-License-Identifier: GPL-3.0-or-later
//
// WasteRow: one kind of waste: what it is, how often, how much, and the button that opens its rows. The whole line is a
// button, too.
#pragma once

#include "models/spend/spend_waste.h"
#include "ui/widgets/theme.h"

#include <QAbstractButton>

class QLabel;
class QPushButton;

namespace patchbay {

class WasteRow final : public QAbstractButton {
    Q_OBJECT
public:
    // `most` is the largest amount of the list.
    WasteRow(const Theme &theme, const SpendWaste &waste, Money most, QWidget *parent = nullptr);

    const SpendWaste &waste() const { return m_waste; }
    QString amount() const;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QRect barPlace() const;

    const Theme &m_theme;
    SpendWaste m_waste;
    double m_share;
    int m_decimals; // the same in every line
    QLabel *m_calls;
    QWidget *m_barSpace;
    QLabel *m_amount;
    QPushButton *m_open;
};

} // namespace patchbay
