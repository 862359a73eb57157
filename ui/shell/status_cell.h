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
    QString text() const { return m_line->text(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    SpanLine *m_line = nullptr;
    std::optional<Role> m_dot;
};

} // namespace patchbay
