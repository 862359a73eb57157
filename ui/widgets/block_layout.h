// SPDX-License-Identifier: GPL-3.0-or-later
//
// BlockLayout: one block of Markdown, laid out and painted. MarkdownView stacks them.
//
// A block is a list of cells (one for a paragraph, one per line of code, one per table cell), each
// a QTextLayout. Offsets count UTF-16 units of text(), the shown text of the whole block. Heights
// are kept for the last widths asked for, as a scroll area asks with and without its bar.
#pragma once

#include "ui/widgets/code_highlighter.h"
#include "ui/widgets/markdown_inline.h"
#include "ui/widgets/markdown_look.h"
#include "ui/widgets/markdown_splitter.h"

#include <QTextLayout>

#include <array>
#include <memory>
#include <vector>

class QPainter;

namespace patchbay {

class BlockLayout {
public:
    // Theme and look outlive the layout.
    BlockLayout(const Theme &theme, const MarkdownLook &look);

    void setBlock(const MarkdownBlock &block, InlineEnd end);
    const MarkdownBlock &block() const { return m_block; }
    // After the look has changed: everything is made again.
    void restyle();

    qreal heightFor(int width);
    // Space between this block and the one above it.
    int gapAbove(const MarkdownBlock *above) const;

    const QString &text() const { return m_text; }
    // As a person would write it: with the list marker.
    QString textOf(int from, int to) const;

    // Selection: [from, to) of text(). Local coordinates; width as given to heightFor().
    void paint(QPainter &painter, int width, int from, int to);
    int offsetAt(QPointF position, int width);
    // The target of the link there, or an empty text.
    QString linkAt(QPointF position, int width);
    QRectF linkRect(int link, int width);
    QStringList links() const;
    // Where the next character would stand.
    QRectF endRect(int width);
    bool isCode() const { return m_block.kind == MarkdownBlock::Kind::Code; }
    // The code box without the containers' indent.
    QRectF codeRect(int width);

private:
    struct Cell {
        std::unique_ptr<QTextLayout> layout;
        QPointF place;
        int start = 0; // in m_text
        int firstLink = 0;
        InlineText inlineText;
    };

    void makeText(InlineEnd end);
    void makeCode();
    void makeTable(InlineEnd end);
    Cell makeCell(const InlineText &inlineText, const QFont &font, int start, Qt::Alignment alignment) const;
    int indent() const;
    void ensure(int width);
    void layOut(int width);
    void layOutTable(qreal left, qreal width);
    QList<qreal> columnWidths(qreal width);
    qreal breakLines(QTextLayout &layout, qreal width, int leading) const;
    void paintSelection(QPainter &painter, const Cell &cell, int from, int to) const;
    void paintContainers(QPainter &painter, qreal height) const;
    void paintMarker(QPainter &painter, qreal left) const;
    void paintTask(QPainter &painter, qreal left) const;
    void paintTableLines(QPainter &painter) const;
    const Cell *cellAt(QPointF position) const;
    QFont fontOf() const;

    const Theme &m_theme;
    const MarkdownLook &m_look;
    MarkdownBlock m_block;
    InlineEnd m_end = InlineEnd::Final;
    QString m_text;
    QStringList m_codeLines;
    CodeHighlighter m_highlighter;
    std::vector<Cell> m_cells;
    QList<qreal> m_rowEdges; // bottom edges of table rows
    qreal m_height = 0;
    int m_cellPadding = 0; // of a table, each side
    int m_width = -1; // that the cells are laid out for
    std::array<std::pair<int, qreal>, 2> m_heights { { { -1, 0 }, { -1, 0 } } };
};

} // namespace patchbay
