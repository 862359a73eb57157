// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/queue_dock.h"

#include "models/format/format.h"
#include "ui/shell/chrome_widget.h"
#include "ui/shell/no_title_bar.h"
#include "ui/shell/queue_delegate.h"
#include "ui/shell/queue_model.h"
#include "ui/shell/queue_summary.h"
#include "ui/shell/rate_meter.h"
#include "ui/shell/span_line.h"
#include "ui/widgets/themed.h"

#include <QAction>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QMouseEvent>
#include <QTimer>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace patchbay {
namespace {

constexpr int headerHeight = 32;
constexpr int usualRows = 3;
constexpr int mostRows = 12;
constexpr auto samplePeriod = 500ms;

} // namespace

QueueDock::QueueDock(const Theme &theme, QWidget *parent)
    : QDockWidget(tr("Queue"), parent)
    , m_theme(theme)
    , m_model(new QueueModel(this))
    , m_sampler(new QTimer(this))
{
    setObjectName(u"queue"_s);
    setAccessibleName(tr("Queue"));
    setFeatures(QDockWidget::NoDockWidgetFeatures);
    setTitleBarWidget(new NoTitleBar(this));
    auto *body = new QWidget(this);
    auto *column = new QVBoxLayout(body);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(buildHeader());
    column->addWidget(buildRows(), 1);
    setWidget(body);
    m_sampler->setInterval(samplePeriod);
    connect(m_sampler, &QTimer::timeout, this, &QueueDock::sampleRate);
    connect(&theme, &Theme::changed, this, &QueueDock::applyExpanded);
    readPanels();
    sampleRate();
    applyExpanded();
}

QWidget *QueueDock::buildHeader()
{
    auto *header = new ChromeWidget(m_theme, Role::Raised, {}, this);
    m_header = header;
    header->setObjectName(u"queueHeader"_s);
    header->setFixedHeight(headerHeight);
    header->installEventFilter(this);
    m_toggle = new QToolButton(header);
    m_toggle->setObjectName(u"queueToggle"_s);
    m_toggle->setAutoRaise(true);
    m_toggle->setFocusPolicy(Qt::TabFocus);
    connect(m_toggle, &QToolButton::clicked, this, [this] { setExpanded(!m_expanded); });
    m_summary = new SpanLine(m_theme, header);
    m_meter = new RateMeter(m_theme, header);
    m_rate = new SpanLine(m_theme, header);
    auto *row = new QHBoxLayout(header);
    row->setContentsMargins(8, 0, 12, 0);
    row->setSpacing(4);
    row->addWidget(m_toggle);
    row->addWidget(m_summary, 1);
    row->addWidget(m_meter);
    row->addSpacing(4);
    row->addWidget(m_rate);
    return header;
}

QTreeView *QueueDock::buildRows()
{
    m_rows = new QTreeView(this);
    m_rows->setObjectName(u"queueRows"_s);
    m_rows->setAccessibleName(tr("Work under way"));
    m_rows->setFrameShape(QFrame::NoFrame);
    m_rows->setModel(m_model);
    m_rows->setItemDelegate(new QueueDelegate(m_theme, this));
    m_rows->setRootIsDecorated(false);
    m_rows->setUniformRowHeights(true);
    m_rows->setHeaderHidden(true);
    m_rows->setMouseTracking(true);
    m_rows->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_rows->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    QHeaderView *columns = m_rows->header();
    columns->setStretchLastSection(false);
    columns->setMinimumSectionSize(24);
    columns->setSectionResizeMode(QHeaderView::Fixed);
    columns->setSectionResizeMode(QueueModel::Detail, QHeaderView::Stretch);
    columns->resizeSection(QueueModel::Title, 264);
    columns->resizeSection(QueueModel::Progress, 148);
    columns->resizeSection(QueueModel::State, 88);
    columns->resizeSection(QueueModel::Cost, 136);
    columns->resizeSection(QueueModel::Remaining, 132);
    columns->resizeSection(QueueModel::Cancel, 40);
    connect(m_rows, &QTreeView::clicked, this, [this](const QModelIndex &index) {
        if (index.column() == QueueModel::Cancel) {
            m_model->cancel(index.row());
        }
    });
    auto *cancel = new QAction(tr("Cancel"), m_rows);
    cancel->setShortcut(Qt::Key_Delete);
    cancel->setShortcutContext(Qt::WidgetShortcut);
    connect(cancel, &QAction::triggered, this, [this] { m_model->cancel(m_rows->currentIndex().row()); });
    m_rows->addAction(cancel);
    m_rows->setContextMenuPolicy(Qt::ActionsContextMenu);
    return m_rows;
}

