// SPDX-License-Identifier: GPL-3.0-or-later
//
// UnifiedDiff: the lines that changed, both numbers, a sign, colours of the language, and what differs in a line
// marked.
#pragma once

#include "models/bay/diff_rows.h"
#include "ui/widgets/code_highlighter.h"

#include <QAbstractScrollArea>

namespace patchbay {

class UnifiedDiff final : public QAbstractScrollArea {
    Q_OBJECT
public:
    explicit UnifiedDiff(const Theme &theme, QWidget *parent = nullptr);

    void setRows(const QList<bay::DiffRow> &rows);
    // Scrolls to a line of the new text.
    void showLine(int line);
    const QList<bay::DiffRow> &rows() const { return m_rows; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void restyle();
    void updateBars();
    int rowHeight() const;
    void paintRow(QPainter &painter, const bay::DiffRow &row, qsizetype number, const QRect &area) const;

    const Theme &m_theme;
    QList<bay::DiffRow> m_rows;
    CodeHighlighter m_highlighter;
    int m_longest = 0; // characters
};

} // namespace patchbay
