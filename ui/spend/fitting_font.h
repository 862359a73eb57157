// SPDX-License-Identifier: GPL-3.0-or-later
//
// A figure is shown whole: where it does not fit, its font shrinks. What is cut from a figure makes another figure of it.
#pragma once

#include "ui/widgets/theme.h"

#include <QFont>
#include <QWidget>

namespace patchbay {

// The font, smaller where the text is wider than `width` logical pixels; never below `smallest` of its size.
QFont fittingFont(const QFont &font, const QString &text, int width, qreal smallest = 0.6);

// One line of figures in such a font.
class FigureLabel final : public QWidget {
    Q_OBJECT
public:
    FigureLabel(const Theme &theme, TypeStep step, Role role, QWidget *parent = nullptr);

    void setText(const QString &text);
    QString text() const { return m_text; }
    bool isWhole() const; // nothing of it is cut
    // Labels beside each other look alike: as many lines, and the smallest share of their font that one of them needs.
    void setLines(int lines); // 1 or 2
    double neededShare(int lines) const; // 1: the font as it is
    void setShare(double share);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QFont shownFont() const;
    QFont scaled(double share) const;
    bool fits(const QFont &font, int lines) const;

    const Theme &m_theme;
    const TypeStep m_step;
    const Role m_role;
    QString m_text;
    int m_lines = 1;
    double m_share = 1;
};

} // namespace patchbay
