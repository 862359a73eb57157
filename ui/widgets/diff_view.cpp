// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/diff_view.h"

#include "ui/widgets/paint.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPaintEvent>
#include <QPainter>
#include <QScrollBar>
#include <QTextOption>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace patchbay {
namespace {

constexpr int padding = 12;
constexpr int rowPadding = 2;
constexpr int edge = 3;
constexpr int leading = 4;

} // namespace

DiffView::DiffView(const Theme &theme, QWidget *parent)
    : QAbstractScrollArea(parent)
    , m_theme(theme)
    , m_leftGap(tr("nothing in the baseline"))
    , m_rightGap(tr("nothing in the candidate"))
{
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Difference"));
    connect(&theme, &Theme::changed, this, &DiffView::rebuild);
}

DiffView::~DiffView() = default;

void DiffView::setRows(const QList<DiffViewRow> &rows)
{
    m_source = rows;
    m_current = -1;
    rebuild();
}

void DiffView::setOnlyChanges(bool only)
{
    if (m_onlyChanges != only) {
        m_onlyChanges = only;
        rebuild();
    }
}

void DiffView::setGapTexts(const QString &left, const QString &right)
{
    m_leftGap = left;
    m_rightGap = right;
    viewport()->update();
}

void DiffView::rebuild()
{
    m_rows.clear();
    m_changes.clear();
    for (const DiffViewRow &source : std::as_const(m_source)) {
        if (m_onlyChanges && !source.changed) {
            continue;
        }
        if (source.changed) {
            m_changes.append(static_cast<int>(m_rows.size()));
        }
        m_rows.push_back({ source, makeSide(source.left, source.code), makeSide(source.right, source.code), 0, 0 });
    }
    m_current = std::min(m_current, changeCount() - 1);
    setAccessibleDescription(tr("%n change(s)", nullptr, changeCount()));
    layOutRows();
}

DiffView::Side DiffView::makeSide(const QList<DiffViewRow::Span> &spans, bool code) const
{
    Side side;
    QString text;
    for (const DiffViewRow::Span &span : spans) {
        if (span.changed) {
            side.marks.append({ static_cast<int>(text.size()), static_cast<int>(span.text.size()) });
        }
        text += span.text;
    }
    side.layout = std::make_unique<QTextLayout>(text, m_theme.font(code ? TypeStep::Code : TypeStep::Body));
    side.layout->setCacheEnabled(true);
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    side.layout->setTextOption(option);
    return side;
}

int DiffView::columnWidth() const
{
    return std::max(80, (viewport()->width() - stripWidth()) / 2);
}

int DiffView::layOutSide(Side &side, int width) const
{
    qreal y = 0;
    side.layout->beginLayout();
    for (QTextLine line = side.layout->createLine(); line.isValid(); line = side.layout->createLine()) {
        line.setLineWidth(width);
        line.setPosition(QPointF(0, y + leading / 2));
        y += std::ceil(line.height()) + leading;
    }
    side.layout->endLayout();
    return static_cast<int>(y);
}

void DiffView::layOutRows()
{
    const int width = columnWidth() - 2 * padding;
    int y = padding / 2;
    for (Row &row : m_rows) {
        row.top = y;
        row.height = std::max(layOutSide(row.left, width), layOutSide(row.right, width)) + 2 * rowPadding;
        y += row.height;
    }
    m_height = y + padding;
    updateScrollBar();
    viewport()->update();
}

void DiffView::updateScrollBar()
{
    verticalScrollBar()->setPageStep(viewport()->height());
    verticalScrollBar()->setSingleStep(24);
    verticalScrollBar()->setRange(0, std::max(0, m_height - viewport()->height()));
}

void DiffView::resizeEvent(QResizeEvent *)
{
    layOutRows();
}

