// SPDX-License-Identifier: GPL-3.0-or-later
//
// Running: which turns are asked when, and what comes back.
#include "models/compare/comparison_incoming.h"
#include "models/compare/kind_turn.h"
#include "models/compare/prompt_template.h"
#include "models/compare/turn_events.h"
#include "providers/core/ids.h"

#include <QDateTime>

#include <algorithm>
#include <set>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr int retryTickMilliseconds = 200;

qint64 milliseconds(SteadyTime time)
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

} // namespace

Comparison::Incoming::Incoming(Comparison &owner)
    : comparison(owner)
    , bridge(owner.m_parts.clock, [this](std::vector<ArrivedEvent> batch) { take(batch); })
{
    retryTimer.setInterval(retryTickMilliseconds);
    QObject::connect(&retryTimer, &QTimer::timeout, &bridge, [this] {
        bool waiting = false;
        for (int index = 0; index < comparison.paneCount(); ++index) {
            const qint64 due = comparison.retryDue(index);
            if (due == 0) {
                comparison.retryPane(index);
            } else if (due > 0) {
                waiting = true;
                Q_EMIT comparison.paneChanged(index);
            }
        }
        if (!waiting) {
            retryTimer.stop();
        }
    });
}

void Comparison::Incoming::take(const std::vector<ArrivedEvent> &batch)
{
    std::set<quint64> touched;
    std::vector<quint64> finished;
    for (const ArrivedEvent &arrived : batch) {
        const auto pane = std::ranges::find(comparison.m_panes, arrived.call, &PaneRuntime::call);
        if (pane == comparison.m_panes.end() || pane->turns.isEmpty()) {
            continue;
        }
        TurnLive &turn = pane->turns.last();
        // Of the model that was asked: the pane may have another by now.
        const QString provider = comparison.models().facts(turn.model).providerName;
        const Microseconds since = arrived.at - pane->running->started;
        if (const auto *ended = std::get_if<KindEnded>(&arrived.event)) {
            applyKindAnswer(turn, ended->answer, since, provider);
        } else {
            applyEvent(turn, std::get<EngineEvent>(arrived.event), since, provider);
            estimate(turn, *pane, arrived.lastAt);
        }
        touched.insert(pane->key);
        if (turn.isFinished()) {
            pane->call = 0;
            pane->running.reset();
            finished.push_back(pane->key);
        }
    }
    // A slot may add or remove panes, so each is looked up again.
    for (const quint64 key : finished) {
        if (const int index = comparison.indexOfPane(key); index >= 0) {
            comparison.finishTurn(index);
        }
    }
    for (const quint64 key : touched) {
        if (const int index = comparison.indexOfPane(key); index >= 0) {
            Q_EMIT comparison.paneChanged(index);
        }
    }
    comparison.updateRunning();
}

void Comparison::Incoming::estimate(TurnLive &turn, const PaneRuntime &pane, SteadyTime lastAt) const
{
    TurnMetrics &metrics = turn.metrics;
    if (turn.state != PaneState::Streaming || !metrics.usageEstimated) {
        return;
    }
    metrics.totalMicroseconds = (lastAt - pane.running->started).count();
    metrics.inputTokens = pane.running->inputTokens;
    const std::optional<qint64> cost =
        comparison.models().cost(turn.model, pane.running->inputTokens, metrics.outputTokens.value_or(0));
    metrics.costNanoDollars = cost.value_or(-1);
    metrics.costBasis = cost ? u"estimated"_s : u"unknown"_s;
    metrics.costLines = comparison.models().costLines(turn.model, metrics);
}

Comparison::~Comparison()
{
    for (const PaneRuntime &pane : m_panes) {
        if (pane.running && pane.running->completion) {
            pane.running->completion->cancel();
        }
    }
}

bool Comparison::isRunning() const
{
    return std::ranges::any_of(m_panes, [](const PaneRuntime &pane) { return pane.call != 0; });
}

void Comparison::updateRunning()
{
    const bool running = isRunning();
    if (running != m_wasRunning) {
        m_wasRunning = running;
        Q_EMIT runningChanged();
    }
}

QString Comparison::whyNotRun() const
{
    if (isRunning()) {
        return u"A run is under way; stop it first"_s;
    }
    if (m_draft.userText.trimmed().isEmpty() && m_draft.attachments.isEmpty()) {
        return u"Write a prompt first"_s;
    }
    for (const QString &name : variableNames()) {
        // An empty value is a value once somebody chose it.
        if (!std::ranges::contains(m_draft.variables, name, &Variable::name)) {
            return u"Give {{%1}} a value first; \\{{%1}} keeps it as text"_s.arg(name);
        }
    }
    const bool anyModel =
        std::ranges::any_of(m_draft.panes, [](const PaneRecord &pane) { return !pane.model.trimmed().isEmpty(); });
    return anyModel ? QString() : u"Choose a model first"_s;
}

