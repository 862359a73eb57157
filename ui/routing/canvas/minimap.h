// SPDX-License-Identifier: GPL-3.0-or-later
//
// Minimap: the whole canvas in a corner, with the part that is seen; only where something is out of sight.
// A press goes there.
#pragma once

#include "ui/widgets/theme.h"

#include <QWidget>

namespace patchbay {

class BayView;
class BayScene;

class Minimap final : public QWidget {
    Q_OBJECT
public:
    // A child of the view, in its lower right corner.
    Minimap(const Theme &theme, BayView &view, const BayScene &scene);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;

private:
    void refresh();
    qreal scale() const;
    struct Mark {
        QRectF area; // scene
        Role role = Role::LineStrong;
        qreal opacity = 1;
        bool operator==(const Mark &) const = default;
    };
    QList<Mark> marks() const;

    const Theme &m_theme;
    BayView &m_view;
    const BayScene &m_scene;
    QList<Mark> m_marks; // that were drawn last
    QRectF m_seen;
};

} // namespace patchbay
