// SPDX-License-Identifier: GPL-3.0-or-later
//
// SegmentedControl: one of a few views, side by side (Panes | Diff | Table). Exclusive; the arrow
// keys move, Tab enters and leaves at the current segment. A screen reader meets radio buttons.
#pragma once

#include <QList>
#include <QWidget>

class QAbstractButton;
class QButtonGroup;

namespace patchbay {

class Theme;

class SegmentedControl final : public QWidget {
    Q_OBJECT
public:
    explicit SegmentedControl(const Theme &theme, QWidget *parent = nullptr);

    // The first segment becomes the current one. Returns its index.
    int addSegment(const QString &text, const QString &toolTip = {});
    int count() const { return static_cast<int>(m_segments.size()); }
    int currentIndex() const;
    // Says currentChanged() only when it is another one.
    void setCurrentIndex(int index);
    QString segmentText(int index) const;
    // A segment that cannot be chosen now says why in its tool tip; an empty reason enables it.
    void setWhyNot(int index, const QString &reason);
    QAbstractButton *segment(int index) const { return m_segments.value(index); }

Q_SIGNALS:
    void currentChanged(int index);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    QButtonGroup *m_group;
    QList<QAbstractButton *> m_segments;
    int m_current = -1;
};

} // namespace patchbay
