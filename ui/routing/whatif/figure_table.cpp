// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/routing/whatif/figure_table.h"

#include <QPainter>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr int usualRow = 26;
constexpr int compactRow = 22;
constexpr int padding = 12;

} // namespace

FigureTable::FigureTable(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_rowHeight(usualRow)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void FigureTable::setTable(const QStringList &header, const QList<Row> &rows)
{
    m_header = header;
    m_rows = rows;
    QStringList words;
    for (const Row &row : rows) {
        QStringList line;
        for (const Cell &cell : row) {
            line.append(cell.text);
        }
        words.append(line.join(u", "_s));
    }
    setAccessibleName(header.join(u", "_s));
    setAccessibleDescription(words.join(u". "_s));
    updateGeometry();
    update();
}

void FigureTable::setCompact(bool compact)
{
    m_rowHeight = compact ? compactRow : usualRow;
    updateGeometry();
    update();
}

QString FigureTable::textAt(int row, int column) const
{
    return row < 0 ? m_header.value(column) : m_rows.value(row).value(column).text;
}

QSize FigureTable::sizeHint() const
{
    return { 420, m_rowHeight * (static_cast<int>(m_rows.size()) + 1) };
}

QRect FigureTable::cell(int row, int column) const
{
    // The name and the last column (a change with its interval) take a share and a half.
    constexpr qreal outer = 1.5;
    const qreal unit = (width() - 2 * padding) / (static_cast<qreal>(m_header.size()) - 2 + 2 * outer);
    const bool last = column == m_header.size() - 1;
    const qreal from = column == 0 ? 0 : unit * (column - 1 + outer);
    const qreal wide = last || column == 0 ? unit * outer : unit;
    return { padding + static_cast<int>(from), m_rowHeight * (row + 1), static_cast<int>(wide) - 4, m_rowHeight };
}

void FigureTable::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Role::Surface));
    painter.fillRect(0, 0, width(), m_rowHeight, m_theme.color(Role::Raised));
    painter.setFont(m_theme.font(TypeStep::Meta));
    painter.setPen(m_theme.color(Role::Muted));
    for (int column = 0; column < m_header.size(); ++column) {
        painter.drawText(cell(-1, column), (column == 0 ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter, m_header[column]);
    }
    for (int row = 0; row < m_rows.size(); ++row) {
        for (int column = 0; column < m_rows[row].size(); ++column) {
            const Cell &shown = m_rows[row][column];
            QFont font = m_theme.font(shown.strong ? TypeStep::Strong : TypeStep::Body);
            font.setFeature("tnum", 1);
            painter.setFont(font);
            painter.setPen(m_theme.color(shown.role));
            const QRect area = cell(row, column);
            painter.drawText(area, (column == 0 ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter,
                             QFontMetrics(font).elidedText(shown.text, Qt::ElideRight, area.width()));
        }
        painter.fillRect(0, m_rowHeight * (row + 2) - 1, width(), 1, m_theme.color(Role::Line));
    }
}

} // namespace patchbay
