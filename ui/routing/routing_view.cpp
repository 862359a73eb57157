// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/routing/routing_view.h"

#include "ui/routing/canvas/bay_canvas.h"
#include "ui/routing/canvas/bay_view.h"
#include "ui/routing/find_bar.h"
#include "ui/routing/review/disk_change_bar.h"
#include "ui/routing/review/history_page.h"
#include "ui/routing/review/review_page.h"
#include "ui/routing/text/text_pane.h"
#include "ui/routing/text/yaml_editor.h"
#include "ui/routing/whatif/run_bar.h"
#include "ui/routing/whatif/what_if_strip.h"
#include "ui/widgets/themed.h"

#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace patchbay {

namespace {

constexpr int canvasShare = 65;
constexpr int lowHeight = 640; // less has to be shared

} // namespace

RoutingView::RoutingView(const RoutingContext &context, bay::ConfigTab &tab, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_tab(tab)
    , m_toolbar(new RoutingToolbar(context, tab, this))
    , m_pages(new QStackedWidget(this))
    , m_split(new QSplitter(Qt::Horizontal))
    , m_canvas(new BayCanvas(context, tab, m_split))
    , m_text(new TextPane(context, tab, m_split))
    , m_rows(new QSplitter(Qt::Vertical, m_pages))
{
    m_split->setChildrenCollapsible(false);
    m_split->setHandleWidth(1);
    m_split->setStretchFactor(0, canvasShare);
    m_split->setStretchFactor(1, 100 - canvasShare);
    m_split->setSizes({ canvasShare * 100, (100 - canvasShare) * 100 });
    m_canvas->setMinimumWidth(300);
    m_text->setMinimumWidth(260);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_toolbar);
    m_rows->addWidget(m_split);
    m_rows->setChildrenCollapsible(false);
    m_rows->setHandleWidth(1);
    m_pages->addWidget(m_rows);
    column->addWidget(m_pages, 1);
    connectCanvas();
    connect(&tab, &bay::ConfigTab::readingChanged, this, &RoutingView::followSize);
    followSize();
}

// What is too large for a picture is a text from the start.
void RoutingView::followSize()
{
    const bool large = m_tab.isTextOnly();
    m_toolbar->setPictureReason(large ? tr("The text is too large for a picture") : QString());
    if (large && m_toolbar->view() != RoutingToolbar::Text) {
        showView(RoutingToolbar::Text);
    }
}

void RoutingView::connectCanvas()
{
    connect(m_toolbar, &RoutingToolbar::viewChanged, this, [this] { showView(m_toolbar->view()); });
    connect(m_canvas, &BayCanvas::selectionMade, this, [this](const QStringList &ids) { take(ids, Origin::Canvas); });
    connect(m_canvas, &BayCanvas::opened, this, &RoutingView::inspectorWanted);
    connect(m_canvas, &BayCanvas::notice, this, &RoutingView::notice);
    connect(m_text->editor(), &YamlEditor::notice, this, &RoutingView::notice);
    connect(m_text->editor(), &YamlEditor::lineEntered, this, [this](int line) {
        if (!m_tab.unreadable()) {
            const QString id = QString::fromStdString(m_tab.picture().idAtLine(static_cast<std::uint32_t>(line)));
            take(id.isEmpty() ? QStringList() : QStringList { id }, Origin::Text);
        }
    });
    connect(&m_tab, &bay::ConfigTab::pictureChanged, this, [this] {
        // What was removed is not selected any more; lines have moved.
        take(m_canvas->selection(), Origin::Canvas);
        showLines(false);
    });
}

bool RoutingView::isTextFocused() const
{
    return m_text->isAncestorOf(focusWidget()) && focusWidget() && focusWidget()->hasFocus();
}

void RoutingView::take(const QStringList &ids, Origin origin)
{
    if (ids == m_selection) {
        return;
    }
    m_selection = ids;
    if (origin != Origin::Canvas) {
        m_canvas->select(ids, true);
    }
    showLines(origin != Origin::Text && !isTextFocused());
    Q_EMIT selectionChanged();
}

void RoutingView::showLines(bool reveal)
{
    const std::string id = current().toStdString();
    const bay::BayNode *node = m_tab.picture().node(id);
    const bay::BayCable *cable = node ? nullptr : m_tab.picture().cable(id);
    m_text->editor()->setCurrentThing(node ? node->lines : cable ? cable->lines : bay::LineSpan {}, reveal);
}

void RoutingView::select(const QStringList &ids)
{
    take(ids, Origin::Elsewhere);
}

void RoutingView::showView(RoutingToolbar::View view)
{
    m_toolbar->setView(view);
    m_canvas->setVisible(view != RoutingToolbar::Text);
    m_text->setVisible(view != RoutingToolbar::Cables);
    if (view == RoutingToolbar::Text) {
        m_text->editor()->setFocus();
    } else {
        m_canvas->view()->setFocus();
    }
}

void RoutingView::goTo(quint32 line, quint32 column)
{
    if (!isPictureShown()) {
        showPicture();
    }
    if (m_toolbar->view() == RoutingToolbar::Cables) {
        showView(RoutingToolbar::Split);
    }
    m_text->editor()->goTo(line, column);
}

void RoutingView::showReview()
{
    if (!m_review) {
        m_review = new ReviewPage(m_context, m_tab, m_pages);
        m_pages->addWidget(m_review);
        connect(m_review, &ReviewPage::closeRequested, this, &RoutingView::showPicture);
        connect(m_review, &ReviewPage::saveRequested, this, [this] {
            Q_EMIT saveRequested();
            m_review->open();
        });
    }
    m_review->open();
    m_pages->setCurrentWidget(m_review);
    m_toolbar->setPage(tr("Review before it goes live"));
    m_review->applyButton()->setFocus(Qt::OtherFocusReason);
    Q_EMIT pageChanged();
}

