// SPDX-License-Identifier: GPL-3.0-or-later
//
// Comparison: the document behind one tab of the Compare panel: a prompt, 1–16 panes, their answers.
//
// Edits go to draft(); a run takes a copy of it, so that answers keep the prompt they belong to.
// Lives on the GUI thread; engine events arrive through an EventBridge, so signals come at most
// once in 33 ms per pane. Errors never stop the other panes: they are the pane's state.
#pragma once

#include "models/compare/estimate.h"
#include "providers/core/result.h"

#include <QObject>

#include <memory>
#include <vector>

namespace patchbay {

class CallStarter;
class Clock;

// What a comparison needs from outside; all outlive it.
struct ComparisonParts {
    CallStarter &calls;
    const ModelDirectory &models;
    const Clock &clock;
};

class Comparison final : public QObject {
    Q_OBJECT
public:
    static constexpr int maximumPanes = 16;

    Comparison(const ComparisonParts &parts, RunRecord draft, QObject *parent = nullptr);
    ~Comparison() override; // stops what runs

    // The prompt as it is typed now, and the panes with their finished turns.
    const RunRecord &draft() const { return m_draft; }
    // The answers with the prompt that they answer: what the history keeps. Empty id before a run.
    RunRecord lastRun() const;
    // Both with the turns that run now, as interrupted ones: what must not be lost if the process ends here.
    RunRecord draftIfEndedNow() const;
    RunRecord lastRunIfEndedNow() const;
    // The stored run that a restored draft belongs to.
    void setLastRun(const RunRecord &run) { m_ran = run; }
    const ModelDirectory &models() const { return m_parts.models; }

    void setTitle(const QString &title);
    void setSystemText(const QString &text);
    void setUserText(const QString &text);
    void setToolsJson(const QString &json);
    void setResponseFormatJson(const QString &json);
    void setVariable(const QString &name, const QString &value);
    QString variable(const QString &name) const;
    QStringList variableNames() const; // used in the prompt, in order
    void addAttachment(const Attachment &attachment);
    void removeAttachment(int index);
    RunEstimate estimate() const { return estimateRun(m_draft, m_parts.models); }

    int paneCount() const { return static_cast<int>(m_panes.size()); }
    const PaneRecord &pane(int index) const { return m_draft.panes[index]; }
    const QList<TurnLive> &turns(int index) const { return m_panes[static_cast<std::size_t>(index)].turns; }
    const TurnLive *lastTurn(int index) const;
    PaneState state(int index) const;
    // Stays with the pane when others come and go.
    quint64 paneKey(int index) const { return m_panes[static_cast<std::size_t>(index)].key; }
    int indexOfPane(quint64 key) const; // -1 when there is none
    // True when the pane's first answer is one to another prompt than the draft's.
    bool isOutdated(int index) const;
    int addPane(const PaneRecord &pane); // its index, -1 when there are 16
    void removePane(int index);
    bool canRestorePane() const { return !m_removed.empty(); }
    int restorePane(); // undoes the last removal
    void movePane(int from, int to);
    void setModel(int index, const QString &model);
    void setPaneSystemText(int index, const QString &text);
    void setFollowUpText(int index, const QString &text);
    // While parameters are in sync, of all panes.
    void setParameters(int index, const PaneParameters &parameters);
    // Turning it on gives all panes the parameters of `source`.
    void setSync(bool on, int source);

    bool isRunning() const;
    // Why run() would do nothing; empty when it would not.
    QString whyNotRun() const;
    void run(); // all panes, from the first turn
    void runPane(int index);
    void continuePane(int index, const QString &text);
    void stop();
    void stopPane(int index);
    // Asks again for the last turn.
    void retryPane(int index);
    void retryFailed();
    int failedCount() const;
    void retryLater(int index, qint64 milliseconds);
    void cancelRetry(int index);
    // Milliseconds until a retry that was set, -1 without one.
    qint64 retryDue(int index) const;
    double tokensPerSecond() const; // of what streams now
    qint64 costNanoDollars() const; // of the last run's known amounts, -1 without any

Q_SIGNALS:
    void draftChanged();
    void titleChanged();
    void panesChanged(); // added, removed, moved
    void paneEdited(int index); // model, parameters
    void paneChanged(int index); // its answer or state
    void turnFinished(int index);
    void runningChanged();

private:
    struct PaneRuntime;
    struct RemovedPane;
    struct Private;

    PaneRuntime &runtime(int index) { return m_panes[static_cast<std::size_t>(index)]; }
    void takePromptOf(const RunRecord &draft);
    void startTurn(int index, const QString &userText);
    Result<void> startChat(int index, const QString &userText);
    Result<void> startKind(int index, const QString &kind);
    void failTurn(int index, const QString &sentence);
    void finishTurn(int index);
    void dropLastTurn(int index);
    void setTurns(PaneRuntime &pane, const PaneRecord &record);
    void updateRunning();

    struct PaneRuntime {
        quint64 key = 0;
        QList<TurnLive> turns;
        quint64 call = 0; // of the turn under way, 0 when none
        std::shared_ptr<Private> running; // handle and start of that call
        qint64 retryAtMilliseconds = -1; // on the steady clock
    };
    struct RemovedPane {
        int index = 0;
        PaneRecord record;
    };

    ComparisonParts m_parts;
    RunRecord m_draft;
    RunRecord m_ran; // prompt of the last run; its panes are not used
    std::vector<PaneRuntime> m_panes;
    std::vector<RemovedPane> m_removed;
    quint64 m_nextNumber = 1;
    bool m_wasRunning = false;
    class Incoming;
    std::unique_ptr<Incoming> m_incoming;
};

} // namespace patchbay
