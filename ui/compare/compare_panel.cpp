// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/compare_panel.h"

#include "models/compare/comparison_set.h"
#include "ui/compare/comparison_view.h"
#include "ui/compare/diff_inspector.h"
#include "ui/compare/diff_page.h"
#include "ui/compare/first_run_inspector.h"
#include "ui/compare/history_view.h"
#include "ui/compare/pane_grid.h"
#include "ui/compare/pane_inspector.h"
#include "ui/compare/prompt_area.h"
#include "ui/compare/wire_view.h"
#include "ui/shell/command.h"
#include "ui/widgets/themed.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QStackedWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace patchbay {

ComparePanel::ComparePanel(const CompareContext &context, ComparisonSet &comparisons, QWidget *parent)
    : Panel(parent)
    , m_context(context)
    , m_set(comparisons)
    , m_stack(new QStackedWidget(this))
    , m_inspectors(new QStackedWidget(this))
{
    m_inspectors->hide();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);
    createInspectors();
    connectSet();
    addCompareCommands(context.commands, *this);
    showCurrent();
}

ComparePanel::~ComparePanel()
{
    for (const Command &command : QList<Command>(m_context.commands.commands())) {
        if (command.id.startsWith(u"compare.")) {
            m_context.commands.remove(command.id);
        }
    }
}

void ComparePanel::createInspectors()
{
    m_paneInspector = new PaneInspector(m_context, m_inspectors);
    m_firstRunInspector = new FirstRunInspector(m_context, m_inspectors);
    m_diffInspector = new DiffInspector(m_context, m_inspectors);
    m_wire = new WireView(m_context, m_inspectors);
    for (QWidget *page : QList<QWidget *> { m_paneInspector, m_firstRunInspector, m_diffInspector, m_wire }) {
        m_inspectors->addWidget(page);
    }
    connect(m_firstRunInspector, &FirstRunInspector::keyPasted, this, &ComparePanel::keyPasted);
    connect(m_firstRunInspector, &FirstRunInspector::localServersRequested, this, &ComparePanel::localServersRequested);
    connect(m_firstRunInspector, &FirstRunInspector::hideRequested, this, [this] {
        m_stepsHidden = true;
        updateInspector();
    });
    connect(m_paneInspector, &PaneInspector::wireRequested, this, [this] { showWire(true); });
    connect(m_paneInspector, &PaneInspector::diffRequested, this,
            [this] { m_context.commands.trigger(u"compare.diff"_s); });
    connect(m_wire, &WireView::closeRequested, this, [this] { showWire(false); });
}

void ComparePanel::connectSet()
{
    connect(&m_set, &ComparisonSet::tabsChanged, this, [this] {
        syncViews();
        Q_EMIT tabsChanged();
    });
    connect(&m_set, &ComparisonSet::currentChanged, this, [this] {
        showCurrent();
        Q_EMIT tabsChanged();
    });
    connect(&m_set, &ComparisonSet::activityChanged, this, &ComparePanel::queueChanged);
    connect(&m_set, &ComparisonSet::storageFailed, this, &ComparePanel::notice);
}

ComparisonView *ComparePanel::viewOf(Comparison &comparison)
{
    if (ComparisonView *known = m_views.value(&comparison)) {
        return known;
    }
    auto *view = new ComparisonView(m_context, comparison, m_stack);
    m_views.insert(&comparison, view);
    m_stack->addWidget(view);
    connect(view, &ComparisonView::selectionChanged, this, &ComparePanel::updateInspector);
    connect(view, &ComparisonView::firstRunEnded, this, [this] {
        m_firstRunInspector->markDone();
        updateInspector();
    });
    connect(view->grid(), &PaneGrid::notice, this, &ComparePanel::notice);
    connect(view->grid(), &PaneGrid::paneEntered, this, [this, view] {
        // Whoever goes to an answer wants to know about it; the steps are a command away.
        if (!view->isFirstRun() && m_firstRun == &view->comparison() && !m_stepsHidden) {
            m_stepsHidden = true;
            updateInspector();
        }
    });
    connect(view, &ComparisonView::viewChanged, this, [this] {
        m_wireShown = false;
        updateInspector();
        rememberView();
    });
    const QString state = m_set.viewState(m_set.indexOf(&comparison));
    if (QJsonDocument::fromJson(state.toUtf8())[u"view"].toString() == u"diff" && view->whyNoDiff().isEmpty()) {
        view->showDiff(true);
    }
    return view;
}