void RoutingView::showHistory()
{
    if (!m_history) {
        m_history = new HistoryPage(m_context, m_tab, m_pages);
        m_pages->addWidget(m_history);
        connect(m_history, &HistoryPage::closeRequested, this, &RoutingView::showPicture);
        connect(m_history, &HistoryPage::notice, this, &RoutingView::notice);
    }
    m_history->open();
    m_pages->setCurrentWidget(m_history);
    m_toolbar->setPage(tr("What was applied"));
    m_history->list()->setFocus(Qt::OtherFocusReason);
    Q_EMIT pageChanged();
}

void RoutingView::showPicture()
{
    m_pages->setCurrentWidget(m_rows);
    m_toolbar->setPage({});
    m_canvas->view()->setFocus(Qt::OtherFocusReason);
    Q_EMIT pageChanged();
}

bool RoutingView::isPictureShown() const
{
    return m_pages->currentWidget() == m_rows;
}

void RoutingView::showWhatIf(bool shown)
{
    if (shown && !m_whatIf) {
        m_whatIf = new WhatIfStrip(m_context, m_tab, m_rows);
        m_rows->addWidget(m_whatIf);
        m_rows->setStretchFactor(0, 1);
        m_rows->setStretchFactor(1, 0);
        connect(m_whatIf, &WhatIfStrip::closeRequested, this, [this] { showWhatIf(false); });
        connect(m_whatIf, &WhatIfStrip::runShown, m_canvas,
                [this](const bay::LivePicture &live) { m_canvas->showRun(live, m_whatIf->playedPicture()); });
        connect(m_whatIf, &WhatIfStrip::runTravelled, m_canvas->scene(), &BayScene::setPulses);
        connect(m_whatIf, &WhatIfStrip::runLeft, m_canvas, [this] { m_canvas->showRun({}); });
    }
    if (shown) {
        showPicture();
    }
    if (m_whatIf) {
        m_whatIf->setVisible(shown);
        if (!shown) {
            m_whatIf->player()->leave();
        }
    }
    m_toolbar->whatIfButton()->setChecked(shown);
    if (shown) {
        const bay::BayNode *node = m_tab.picture().node(current().toStdString());
        if (node && (node->kind == bay::NodeKind::Provider || node->kind == bay::NodeKind::Group)) {
            m_whatIf->setSelector(QString::fromStdString(node->name));
        }
        m_whatIf->focusFirst();
    } else {
        m_canvas->view()->setFocus();
    }
    makeRoom();
}

// The picture has less room beside a strip.
void RoutingView::makeRoom()
{
    const bool low = height() < lowHeight;
    if (m_whatIf) {
        m_whatIf->setCompact(low);
        m_canvas->setNarrowed(m_whatIf->isVisibleTo(m_rows), low);
    }
}

void RoutingView::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    makeRoom();
}

bool RoutingView::isWhatIfShown() const
{
    return m_whatIf && m_whatIf->isVisible();
}

void RoutingView::openSearch()
{
    if (isTextFocused() || m_toolbar->view() == RoutingToolbar::Text) {
        m_text->search()->open();
    } else {
        m_canvas->search()->open();
    }
}

void RoutingView::openReplacing()
{
    if (m_toolbar->view() == RoutingToolbar::Cables) {
        showView(RoutingToolbar::Split);
    }
    const QString selected = m_text->editor()->textCursor().selectedText();
    if (!selected.isEmpty() && !selected.contains(QChar::ParagraphSeparator)) {
        m_text->search()->setText(selected);
    }
    m_text->search()->openReplacing();
}

void RoutingView::tellChangedOnDisk()
{
    if (!m_onDisk) {
        m_onDisk = new DiskChangeBar(m_context.theme, m_tab, this);
        for (QWidget *room : { static_cast<QWidget *>(m_canvas), static_cast<QWidget *>(m_text), static_cast<QWidget *>(m_pages) }) {
            room->installEventFilter(this);
        }
        connect(this, &RoutingView::pageChanged, this, &RoutingView::placeDiskChange);
        connect(m_onDisk, &DiskChangeBar::notice, this, &RoutingView::notice);
        // What is edited meanwhile counts, and saving settles it.
        connect(&m_tab, &bay::ConfigTab::pictureChanged, m_onDisk, &DiskChangeBar::refresh);
        connect(&m_tab, &bay::ConfigTab::stateChanged, m_onDisk, [this] {
            if (m_tab.editedFrom().has_value() != m_onDisk->isVisibleTo(this)) {
                m_onDisk->refresh();
            }
        });
    }
    placeDiskChange();
    m_onDisk->refresh();
}

// Over the picture, else over the text; not over what stands beside or below it.
void RoutingView::placeDiskChange()
{
    if (m_onDisk) {
        const QWidget *work = m_canvas->isVisibleTo(m_split) ? static_cast<QWidget *>(m_canvas) : m_text;
        const QWidget *room = isPictureShown() ? work : m_pages;
        m_onDisk->placeOver({ room->mapTo(this, QPoint(0, 0)), room->size() });
    }
}

bool RoutingView::eventFilter(QObject *watched, QEvent *event)
{
    const bool moves = event->type() == QEvent::Resize || event->type() == QEvent::Move || event->type() == QEvent::Show || event->type() == QEvent::Hide;
    if (moves && (watched == m_canvas || watched == m_text || watched == m_pages)) {
        placeDiskChange();
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace patchbay
