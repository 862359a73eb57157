// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/routing/review/unified_diff.h"

#include "ui/widgets/paint.h"

#include <QPainter>
#include <QScrollBar>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace patchbay {

using Kind = bay::DiffRow::Kind;

namespace {

constexpr int numberWidth = 48;
constexpr int signWidth = 28;
constexpr qsizetype mostColoured = 5'000;
constexpr int textLeft = 2 * numberWidth + signWidth;

} // namespace

UnifiedDiff::UnifiedDiff(const Theme &theme, QWidget *parent)
    : QAbstractScrollArea(parent)
    , m_theme(theme)
    , m_highlighter(theme)
{
    setFrameShape(QFrame::NoFrame);
    setAccessibleName(tr("Changed lines"));
    setFocusPolicy(Qt::StrongFocus);
    m_highlighter.setLanguage(u"yaml"_s);
    connect(&theme, &Theme::changed, this, &UnifiedDiff::restyle);
    restyle();
}

void UnifiedDiff::restyle()
{
    viewport()->setFont(m_theme.font(TypeStep::Code));
    updateBars();
    viewport()->update();
}

int UnifiedDiff::rowHeight() const
{
    return std::max(20, QFontMetrics(m_theme.font(TypeStep::Code)).height() + 4);
}

void UnifiedDiff::setRows(const QList<bay::DiffRow> &rows)
{
    m_rows = rows;
    QStringList lines;
    m_longest = 0;
    for (const bay::DiffRow &row : rows) {
        lines.append(row.kind == Kind::Heading ? QString() : row.text);
        m_longest = std::max(m_longest, static_cast<int>(row.text.size()));
    }
    // Colours of a long text take longer than reading its first page.
    m_highlighter.highlight(rows.size() > mostColoured ? QStringList() : lines);
    verticalScrollBar()->setValue(0);
    updateBars();
    viewport()->update();
}

void UnifiedDiff::showLine(int line)
{
    for (qsizetype number = 0; number < m_rows.size(); ++number) {
        if (m_rows[number].newLine >= line) {
            verticalScrollBar()->setValue(std::max(0, static_cast<int>(number) - 4) * rowHeight());
            return;
        }
    }
}

void UnifiedDiff::updateBars()
{
    const QFontMetrics metrics(m_theme.font(TypeStep::Code));
    verticalScrollBar()->setRange(0, std::max(0, static_cast<int>(m_rows.size()) * rowHeight() - viewport()->height()));
    verticalScrollBar()->setPageStep(viewport()->height());
    verticalScrollBar()->setSingleStep(rowHeight());
    const int wide = textLeft + m_longest * metrics.horizontalAdvance(u'0') + 12;
    horizontalScrollBar()->setRange(0, std::max(0, wide - viewport()->width()));
    horizontalScrollBar()->setPageStep(viewport()->width());
}

void UnifiedDiff::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    updateBars();
}

void UnifiedDiff::paintEvent(QPaintEvent *event)
{
    QPainter painter(viewport());
    painter.fillRect(event->rect(), m_theme.color(Role::Surface));
    painter.setFont(m_theme.font(TypeStep::Code));
    const int height = rowHeight();
    const int scrolled = verticalScrollBar()->value();
    for (qsizetype number = scrolled / height; number < m_rows.size(); ++number) {
        const QRect area(0, static_cast<int>(number) * height - scrolled, viewport()->width(), height);
        if (area.top() > event->rect().bottom()) {
            break;
        }
        paintRow(painter, m_rows[number], number, area);
    }
}

void UnifiedDiff::paintRow(QPainter &painter, const bay::DiffRow &row, qsizetype number, const QRect &area) const
{
    const QFontMetrics metrics(painter.font());
    if (row.kind == Kind::Heading) {
        painter.fillRect(area, m_theme.color(Role::Sunken));
        painter.setPen(m_theme.color(Role::Muted));
        painter.drawText(area.adjusted(12, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, row.text);
        return;
    }
    const bool added = row.kind == Kind::Added;
    const bool removed = row.kind == Kind::Removed;
    if (added || removed) {
        painter.fillRect(area, m_theme.color(added ? Role::GoodFill : Role::BadFill));
    }
    painter.setPen(m_theme.color(Role::Muted));
    const auto paintNumber = [&](int line, int left) {
        if (line > 0) {
            painter.drawText(QRect(left, area.top(), numberWidth - 8, area.height()), Qt::AlignRight | Qt::AlignVCenter, QString::number(line));
        }
    };
    paintNumber(row.oldLine, 0);
    paintNumber(row.newLine, numberWidth);
    painter.setPen(m_theme.color(added ? Role::Good : Role::Bad));
    if (added || removed) {
        painter.drawText(QRect(2 * numberWidth, area.top(), signWidth, area.height()), Qt::AlignCenter, added ? u"+"_s : u"\u2212"_s);
    }
    const int left = textLeft - horizontalScrollBar()->value();
    painter.save();
    painter.setClipRect(area.adjusted(textLeft, 0, 0, 0));
    const auto x = [&](int column) { return left + metrics.horizontalAdvance(row.text.first(std::min<qsizetype>(column, row.text.size()))); };
    if (row.markLength > 0) {
        const int from = x(row.markBegin);
        painter.fillRect(QRect(from, area.top() + 1, x(row.markBegin + row.markLength) - from, area.height() - 2),
                         m_theme.color(added ? Role::DiffAdd : Role::DiffDel));
    }
    const auto paintPart = [&](int from, int length, Role role) {
        if (length > 0) {
            painter.setPen(m_theme.color(role));
            painter.drawText(QRect(x(from), area.top(), 100'000, area.height()), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                             row.text.sliced(from, length));
        }
    };
    int at = 0;
    const QList<CodeSpan> spans = m_rows.size() > mostColoured ? QList<CodeSpan>() : m_highlighter.spans(number);
    for (const CodeSpan &span : spans) {
        if (span.start >= at) {
            paintPart(at, span.start - at, Role::Text);
            paintPart(span.start, span.length, span.role);
            at = span.start + span.length;
        }
    }
    paintPart(at, static_cast<int>(row.text.size()) - at, Role::Text);
    painter.restore();
}

} // namespace patchbay
