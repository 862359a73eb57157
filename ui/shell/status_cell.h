// SPDX-License-Identifier: GPL-3.0-or-later
//
// StatusCell: one item of the status line with its separator.
#pragma once

#include "ui/shell/chrome_widget.h"
#include "ui/shell/span_line.h"

#include <optional>

namespace patchbay {

class StatusCell final : public ChromeWidget {
    Q_OBJECT
public:
    StatusCell(const Theme &theme, Qt::Edge separator, QWidget *parent = nullptr);

    void setContent(const QList<Span> &spans, std::optional<Role> dot);
    // Works like a button then.
    void setOpens(bool opens);
    QString text() const { return m_line->text(); }

Q_SIGNALS:
    void activated();

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    SpanLine *m_line = nullptr;
    std::optional<Role> m_dot;
    bool m_opens = false;
};

} // namespace patchbay
