// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/compare/comparison_set.h"

#include "models/compare/turn_storage.h"

#include <QElapsedTimer>
#include <QUuid>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr qsizetype maximumClosed = 32;
// Saving the answers that stream takes at most this part of the GUI thread's time, however long they are.
constexpr qint64 pausePerSaving = 20;
const QString currentTabKey = u"compare.currentTab"_s;

bool hasInterrupted(const RunRecord &draft)
{
    return std::ranges::any_of(draft.panes,
                               [](const PaneRecord &pane) { return std::ranges::any_of(pane.turns, isInterrupted); });
}

} // namespace

ComparisonSet::ComparisonSet(const ComparisonParts &parts, RunStore &runs, SessionStore &session, QObject *parent)
    : QObject(parent)
    , m_parts(parts)
    , m_runs(runs)
    , m_session(session)
{
    m_saveTimer.setSingleShot(true);
    m_saveTimer.setInterval(saveDelayMilliseconds);
    connect(&m_saveTimer, &QTimer::timeout, this, &ComparisonSet::saveNow);
    m_runningTimer.setSingleShot(true);
    connect(&m_runningTimer, &QTimer::timeout, this, &ComparisonSet::saveRunning);
}

ComparisonSet::~ComparisonSet()
{
    for (Tab &tab : m_tabs) {
        tab.dirty = tab.dirty || tab.comparison->isRunning();
    }
    saveNow();
}

QString ComparisonSet::newTabId()
{
    return u"tab_"_s + QUuid::createUuid().toString(QUuid::WithoutBraces);
}

void ComparisonSet::restore(const RunRecord &first)
{
    const Result<QList<SessionTab>> stored = m_session.tabs();
    if (!stored) {
        Q_EMIT storageFailed(u"The last session cannot be read: "_s + QString::fromStdString(stored.error().message));
    } else {
        int damaged = 0;
        for (const SessionTab &tab : *stored) {
            if (tab.damaged) {
                setAside(tab);
                ++damaged;
            } else if (tab.kind == u"compare") {
                insert(tab, count());
                m_tabs.back().dirty = false;
            }
        }
        if (damaged > 0) {
            Q_EMIT storageFailed(u"%1 of the last session cannot be read; what is stored of it is kept."_s.arg(
                damaged == 1 ? u"A tab"_s : u"%1 tabs"_s.arg(damaged)));
        }
    }
    if (m_tabs.empty()) {
        open(first);
        return;
    }
    const int current = m_session.value(currentTabKey).toInt();
    m_current = -1;
    Q_EMIT tabsChanged();
    setCurrent(std::clamp(current, 0, count() - 1));
}

// Out of the tabs, so that it is said once; somebody may still want to read it.
void ComparisonSet::setAside(const SessionTab &tab)
{
    const Result<void> kept = m_session.setValue(u"damaged."_s + tab.id, *tab.damaged);
    report(kept.and_then([&] { return m_session.removeTab(tab.id); }), u"A damaged tab"_s);
}

int ComparisonSet::indexOf(const Comparison *comparison) const
{
    const auto found =
        std::ranges::find_if(m_tabs, [comparison](const Tab &tab) { return tab.comparison.get() == comparison; });
    return found == m_tabs.end() ? -1 : static_cast<int>(found - m_tabs.begin());
}

void ComparisonSet::setCurrent(int index)
{
    if (index < 0 || index >= count() || index == m_current) {
        return;
    }
    m_current = index;
    report(m_session.setValue(currentTabKey, QByteArray::number(index)), u"The current tab"_s);
    Q_EMIT currentChanged();
}

void ComparisonSet::insert(const SessionTab &stored, int position)
{
    Tab tab;
    tab.id = stored.id;
    tab.viewState = stored.viewState;
    tab.comparison = std::make_unique<Comparison>(m_parts, stored.draft);
    if (!stored.draft.id.isEmpty()) {
        const Result<RunRecord> run = m_runs.load(stored.draft.id);
        if (run) {
            tab.comparison->setLastRun(*run);
        }
        if (hasInterrupted(stored.draft) && (!run || run->panes != stored.draft.panes)) {
            saveRun(tab.comparison->lastRun());
        }
    }
    connectTab(tab.comparison.get());
    m_tabs.insert(m_tabs.begin() + position, std::move(tab));
}

void ComparisonSet::connectTab(Comparison *comparison)
{
    connect(comparison, &Comparison::draftChanged, this, [this, comparison] { markDirty(comparison); });
    connect(comparison, &Comparison::titleChanged, this, &ComparisonSet::tabsChanged);
    connect(comparison, &Comparison::turnFinished, this, [this, comparison] { saveRun(comparison->lastRun()); });
    connect(comparison, &Comparison::paneChanged, this, &ComparisonSet::activityChanged);
    connect(comparison, &Comparison::runningChanged, this, &ComparisonSet::activityChanged);
    connect(comparison, &Comparison::runningChanged, this, [this] {
        if (!m_runningTimer.isActive()) {
            m_runningTimer.start(runningSaveMilliseconds);
        }
    });
}