void ComparePanel::syncViews()
{
    for (auto entry = m_views.begin(); entry != m_views.end();) {
        if (m_set.indexOf(entry.key()) >= 0) {
            ++entry;
            continue;
        }
        if (m_firstRun == entry.key()) {
            m_firstRun = nullptr;
        }
        m_paneInspector->setPane(nullptr, 0);
        m_diffInspector->setPage(nullptr);
        m_stack->removeWidget(entry.value());
        // Gone before its comparison is: that one is deleted later too, but it was asked to first.
        delete entry.value();
        entry = m_views.erase(entry);
    }
}

void ComparePanel::showCurrent()
{
    if (m_set.current() < 0) {
        return;
    }
    m_wireShown = false;
    m_stack->setCurrentWidget(viewOf(m_set.at(m_set.current())));
    updateInspector();
}

ComparisonView *ComparePanel::currentView() const
{
    return m_set.current() < 0 ? nullptr : m_views.value(&m_set.at(m_set.current()));
}

void ComparePanel::beginFirstRun()
{
    if (ComparisonView *view = currentView()) {
        m_firstRun = &view->comparison();
        view->setFirstRun(true);
        updateInspector();
    }
}

void ComparePanel::showSteps()
{
    m_stepsHidden = false;
    m_wireShown = false;
    if (ComparisonView *view = currentView()) {
        m_firstRun = &view->comparison();
        view->showDiff(false);
    }
    updateInspector();
}

void ComparePanel::updateInspector()
{
    ComparisonView *view = currentView();
    if (view == nullptr) {
        return;
    }
    m_paneInspector->setPane(&view->comparison(), view->grid()->selected());
    m_wire->setPane(&view->comparison(), view->grid()->selected());
    m_diffInspector->setPage(view->isDiff() ? view->diff() : nullptr);
    if (m_wireShown) {
        m_inspectors->setCurrentWidget(m_wire);
    } else if (view->isDiff()) {
        m_inspectors->setCurrentWidget(m_diffInspector);
    } else if (m_firstRun == &view->comparison() && !m_stepsHidden) {
        m_inspectors->setCurrentWidget(m_firstRunInspector);
    } else {
        m_inspectors->setCurrentWidget(m_paneInspector);
    }
    Q_EMIT inspectorChanged();
}

void ComparePanel::rememberView()
{
    const ComparisonView *view = currentView();
    if (view != nullptr) {
        const QJsonObject state { { u"view"_s, view->isDiff() ? u"diff"_s : u"panes"_s } };
        m_set.setViewState(m_set.current(), QString::fromUtf8(QJsonDocument(state).toJson(QJsonDocument::Compact)));
    }
}

void ComparePanel::showWire(bool on)
{
    m_wireShown = on;
    updateInspector();
    if (on) {
        m_wire->setFocus();
    }
}

bool ComparePanel::isHistoryShown() const
{
    return m_history != nullptr && m_stack->currentWidget() == m_history;
}

void ComparePanel::showHistory(bool on)
{
    if (!on) {
        showCurrent();
        focusFirst();
        return;
    }
    if (m_history == nullptr) {
        m_history = new HistoryView(m_context, m_set.runs(), m_stack);
        m_stack->addWidget(m_history);
        connect(m_history, &HistoryView::openRequested, this, [this](const QString &runId) {
            if (const Result<void> opened = m_set.openRun(runId); !opened) {
                Q_EMIT notice(tr("The run cannot be opened: %1").arg(QString::fromStdString(opened.error().message)));
                return;
            }
            showCurrent();
        });
        connect(m_history, &HistoryView::closeRequested, this, [this] { showHistory(false); });
        connect(m_history, &HistoryView::failed, this, &ComparePanel::notice);
    }
    m_history->selectFirst();
    m_stack->setCurrentWidget(m_history);
    m_history->focusSearch();
}

QString ComparePanel::whyNoUndo() const
{
    if (isHistoryShown()) {
        return m_history->canUndoRemoval() ? QString() : tr("No run was deleted");
    }
    const ComparisonView *view = currentView();
    const bool pane = view != nullptr && const_cast<ComparisonView *>(view)->comparison().canRestorePane();
    return pane || m_set.canReopen() ? QString() : tr("Nothing was removed");
}

void ComparePanel::undo()
{
    if (isHistoryShown()) {
        m_history->undoRemoval();
        return;
    }
    ComparisonView *view = currentView();
    if (view != nullptr && view->comparison().canRestorePane()) {
        view->grid()->select(view->comparison().restorePane());
    } else {
        m_set.reopenClosed();
    }
}

} // namespace patchbay