void QueueDock::addPanel(Panel *panel)
{
    m_panels.append(panel);
    connect(panel, &Panel::queueChanged, this, &QueueDock::readPanels);
    connect(panel, &QObject::destroyed, this, [this, panel] {
        m_panels.removeOne(panel);
        readPanels();
    });
    readPanels();
}

void QueueDock::readPanels()
{
    QList<QueueRow> rows;
    QList<QueueItem> items;
    for (Panel *panel : std::as_const(m_panels)) {
        for (const QueueItem &item : panel->queue()) {
            rows.append({ .panel = panel, .item = item });
            items.append(item);
        }
    }
    m_model->setRows(std::move(rows));
    QList<Span> spans { { .text = tr("Queue") + u"  "_s, .step = TypeStep::Strong } };
    m_summary->setSpans(spans + summarySpans(summarise(items)));
    // The meter moves while there is work and rests otherwise.
    if (items.isEmpty()) {
        m_sampler->stop();
        m_meter->rest();
        sampleRate();
    } else if (!m_sampler->isActive()) {
        m_sampler->start();
    }
}

void QueueDock::sampleRate()
{
    double rate = 0;
    for (const Panel *panel : std::as_const(m_panels)) {
        rate += panel->tokensPerSecond();
    }
    if (m_sampler->isActive()) {
        m_meter->add(rate);
    }
    m_rate->setSpans({ { .text = tr("%1 tok/s").arg(format::count(qRound64(rate))), .role = Role::Muted } });
}

void QueueDock::setExpanded(bool expanded)
{
    if (m_expanded != expanded) {
        m_expanded = expanded;
        applyExpanded();
        Q_EMIT expandedChanged(expanded);
    }
}

void QueueDock::setShortcutText(const QString &shortcut)
{
    m_shortcut = shortcut;
    describeToggle();
}

void QueueDock::applyExpanded()
{
    m_rows->setVisible(m_expanded);
    // Unfolded, the line above is the handle that resizes the dock.
    m_header->setLines(m_expanded ? Qt::Edges() : Qt::TopEdge);
    const int row = m_theme.rowHeight();
    widget()->setMinimumHeight(m_expanded ? headerHeight + row : headerHeight);
    widget()->setMaximumHeight(m_expanded ? headerHeight + mostRows * row : headerHeight);
    m_rows->setMinimumHeight(row);
    if (m_expanded) {
        if (auto *window = qobject_cast<QMainWindow *>(parentWidget())) {
            window->resizeDocks({ this }, { headerHeight + usualRows * row }, Qt::Vertical);
        }
    }
    m_toggle->setIcon(m_theme.icon(m_expanded ? u"arrow-down"_s : u"arrow-up"_s, Role::Muted));
    describeToggle();
}

void QueueDock::describeToggle()
{
    const QString action = m_expanded ? tr("Fold the queue") : tr("Unfold the queue");
    m_toggle->setAccessibleName(action);
    m_toggle->setToolTip(m_shortcut.isEmpty() ? action : u"%1 (%2)"_s.arg(action, m_shortcut));
}

bool QueueDock::eventFilter(QObject *watched, QEvent *event)
{
    // The whole header line folds and unfolds, not the chevron alone.
    if (event->type() == QEvent::MouseButtonRelease
        && static_cast<QMouseEvent *>(event)->button() == Qt::LeftButton) {
        setExpanded(!m_expanded);
        return true;
    }
    return QDockWidget::eventFilter(watched, event);
}

} // namespace patchbay
