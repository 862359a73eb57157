// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/pane_view.h"

#include "models/compare/comparison.h"
#include "models/compare/kind_turn.h"
#include "ui/compare/line.h"
#include "ui/compare/pane_figures.h"
#include "ui/compare/pane_header.h"
#include "ui/compare/turn_view.h"
#include "ui/shell/command.h"
#include "ui/widgets/metric_strip.h"
#include "ui/widgets/themed.h"

#include <QClipboard>
#include <QDesktopServices>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QScrollArea>
#include <QScrollBar>
#include <QTimer>
#include <QUrl>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace patchbay {

PaneView::PaneView(const CompareContext &context, Comparison &comparison, quint64 key, QWidget *parent)
    : QFrame(parent)
    , m_context(context)
    , m_comparison(comparison)
    , m_key(key)
    , m_header(new PaneHeader(context, comparison, this))
    , m_scroll(new QScrollArea(this))
    , m_followUp(new QLineEdit(this))
    , m_metrics(new MetricStrip(context.theme, this))
{
    setMinimumWidth(minimumPaneWidth);
    setBackground(this, context.theme, Role::Surface);
    createBody();
    createMenu();
    auto *follow = new QHBoxLayout;
    follow->setContentsMargins(12, 4, 12, 8);
    follow->addWidget(m_followUp);
    setCompactControls(m_followUp);
    m_followUp->setAccessibleName(tr("Continue in this pane"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_header);
    layout->addWidget(m_scroll, 1);
    layout->addLayout(follow);
    layout->addWidget(new Line(context.theme, Qt::Horizontal, this));
    auto *foot = new QHBoxLayout;
    foot->setContentsMargins(12, 6, 12, 8);
    foot->addWidget(m_metrics);
    layout->addLayout(foot);
    connect(m_header, &PaneHeader::selected, this, [this] { Q_EMIT selected(m_key); });
    connect(m_header, &PaneHeader::copyRequested, this, &PaneView::copyAnswer);
    connect(m_header, &PaneHeader::retryRequested, this, [this] { m_comparison.retryPane(index()); });
    connect(m_followUp, &QLineEdit::returnPressed, this, [this] {
        m_comparison.continuePane(index(), m_followUp->text());
    });
    connect(m_followUp, &QLineEdit::textChanged, this,
            [this](const QString &text) { m_comparison.setFollowUpText(index(), text); });
    refresh();
}

void PaneView::createBody()
{
    auto *content = new QWidget;
    content->setObjectName(QStringLiteral("paneContent"));
    setBackground(content, m_context.theme, Role::Surface);
    m_body = new QVBoxLayout(content);
    m_body->setContentsMargins(12, 10, 12, 12);
    m_body->setSpacing(12);
    m_note = new QLabel(content);
    setTextStyle(m_note, m_context.theme, TypeStep::Body, Role::Muted);
    m_note->setWordWrap(true);
    m_body->addWidget(m_note);
    m_body->addStretch(1);
    m_scroll->setWidget(content);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFocusPolicy(Qt::StrongFocus);
    m_scroll->installEventFilter(this);
    m_followUp->installEventFilter(this);
    m_scroll->viewport()->installEventFilter(this);
}

void PaneView::createMenu()
{
    QMenu *menu = m_header->menu();
    connect(menu, &QMenu::aboutToShow, this, [this, menu] {
        Q_EMIT selected(m_key);
        menu->clear();
        const int at = index();
        const TurnLive *turn = m_comparison.lastTurn(at);
        const bool running = turn != nullptr && turn->isRunning();
        menu->addAction(running ? tr("Stop") : tr("Run this pane"), this,
                        [this, running] { running ? m_comparison.stopPane(index()) : m_comparison.runPane(index()); });
        menu->addAction(tr("Model and parameters…"), this, [this] {
            Q_EMIT selected(m_key);
            m_context.commands.trigger(u"window.showInspector"_s);
        });
        menu->addAction(tr("Duplicate"), this,
                        [this] {
                            PaneRecord copy = m_comparison.pane(index());
                            copy.turns.clear();
                            copy.followUpText.clear();
                            m_comparison.addPane(copy);
                        })
            ->setEnabled(m_comparison.paneCount() < Comparison::maximumPanes);
        menu->addSeparator();
        menu->addAction(tr("Move left"), this, [this] { m_comparison.movePane(index(), index() - 1); })
            ->setEnabled(at > 0);
        menu->addAction(tr("Move right"), this, [this] { m_comparison.movePane(index(), index() + 1); })
            ->setEnabled(at + 1 < m_comparison.paneCount());
        menu->addSeparator();
        menu->addAction(tr("Remove"), this, [this] { m_comparison.removePane(index()); })
            ->setEnabled(m_comparison.paneCount() > 1);
    });
}

int PaneView::index() const
{
    return m_comparison.indexOfPane(m_key);
}

void PaneView::setSelected(bool selected)
{
    m_header->setSelected(selected);
}

bool PaneView::isAtEnd() const
{
    const QScrollBar *bar = m_scroll->verticalScrollBar();
    return bar->value() >= bar->maximum() - 4;
}

void PaneView::refresh()
{
    const int at = index();
    if (at < 0) {
        return;
    }
    const bool following = isAtEnd();
    m_header->refresh(at);
    refreshTurns(at);
    refreshFollowUp(at);
    refreshMetrics(at);
    const TurnLive *turn = m_comparison.lastTurn(at);
    // What comes in one piece is read from its start.
    if (following && turn != nullptr && !turn->text.isEmpty() && turn->kind.isEmpty()) {
        // The layout knows its new height only later.
        QTimer::singleShot(
            0, this, [this] { m_scroll->verticalScrollBar()->setValue(m_scroll->verticalScrollBar()->maximum()); });
    }
}

void PaneView::refreshHeader()
{
    if (const int at = index(); at >= 0) {
        m_header->refresh(at);
    }
}

TurnView *PaneView::addTurn()
{
    auto *view = new TurnView(m_context.theme, m_turns.isEmpty(), m_scroll->widget());
    m_body->insertWidget(m_body->count() - 1, view);
    m_turns.append(view);
    connect(view, &TurnView::retryNowRequested, this, [this] { m_comparison.retryPane(index()); });
    connect(view, &TurnView::retryLaterRequested, this,
            [this](qint64 wait) { m_comparison.retryLater(index(), wait); });
    connect(view, &TurnView::cancelRetryRequested, this, [this] { m_comparison.cancelRetry(index()); });
    connect(view, &TurnView::notice, this, &PaneView::notice);
    connect(view, &TurnView::linkActivated, this, [](const QUrl &address) { QDesktopServices::openUrl(address); });
    return view;
}

void PaneView::refreshTurns(int at)
{
    const QList<TurnLive> &turns = m_comparison.turns(at);
    while (m_turns.size() > turns.size()) {
        m_turns.takeLast()->deleteLater();
    }
    const qsizetype known = m_turns.size();
    while (m_turns.size() < turns.size()) {
        addTurn();
    }
    for (qsizetype turn = 0; turn < turns.size(); ++turn) {
        // Earlier turns do not change any more, except that the last but one got its follow-up.
        if (turn + 2 >= turns.size() || turn >= known) {
            const bool answered = !turns[turn].toolCalls.isEmpty() && turn + 1 < turns.size();
            m_turns[turn]->setTurn(turns[turn], m_comparison.retryDue(at),
                                   answered ? turns[turn + 1].userText : QString());
        }
    }
    m_body->invalidate();
    m_note->setVisible(turns.isEmpty());
    if (turns.isEmpty()) {
        const ModelFacts facts = m_context.models.facts(m_comparison.pane(at).model);
        const QStringList notes { facts.problem.isEmpty() ? facts.note : facts.problem, kindHint(facts.kind) };
        m_note->setText(notes.join(u'\n').trimmed());
    }
}

void PaneView::refreshFollowUp(int at)
{
    const TurnLive *turn = m_comparison.lastTurn(at);
    const bool answered = turn != nullptr && turn->kind.isEmpty() && turn->isFinished()
        && turn->state != PaneState::Failed
        && (!turn->text.isEmpty() || !turn->toolCalls.isEmpty());
    if (!answered && m_followUp->hasFocus()) {
        // Else the focus would go on to the next pane.
        m_scroll->setFocus();
    }
    m_followUp->setVisible(answered);
    if (const QString &typed = m_comparison.pane(at).followUpText; m_followUp->text() != typed) {
        m_followUp->setText(typed);
    }
    if (!answered) {
        return;
    }
    const QString prompt =
        turn->toolCalls.isEmpty() ? tr("Continue in this pane") : tr("Result of %1").arg(turn->toolCalls.first().name);
    m_followUp->setPlaceholderText(prompt);
    m_followUp->setAccessibleName(prompt);
}

void PaneView::refreshMetrics(int at)
{
    const ModelFacts facts = m_context.models.facts(m_comparison.pane(at).model);
    const PaneFigures figures = paneFigures(m_comparison.lastTurn(at), facts);
    m_metrics->setMetrics({ { tr("TTFT"), figures.firstToken, m_best.contains(MetricKind::FirstToken) },
                            { tr("total"), figures.total, m_best.contains(MetricKind::Total) },
                            { tr("tok/s"), figures.tokensPerSecond, m_best.contains(MetricKind::TokensPerSecond) },
                            { tr("cost"), figures.cost, m_best.contains(MetricKind::Cost) } });
    m_metrics->setDetail(figures.detail);
}

void PaneView::setBest(const QSet<MetricKind> &best)
{
    if (m_best != best) {
        m_best = best;
        if (const int at = index(); at >= 0) {
            refreshMetrics(at);
        }
    }
}

void PaneView::copyAnswer()
{
    const TurnLive *turn = m_comparison.lastTurn(index());
    if (turn == nullptr) {
        return;
    }
    if (turn->text.isEmpty() && !turn->media.isEmpty()) {
        QGuiApplication::clipboard()->setImage(QImage::fromData(turn->media.first().data));
        return;
    }
    const QString chosen = m_turns.isEmpty() ? QString() : m_turns.last()->selectedText();
    QGuiApplication::clipboard()->setText(chosen.isEmpty() ? turn->text : chosen);
}

void PaneView::focusAnswer()
{
    m_scroll->setFocus();
}

bool PaneView::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::FocusIn || event->type() == QEvent::MouseButtonPress) {
        Q_EMIT selected(m_key);
    }
    return QFrame::eventFilter(watched, event);
}

} // namespace patchbay