void DiffView::paintEvent(QPaintEvent *event)
{
    QPainter painter(viewport());
    painter.fillRect(event->rect(), m_theme.color(Role::Surface));
    const int scrolled = verticalScrollBar()->value();
    for (const Row &row : m_rows) {
        const int y = row.top - scrolled;
        if (y + row.height >= event->rect().top() && y <= event->rect().bottom()) {
            paintRow(painter, row, y);
        }
    }
    paintGaps(painter, scrolled);
    paintStrip(painter);
}

void DiffView::paintRow(QPainter &painter, const Row &row, int y) const
{
    const int column = columnWidth();
    const QRect left(0, y, column, row.height);
    const QRect right(column + stripWidth(), y, viewport()->width() - column - stripWidth(), row.height);
    const bool current = m_current >= 0 && &row == &m_rows[static_cast<size_t>(m_changes[m_current])];
    const auto ground = [&](const QRect &place, Role fill, Role bar, bool has) {
        if (!row.source.changed || !has) {
            return;
        }
        // The row's own tint is a third of the words' fill.
        const qreal share = current ? 0.6 : 0.25;
        painter.fillRect(place, paint::mix(m_theme.color(Role::Surface), m_theme.color(fill), share));
        painter.fillRect(QRect(place.left(), place.top(), edge, place.height()), m_theme.color(bar));
    };
    ground(left, Role::DiffDel, Role::Bad, row.source.hasLeft);
    ground(right, Role::DiffAdd, Role::Good, row.source.hasRight);
    paintSide(painter, row.left, left, false);
    paintSide(painter, row.right, right, true);
}

void DiffView::paintSide(QPainter &painter, const Side &side, const QRect &place, bool added) const
{
    const QPointF origin(place.left() + padding, place.top() + rowPadding);
    paintMarks(painter, side, origin, added);
    painter.setPen(m_theme.color(Role::Text));
    side.layout->draw(&painter, origin);
}

void DiffView::paintMarks(QPainter &painter, const Side &side, QPointF origin, bool added) const
{
    for (const auto &[start, length] : side.marks) {
        for (int index = 0; index < side.layout->lineCount(); ++index) {
            const QTextLine line = side.layout->lineAt(index);
            const int from = std::max(start, line.textStart());
            const int to = std::min(start + length, line.textStart() + line.textLength());
            if (from >= to) {
                continue;
            }
            const qreal left = std::floor(line.cursorToX(from)) - 1;
            const qreal right = std::ceil(std::min(line.cursorToX(to), line.naturalTextRect().right())) + 1;
            const QRectF bar(left, line.y() - 1, right - left, std::ceil(line.height()) + 2);
            const QRectF place = bar.translated(origin);
            paint::box(painter, place, { m_theme.color(added ? Role::DiffAdd : Role::DiffDel), {}, 2 });
            if (added) {
                painter.fillRect(QRectF(place.left(), place.bottom() - 1, place.width(), 1), m_theme.color(Role::Good));
            }
        }
    }
}

// Rows that one side lacks make one hatched gap, however many they are.
void DiffView::paintGaps(QPainter &painter, int scrolled) const
{
    const int column = columnWidth();
    for (const bool leftSide : { true, false }) {
        size_t from = 0;
        while (from < m_rows.size()) {
            const auto lacks = [&](size_t at) {
                const DiffViewRow &row = m_rows[at].source;
                return row.changed && !(leftSide ? row.hasLeft : row.hasRight);
            };
            size_t to = from;
            while (to < m_rows.size() && lacks(to)) {
                ++to;
            }
            if (to == from) {
                ++from;
                continue;
            }
            const int top = m_rows[from].top;
            const int height = m_rows[to - 1].top + m_rows[to - 1].height - top;
            const int x = leftSide ? 0 : column + stripWidth();
            const QRect gap(x, top - scrolled, leftSide ? column : viewport()->width() - x, height);
            if (gap.intersects(viewport()->rect())) {
                paint::hatch(painter, gap, m_theme.color(Role::Line));
                painter.setFont(m_theme.font(TypeStep::Body));
                painter.setPen(m_theme.color(Role::Muted));
                painter.drawText(gap, Qt::AlignCenter, leftSide ? m_leftGap : m_rightGap);
            }
            from = to;
        }
    }
}