Comparison &ComparisonSet::open(RunRecord draft)
{
    SessionTab tab;
    tab.id = newTabId();
    tab.draft = std::move(draft);
    if (tab.draft.title.isEmpty()) {
        tab.draft.title = count() == 0 ? u"Comparison"_s : u"Comparison %1"_s.arg(count() + 1);
    }
    insert(tab, count());
    m_saveTimer.start();
    Q_EMIT tabsChanged();
    setCurrent(count() - 1);
    return *m_tabs.back().comparison;
}

Comparison &ComparisonSet::openNew()
{
    RunRecord draft;
    if (m_current >= 0) {
        const RunRecord &from = at(m_current).draft();
        draft.syncParameters = from.syncParameters;
        for (const PaneRecord &pane : from.panes) {
            draft.panes.append({ pane.model, pane.systemText, pane.parameters, {}, {} });
        }
    }
    return open(draft);
}

Result<void> ComparisonSet::openRun(const QString &runId)
{
    const auto found =
        std::ranges::find_if(m_tabs, [&runId](const Tab &tab) { return tab.comparison->draft().id == runId; });
    if (found != m_tabs.end()) {
        setCurrent(static_cast<int>(found - m_tabs.begin()));
        return {};
    }
    Result<RunRecord> run = m_runs.load(runId);
    if (!run) {
        return std::unexpected(run.error());
    }
    open(std::move(*run));
    return {};
}

void ComparisonSet::close(int index)
{
    if (index < 0 || index >= count()) {
        return;
    }
    Tab closing = std::move(m_tabs[static_cast<std::size_t>(index)]);
    if (closing.comparison->isRunning()) {
        saveRun(closing.comparison->lastRunIfEndedNow());
    }
    m_closed.append({ closing.id, u"compare"_s, closing.comparison->draftIfEndedNow(), closing.viewState });
    closing.comparison->stop();
    if (m_closed.size() > maximumClosed) {
        m_closed.removeFirst();
    }
    m_tabs.erase(m_tabs.begin() + index);
    report(m_session.removeTab(closing.id), u"The closed tab"_s);
    for (Tab &tab : m_tabs) {
        tab.dirty = true; // positions moved
    }
    const int next = std::min(m_current > index ? m_current - 1 : m_current, count() - 1);
    m_current = -1;
    m_saveTimer.start();
    Q_EMIT tabsChanged();
    if (m_tabs.empty()) {
        openNew();
    } else {
        setCurrent(next);
    }
    // Views have let go of it by now.
    closing.comparison.release()->deleteLater();
}

void ComparisonSet::reopenClosed()
{
    if (m_closed.isEmpty()) {
        return;
    }
    insert(m_closed.takeLast(), count());
    m_saveTimer.start();
    Q_EMIT tabsChanged();
    setCurrent(count() - 1);
}

void ComparisonSet::setViewState(int index, const QString &state)
{
    Tab &tab = m_tabs[static_cast<std::size_t>(index)];
    if (tab.viewState != state) {
        tab.viewState = state;
        markDirty(tab.comparison.get());
    }
}

void ComparisonSet::markDirty(const Comparison *comparison)
{
    if (const int index = indexOf(comparison); index >= 0) {
        m_tabs[static_cast<std::size_t>(index)].dirty = true;
        // Not restarted: typing without a pause is saved twice a second all the same.
        if (!m_saveTimer.isActive()) {
            m_saveTimer.start();
        }
    }
}

void ComparisonSet::saveNow()
{
    m_saveTimer.stop();
    for (int index = 0; index < count(); ++index) {
        Tab &tab = m_tabs[static_cast<std::size_t>(index)];
        if (!tab.dirty) {
            continue;
        }
        const Result<void> saved =
            m_session.saveTab({ tab.id, u"compare"_s, tab.comparison->draftIfEndedNow(), tab.viewState }, index);
        tab.dirty = !saved.has_value();
        report(saved, u"What you typed"_s);
    }
}

void ComparisonSet::saveRunning()
{
    bool running = false;
    for (Tab &tab : m_tabs) {
        const bool runs = tab.comparison->isRunning();
        running = running || runs;
        tab.dirty = tab.dirty || runs;
    }
    if (!running) {
        return;
    }
    QElapsedTimer taken;
    taken.start();
    saveNow();
    m_runningTimer.start(int(std::max<qint64>(runningSaveMilliseconds, taken.elapsed() * pausePerSaving)));
}

void ComparisonSet::saveRun(const RunRecord &run)
{
    const Result<QString> saved = m_runs.save(run);
    if (!saved) {
        report(std::unexpected(saved.error()), u"The run"_s);
    }
}

void ComparisonSet::report(const Result<void> &result, const QString &what)
{
    if (!result) {
        Q_EMIT storageFailed(u"%1 could not be saved: %2"_s.arg(what, QString::fromStdString(result.error().message)));
    }
}

} // namespace patchbay
