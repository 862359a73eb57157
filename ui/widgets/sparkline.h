// SPDX-License-Identifier: GPL-3.0-or-later
//
// Sparkline: the course of a number in a word's space, as a line or as bars (the output meter).
// A value that is not a number breaks the line. The last value is said to a screen reader.
#pragma once

#include "ui/widgets/theme.h"

#include <QLabel>

namespace patchbay {

class Sparkline final : public QLabel {
    Q_OBJECT
public:
    enum class Shape { Line, Bars };

    Sparkline(const Theme &theme, Shape shape, QWidget *parent = nullptr);

    void setValues(const QList<double> &values);
    // Adds one and forgets the oldest beyond `kept`.
    void push(double value, int kept = 16);
    const QList<double> &values() const { return m_values; }
    // An entity's colour; without, the accent.
    void setSlot(int slot);
    // Said before the number: "output rate".
    void setSubject(const QString &subject, const QString &unit);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void describe();
    void paintBars(QPainter &painter, double highest) const;
    void paintLine(QPainter &painter, double highest) const;
    QColor color() const;

    const Theme &m_theme;
    Shape m_shape;
    QList<double> m_values;
    int m_slot = -2; // -2: accent
    QString m_subject;
    QString m_unit;
};

} // namespace patchbay
