// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/pane_grid.h"

#include "models/compare/comparison.h"
#include "ui/compare/pane_view.h"
#include "ui/widgets/themed.h"

#include <QApplication>
#include <QPainter>
#include <QResizeEvent>

#include <algorithm>

namespace patchbay {

namespace {

constexpr int minimumRowHeight = 272;

} // namespace

// Draws the lines between panes.
class PaneGrid::Content final : public QWidget {
public:
    explicit Content(const Theme &theme)
        : m_theme(theme)
    {
        followTheme(this, theme);
    }
    QList<QLine> lines;

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.fillRect(rect(), m_theme.color(Role::Surface));
        painter.setPen(m_theme.color(Role::Line));
        painter.drawLines(lines);
    }

private:
    const Theme &m_theme;
};

PaneGrid::PaneGrid(const CompareContext &context, Comparison &comparison, QWidget *parent)
    : QScrollArea(parent)
    , m_context(context)
    , m_comparison(comparison)
    , m_content(new Content(context.theme))
{
    setWidget(m_content);
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::NoFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAccessibleName(tr("Panes"));
    connect(&comparison, &Comparison::panesChanged, this, &PaneGrid::rebuild);
    connect(&comparison, &Comparison::paneChanged, this, &PaneGrid::refresh);
    connect(&comparison, &Comparison::paneEdited, this, &PaneGrid::refresh);
    connect(&comparison, &Comparison::turnFinished, this, &PaneGrid::refreshBest);
    connect(&comparison, &Comparison::draftChanged, this, &PaneGrid::refreshHeaders);
    connect(&comparison, &Comparison::paneEdited, this, &PaneGrid::refreshHeaders);
    // A click into an answer gives it the focus: that pane is meant then.
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget *, QWidget *now) {
        for (const PaneView *view : std::as_const(m_views)) {
            if (now != nullptr && view->isAncestorOf(now)) {
                enter(view->key());
            }
        }
    });
    rebuild();
}

void PaneGrid::rebuild()
{
    QList<PaneView *> views;
    for (int index = 0; index < m_comparison.paneCount(); ++index) {
        const quint64 key = m_comparison.paneKey(index);
        const auto known = std::ranges::find(m_views, key, &PaneView::key);
        if (known != m_views.end()) {
            views.append(*known);
            continue;
        }
        auto *view = new PaneView(m_context, m_comparison, key, m_content);
        connect(view, &PaneView::selected, this, &PaneGrid::enter);
        connect(view, &PaneView::notice, this, &PaneGrid::notice);
        view->show();
        views.append(view);
    }
    for (PaneView *view : std::as_const(m_views)) {
        if (!views.contains(view)) {
            view->hide();
            view->deleteLater();
        }
    }
    m_views = views;
    for (int index = 1; index < m_views.size(); ++index) {
        setTabOrder(m_views[index - 1], m_views[index]);
    }
    if (m_comparison.indexOfPane(m_selected) < 0) {
        m_selected = 0;
        select(0);
    }
    refreshBest();
    refreshHeaders();
    arrange();
}

void PaneGrid::enter(quint64 key)
{
    if (const int index = m_comparison.indexOfPane(key); index >= 0) {
        select(index);
        Q_EMIT paneEntered();
    }
}

void PaneGrid::refreshHeaders()
{
    for (PaneView *view : std::as_const(m_views)) {
        view->refreshHeader();
    }
}

int PaneGrid::columns() const
{
    const int fitting = std::max(1, viewport()->width() / PaneView::minimumPaneWidth);
    const int count = static_cast<int>(m_views.size());
    const int most = std::min({ fitting, mostColumns, count });
    // Five to eight panes in two even rows rather than four and one.
    const int rows = (count + most - 1) / std::max(1, most);
    return std::max(1, (count + rows - 1) / std::max(1, rows));
}

void PaneGrid::arrange()
{
    if (m_views.isEmpty()) {
        return;
    }
    const int across = columns();
    const int rows = (static_cast<int>(m_views.size()) + across - 1) / across;
    const int width = viewport()->width();
    const int rowHeight =
        std::max(rows == 1 ? viewport()->height() : viewport()->height() / rows, rows == 1 ? 0 : minimumRowHeight);
    m_content->resize(width, std::max(viewport()->height(), rowHeight * rows));
    m_content->lines.clear();
    for (int index = 0; index < m_views.size(); ++index) {
        const int row = index / across;
        const int column = index % across;
        const int inRow = row + 1 == rows ? static_cast<int>(m_views.size()) - row * across : across;
        // Columns keep their width in a last row that is not full, so that figures stay aligned.
        const int left = column * width / across;
        const int right = column + 1 == inRow && inRow == across ? width : (column + 1) * width / across;
        const int top = row * rowHeight;
        const int bottom = row + 1 == rows ? m_content->height() : top + rowHeight;
        const int gapLeft = column > 0 ? 1 : 0;
        const int gapTop = row > 0 ? 1 : 0;
        m_views[index]->setGeometry(left + gapLeft, top + gapTop, right - left - gapLeft, bottom - top - gapTop);
        if (column > 0) {
            m_content->lines.append(QLine(left, top, left, bottom));
        }
        if (column + 1 < across && right < width) {
            m_content->lines.append(QLine(right, top, right, bottom));
        }
        if (row > 0) {
            m_content->lines.append(QLine(left, top, right, top));
        }
    }
    m_content->update();
}

void PaneGrid::resizeEvent(QResizeEvent *event)
{
    QScrollArea::resizeEvent(event);
    arrange();
}

int PaneGrid::selected() const
{
    return std::max(0, m_comparison.indexOfPane(m_selected));
}

void PaneGrid::select(int index)
{
    if (index < 0 || index >= m_views.size()) {
        return;
    }
    const quint64 key = m_comparison.paneKey(index);
    for (PaneView *view : std::as_const(m_views)) {
        view->setSelected(view->key() == key);
    }
    if (key != m_selected) {
        m_selected = key;
        ensureWidgetVisible(m_views[index], 0, 0);
        Q_EMIT selectionChanged();
    }
}

void PaneGrid::refresh(int index)
{
    if (PaneView *shown = view(index)) {
        shown->refresh();
    }
    if (!m_comparison.isRunning()) {
        refreshBest();
    }
}

void PaneGrid::refreshBest()
{
    ComparedTurns turns;
    for (int index = 0; index < m_comparison.paneCount(); ++index) {
        turns.append(m_comparison.lastTurn(index));
    }
    const QHash<MetricKind, QSet<int>> best = bestValues(turns);
    for (int index = 0; index < m_views.size(); ++index) {
        QSet<MetricKind> metrics;
        for (auto entry = best.begin(); entry != best.end(); ++entry) {
            if (entry.value().contains(index)) {
                metrics.insert(entry.key());
            }
        }
        m_views[index]->setBest(metrics);
    }
}

} // namespace patchbay