void DiffView::paintStrip(QPainter &painter) const
{
    const QRect strip(columnWidth(), 0, stripWidth(), viewport()->height());
    painter.fillRect(strip, m_theme.color(Role::Raised));
    const QColor line = m_theme.color(Role::Line);
    painter.fillRect(QRect(strip.left(), 0, 1, strip.height()), line);
    painter.fillRect(QRect(strip.right(), 0, 1, strip.height()), line);
    // A text that fits is drawn beside its rows; a longer one as a map of the whole.
    const double scale = m_height > strip.height() ? double(strip.height()) / m_height : 1;
    const int middle = strip.center().x();
    for (const int change : m_changes) {
        const Row &row = m_rows[static_cast<size_t>(change)];
        const int y = static_cast<int>(row.top * scale) + (scale < 1 ? 0 : 1);
        const int tall = std::max(2, static_cast<int>(row.height * scale) - (scale < 1 ? 0 : 2));
        if (row.source.hasLeft) {
            painter.fillRect(QRect(middle - 6, y, 6, tall), m_theme.color(Role::Bad));
        }
        if (row.source.hasRight) {
            painter.fillRect(QRect(middle + 2, y, 6, tall), m_theme.color(Role::Good));
        }
    }
    if (scale < 1) {
        const int top = static_cast<int>(verticalScrollBar()->value() * scale);
        const int tall = static_cast<int>(viewport()->height() * scale);
        paint::box(painter, QRect(strip.left() + 2, top, strip.width() - 4, tall),
                   { {}, m_theme.color(Role::LineStrong), 2 });
    }
}

void DiffView::showChange(int change)
{
    if (change < 0 || change >= changeCount()) {
        return;
    }
    const bool moved = m_current != change;
    m_current = change;
    const Row &row = m_rows[static_cast<size_t>(m_changes[change])];
    const int above = row.top - padding;
    const int below = row.top + row.height + padding - viewport()->height();
    QScrollBar *bar = verticalScrollBar();
    if (bar->value() > above || bar->value() < below) {
        bar->setValue(row.top - viewport()->height() / 3);
    }
    viewport()->update();
    if (moved) {
        Q_EMIT currentChangeChanged(change);
    }
}

void DiffView::nextChange()
{
    showChange(std::min(m_current + 1, changeCount() - 1));
}

void DiffView::previousChange()
{
    showChange(std::max(m_current - 1, 0));
}

// A click on a row makes its change the current one; a click on the strip goes there.
void DiffView::mousePressEvent(QMouseEvent *event)
{
    const QPoint position = event->position().toPoint();
    const int column = columnWidth();
    const bool onStrip = position.x() >= column && position.x() < column + stripWidth();
    const bool map = onStrip && m_height > viewport()->height();
    const int y = map ? position.y() * m_height / std::max(1, viewport()->height())
                      : position.y() + verticalScrollBar()->value();
    if (map) {
        verticalScrollBar()->setValue(y - viewport()->height() / 2);
    }
    for (int change = 0; change < changeCount(); ++change) {
        const Row &row = m_rows[static_cast<size_t>(m_changes[change])];
        if (y >= row.top && y < row.top + row.height) {
            showChange(change);
            return;
        }
    }
}

void DiffView::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_N || event->key() == Qt::Key_F3) {
        event->modifiers().testFlag(Qt::ShiftModifier) ? previousChange() : nextChange();
    } else if (event->key() == Qt::Key_P) {
        previousChange();
    } else {
        QAbstractScrollArea::keyPressEvent(event);
    }
}

void DiffView::wheelEvent(QWheelEvent *event)
{
    QAbstractScrollArea::wheelEvent(event);
    viewport()->update();
}

} // namespace patchbay