bool Comparison::isOutdated(int index) const
{
    const QList<TurnLive> &answered = turns(index);
    if (answered.isEmpty()) {
        return false;
    }
    return answered.first().userText != fillVariables(m_draft.userText, m_draft.variables)
        || m_draft.systemText != m_ran.systemText || m_draft.toolsJson != m_ran.toolsJson
        || m_draft.responseFormatJson != m_ran.responseFormatJson || m_draft.attachments != m_ran.attachments;
}

void Comparison::takePromptOf(const RunRecord &draft)
{
    m_ran = draft;
    m_ran.panes.clear();
}

void Comparison::run()
{
    if (!whyNotRun().isEmpty()) {
        return;
    }
    // A new run of its own in the history; the earlier one stays there as it was.
    m_draft.id = QString::fromStdString(makeId("run_", m_parts.clock.now(), m_incoming->random));
    m_draft.created = QDateTime::currentDateTimeUtc();
    takePromptOf(m_draft);
    for (int index = 0; index < paneCount(); ++index) {
        runtime(index).turns.clear();
        m_draft.panes[index].turns.clear();
        startTurn(index, fillVariables(m_ran.userText, m_ran.variables));
    }
    Q_EMIT draftChanged();
}

void Comparison::runPane(int index)
{
    if (runtime(index).call != 0 || m_draft.userText.trimmed().isEmpty()) {
        return;
    }
    if (m_draft.id.isEmpty()) {
        m_draft.id = QString::fromStdString(makeId("run_", m_parts.clock.now(), m_incoming->random));
        m_draft.created = QDateTime::currentDateTimeUtc();
    }
    takePromptOf(m_draft);
    runtime(index).turns.clear();
    m_draft.panes[index].turns.clear();
    startTurn(index, fillVariables(m_ran.userText, m_ran.variables));
    Q_EMIT draftChanged();
}

void Comparison::continuePane(int index, const QString &text)
{
    const TurnLive *last = lastTurn(index);
    if (text.trimmed().isEmpty() || last == nullptr || !last->isFinished()) {
        return;
    }
    setFollowUpText(index, {});
    startTurn(index, fillVariables(text, m_draft.variables));
}

void Comparison::stop()
{
    for (int index = 0; index < paneCount(); ++index) {
        stopPane(index);
    }
}

void Comparison::stopPane(int index)
{
    cancelRetry(index);
    PaneRuntime &pane = runtime(index);
    if (pane.running && pane.running->completion) {
        pane.running->completion->cancel();
    }
}

void Comparison::retryPane(int index)
{
    PaneRuntime &pane = runtime(index);
    if (pane.call != 0) {
        return;
    }
    if (pane.turns.isEmpty()) {
        runPane(index);
        return;
    }
    const QString userText = pane.turns.last().userText;
    dropLastTurn(index);
    // What was mended since, so that a pane that failed over a comma can be asked again.
    m_ran.toolsJson = m_draft.toolsJson;
    m_ran.responseFormatJson = m_draft.responseFormatJson;
    startTurn(index, userText);
    Q_EMIT draftChanged();
}

void Comparison::retryFailed()
{
    for (int index = 0; index < paneCount(); ++index) {
        if (state(index) == PaneState::Failed) {
            retryPane(index);
        }
    }
}

int Comparison::failedCount() const
{
    int count = 0;
    for (int index = 0; index < paneCount(); ++index) {
        count += state(index) == PaneState::Failed ? 1 : 0;
    }
    return count;
}

void Comparison::retryLater(int index, qint64 wait)
{
    runtime(index).retryAtMilliseconds = milliseconds(m_parts.clock.steadyNow()) + wait;
    m_incoming->retryTimer.start();
    Q_EMIT paneChanged(index);
}

void Comparison::cancelRetry(int index)
{
    if (runtime(index).retryAtMilliseconds >= 0) {
        runtime(index).retryAtMilliseconds = -1;
        Q_EMIT paneChanged(index);
    }
}

qint64 Comparison::retryDue(int index) const
{
    const qint64 at = m_panes[static_cast<std::size_t>(index)].retryAtMilliseconds;
    return at < 0 ? -1 : std::max<qint64>(0, at - milliseconds(m_parts.clock.steadyNow()));
}

double Comparison::tokensPerSecond() const
{
    double sum = 0;
    for (const PaneRuntime &pane : m_panes) {
        if (pane.call != 0 && !pane.turns.isEmpty() && pane.turns.last().state == PaneState::Streaming) {
            sum += std::max(0.0, pane.turns.last().metrics.tokensPerSecond());
        }
    }
    return sum;
}

qint64 Comparison::costNanoDollars() const
{
    qint64 sum = -1;
    for (const PaneRuntime &pane : m_panes) {
        for (const TurnLive &turn : pane.turns) {
            if (turn.metrics.costNanoDollars >= 0) {
                sum = std::max<qint64>(sum, 0) + turn.metrics.costNanoDollars;
            }
        }
    }
    return sum;
}

} // namespace patchbay
