// SPDX-License-Identifier: GPL-3.0-or-later
//
// ComparisonSet: the open comparisons, in the order of their tabs, and their way to the disk.
//
// A draft is written at most half a second after it changed, a run after every finished turn. Answers
// that stream are written with the draft every second or so; what a crash cut off is restored as an
// interrupted answer and goes into the history then. A store that fails (full disk) loses nothing in memory: storageFailed says it, the next change
// tries again. Closed tabs come back with reopenClosed().
#pragma once

#include "models/compare/comparison.h"
#include "models/runs/run_store.h"

#include <QTimer>

namespace patchbay {

class ComparisonSet final : public QObject {
    Q_OBJECT
public:
    static constexpr int saveDelayMilliseconds = 500;
    static constexpr int runningSaveMilliseconds = 1'000;

    // Both stores outlive it.
    ComparisonSet(const ComparisonParts &parts, RunStore &runs, SessionStore &session, QObject *parent = nullptr);
    ~ComparisonSet() override; // writes what is not written yet

    // Opens the tabs of the last session, or `first` where there are none.
    void restore(const RunRecord &first);

    int count() const { return static_cast<int>(m_tabs.size()); }
    Comparison &at(int index) { return *m_tabs[static_cast<std::size_t>(index)].comparison; }
    const Comparison &at(int index) const { return *m_tabs[static_cast<std::size_t>(index)].comparison; }
    int indexOf(const Comparison *comparison) const;
    int current() const { return m_current; }
    void setCurrent(int index);

    // Opens a tab behind the last one and makes it current.
    Comparison &open(RunRecord draft);
    // An empty comparison with the models and parameters of the current one.
    Comparison &openNew();
    // Of the history; goes to its tab where it is open already.
    Result<void> openRun(const QString &runId);
    void close(int index);
    bool canReopen() const { return !m_closed.isEmpty(); }
    void reopenClosed();

    // JSON of the view, kept with the tab.
    QString viewState(int index) const { return m_tabs[static_cast<std::size_t>(index)].viewState; }
    void setViewState(int index, const QString &state);

    void saveNow();
    RunStore &runs() { return m_runs; }

Q_SIGNALS:
    void tabsChanged(); // opened, closed, renamed
    void currentChanged();
    void activityChanged(); // a run began, advanced or ended somewhere
    void storageFailed(const QString &sentence);

private:
    struct Tab {
        QString id;
        std::unique_ptr<Comparison> comparison;
        QString viewState;
        bool dirty = true;
    };

    void insert(const SessionTab &stored, int position);
    void setAside(const SessionTab &tab);
    void connectTab(Comparison *comparison);
    void markDirty(const Comparison *comparison);
    void saveRun(const RunRecord &run);
    void saveRunning();
    void report(const Result<void> &result, const QString &what);
    QString newTabId();

    ComparisonParts m_parts;
    RunStore &m_runs;
    SessionStore &m_session;
    std::vector<Tab> m_tabs;
    QList<SessionTab> m_closed;
    QTimer m_saveTimer;
    QTimer m_runningTimer;
    int m_current = -1;
};

} // namespace patchbay
