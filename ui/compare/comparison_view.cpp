// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/comparison_view.h"

#include "models/compare/comparison.h"
#include "ui/compare/compare_toolbar.h"
#include "ui/compare/diff_page.h"
#include "ui/compare/line.h"
#include "ui/compare/pane_grid.h"
#include "ui/compare/pane_view.h"
#include "ui/compare/prompt_area.h"
#include "ui/shell/command.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/themed.h"

#include <QResizeEvent>
#include <QStackedWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace patchbay {

ComparisonView::ComparisonView(const CompareContext &context, Comparison &comparison, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_comparison(comparison)
    , m_toolbar(new CompareToolbar(context, comparison, this))
    , m_prompt(new PromptArea(context, comparison, this))
    , m_stack(new QStackedWidget(this))
    , m_grid(new PaneGrid(context, comparison, this))
{
    setBackground(this, context.theme, Role::Surface);
    auto *panes = new QWidget(this);
    auto *column = new QVBoxLayout(panes);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_prompt);
    column->addWidget(new Line(context.theme, Qt::Horizontal, panes));
    column->addWidget(m_grid, 1);
    m_stack->addWidget(panes);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_toolbar);
    layout->addWidget(m_stack, 1);
    connect(m_toolbar, &CompareToolbar::viewChanged, this, &ComparisonView::applyView);
    connect(m_toolbar, &CompareToolbar::syncToggled, this,
            [this](bool on) { m_comparison.setSync(on, m_grid->selected()); });
    connect(m_grid, &PaneGrid::selectionChanged, this, &ComparisonView::selectionChanged);
    connect(&comparison, &Comparison::runningChanged, this, [this] {
        if (m_comparison.isRunning() && m_card != nullptr) {
            setFirstRun(false);
            Q_EMIT firstRunEnded();
        }
    });
}

bool ComparisonView::isDiff() const
{
    return m_toolbar->view() == CompareToolbar::Diff;
}

QString ComparisonView::whyNoDiff() const
{
    int answers = 0;
    for (int index = 0; index < m_comparison.paneCount(); ++index) {
        const TurnLive *turn = m_comparison.lastTurn(index);
        answers += turn != nullptr && !turn->text.isEmpty() ? 1 : 0;
    }
    return answers < 2 ? tr("A diff needs two answers") : QString();
}

void ComparisonView::showDiff(bool on)
{
    m_toolbar->setView(on ? CompareToolbar::Diff : CompareToolbar::Panes);
}

void ComparisonView::applyView()
{
    if (isDiff() && m_diff == nullptr) {
        m_diff = new DiffPage(m_context, m_comparison, this);
        m_stack->addWidget(m_diff);
        m_toolbar->setDiffControls(m_diff->pickers());
    }
    if (isDiff()) {
        m_diff->choosePanes(m_grid->selected());
        m_stack->setCurrentWidget(m_diff);
    } else {
        m_stack->setCurrentIndex(0);
    }
    Q_EMIT viewChanged();
}

void ComparisonView::setFirstRun(bool first)
{
    if (first == isFirstRun()) {
        return;
    }
    m_toolbar->setRunIsPrimary(!first);
    if (!first) {
        m_card->deleteLater();
        m_card = nullptr;
        return;
    }
    m_card =
        new EmptyState(m_context.theme, tr("Press Run: four simulated models answer here, offline, no key needed."),
                       m_stack->widget(0));
    m_card->setDetail(tr("Their answers, timings and errors are made up but go through the real engine."));
    m_card->setButton(tr("Run the comparison"), u"media-playback-start"_s,
                      CompareToolbar::shortcutText(m_context.commands, u"compare.run"_s));
    m_card->setNote(tr("Or change the prompt first. Nothing is sent anywhere."));
    connect(m_card, &EmptyState::activated, this, [this] { m_context.commands.trigger(u"compare.run"_s); });
    m_card->show();
    placeCard();
}

void ComparisonView::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    // The panes below are laid out after this.
    QMetaObject::invokeMethod(this, &ComparisonView::placeCard, Qt::QueuedConnection);
}

void ComparisonView::placeCard()
{
    if (m_card == nullptr) {
        return;
    }
    layout()->activate();
    m_stack->widget(0)->layout()->activate();
    const QRect panes = m_grid->geometry();
    const QSize size(std::min(660, panes.width() - 48),
                     m_card->hasHeightForWidth() ? m_card->heightForWidth(std::min(660, panes.width() - 48))
                                                 : m_card->sizeHint().height());
    // A little above the middle, where the eye is.
    m_card->setGeometry(panes.left() + (panes.width() - size.width()) / 2,
                        panes.top() + std::max(12, (panes.height() - size.height()) * 38 / 100), size.width(),
                        size.height());
    m_card->raise();
}

void ComparisonView::addPane()
{
    PaneRecord pane;
    const PaneRecord &from = m_comparison.pane(m_grid->selected());
    pane.parameters = from.parameters;
    pane.model = from.model;
    const int index = m_comparison.addPane(pane);
    if (index >= 0) {
        m_grid->select(index);
    }
}

void ComparisonView::focusPane(int index)
{
    showDiff(false);
    if (PaneView *view = m_grid->view(index)) {
        m_grid->select(index);
        view->focusAnswer();
    }
}

} // namespace patchbay
