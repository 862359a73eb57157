// SPDX-License-Identifier: GPL-3.0-or-later
//
// SegmentButton: one segment of a SegmentedControl.
#pragma once

#include <QRadioButton>

namespace patchbay {

class Theme;

class SegmentButton final : public QRadioButton {
    Q_OBJECT
public:
    SegmentButton(const Theme &theme, const QString &text, QWidget *parent);

    // A line stands at the left of every segment but the first.
    void setFirst(bool first) { m_first = first; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;
    bool hitButton(const QPoint &position) const override { return rect().contains(position); }

private:
    const Theme &m_theme;
    bool m_first = false;
};

} // namespace patchbay
