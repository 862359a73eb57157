// SPDX-License-Identifier: GPL-3.0-or-later
//
// The document: prompt and panes. Running is in comparison_run.cpp.
#include "models/compare/comparison.h"

#include "models/compare/comparison_incoming.h"
#include "models/compare/prompt_template.h"
#include "models/compare/turn_storage.h"

#include <algorithm>

namespace patchbay {

namespace {

// Removed panes that can come back.
constexpr std::size_t maximumRemoved = 32;

} // namespace

Comparison::Comparison(const ComparisonParts &parts, RunRecord draft, QObject *parent)
    : QObject(parent)
    , m_parts(parts)
    , m_draft(std::move(draft))
    , m_ran(m_draft)
    , m_incoming(std::make_unique<Incoming>(*this))
{
    if (m_draft.panes.isEmpty()) {
        m_draft.panes.append(PaneRecord {});
    }
    m_draft.panes.resize(std::min<qsizetype>(m_draft.panes.size(), maximumPanes));
    for (const PaneRecord &pane : std::as_const(m_draft.panes)) {
        PaneRuntime runtime;
        runtime.key = m_nextNumber++;
        setTurns(runtime, pane);
        m_panes.push_back(std::move(runtime));
    }
}

void Comparison::setTurns(PaneRuntime &pane, const PaneRecord &record)
{
    pane.turns.clear();
    for (const TurnRecord &turn : record.turns) {
        pane.turns.append(turnOf(turn));
    }
}

RunRecord Comparison::lastRun() const
{
    RunRecord run = m_ran;
    run.id = m_draft.id;
    run.created = m_draft.created;
    run.title = m_draft.title;
    run.syncParameters = m_draft.syncParameters;
    run.panes = m_draft.panes;
    for (PaneRecord &pane : run.panes) {
        pane.followUpText.clear();
    }
    return run;
}

RunRecord Comparison::draftIfEndedNow() const
{
    RunRecord draft = m_draft;
    for (std::size_t index = 0; index < m_panes.size(); ++index) {
        const QList<TurnLive> &turns = m_panes[index].turns;
        if (!turns.isEmpty() && turns.last().isRunning()) {
            draft.panes[static_cast<qsizetype>(index)].turns.append(recordOf(interrupted(turns.last())));
        }
    }
    return draft;
}

RunRecord Comparison::lastRunIfEndedNow() const
{
    RunRecord run = lastRun();
    const QList<PaneRecord> ended = draftIfEndedNow().panes;
    for (qsizetype index = 0; index < run.panes.size(); ++index) {
        run.panes[index].turns = ended[index].turns;
    }
    return run;
}

void Comparison::setTitle(const QString &title)
{
    if (m_draft.title != title) {
        m_draft.title = title;
        Q_EMIT titleChanged();
        Q_EMIT draftChanged();
    }
}

void Comparison::setSystemText(const QString &text)
{
    if (m_draft.systemText != text) {
        m_draft.systemText = text;
        Q_EMIT draftChanged();
    }
}

void Comparison::setUserText(const QString &text)
{
    if (m_draft.userText != text) {
        m_draft.userText = text;
        Q_EMIT draftChanged();
    }
}

void Comparison::setToolsJson(const QString &json)
{
    if (m_draft.toolsJson != json) {
        m_draft.toolsJson = json;
        Q_EMIT draftChanged();
    }
}

void Comparison::setResponseFormatJson(const QString &json)
{
    if (m_draft.responseFormatJson != json) {
        m_draft.responseFormatJson = json;
        Q_EMIT draftChanged();
    }
}

void Comparison::setVariable(const QString &name, const QString &value)
{
    const auto found = std::ranges::find(m_draft.variables, name, &Variable::name);
    if (found == m_draft.variables.end()) {
        m_draft.variables.append({ name, value });
    } else if (found->value == value) {
        return;
    } else {
        found->value = value;
    }
    Q_EMIT draftChanged();
}

QString Comparison::variable(const QString &name) const
{
    const auto found = std::ranges::find(m_draft.variables, name, &Variable::name);
    return found == m_draft.variables.end() ? QString() : found->value;
}

QStringList Comparison::variableNames() const
{
    QStringList texts { m_draft.userText, m_draft.systemText };
    for (const PaneRecord &pane : m_draft.panes) {
        texts.append(pane.systemText);
    }
    return patchbay::variableNames(texts);
}

void Comparison::addAttachment(const Attachment &attachment)
{
    m_draft.attachments.append(attachment);
    Q_EMIT draftChanged();
}

void Comparison::removeAttachment(int index)
{
    m_draft.attachments.removeAt(index);
    Q_EMIT draftChanged();
}

const TurnLive *Comparison::lastTurn(int index) const
{
    const QList<TurnLive> &all = turns(index);
    return all.isEmpty() ? nullptr : &all.last();
}

PaneState Comparison::state(int index) const
{
    const TurnLive *turn = lastTurn(index);
    return turn == nullptr ? PaneState::Ready : turn->state;
}

int Comparison::indexOfPane(quint64 key) const
{
    const auto found = std::ranges::find(m_panes, key, &PaneRuntime::key);
    return found == m_panes.end() ? -1 : static_cast<int>(found - m_panes.begin());
}

int Comparison::addPane(const PaneRecord &pane)
{
    if (paneCount() >= maximumPanes) {
        return -1;
    }
    PaneRuntime runtime;
    runtime.key = m_nextNumber++;
    setTurns(runtime, pane);
    m_draft.panes.append(pane);
    m_panes.push_back(std::move(runtime));
    Q_EMIT panesChanged();
    Q_EMIT draftChanged();
    return paneCount() - 1;
}

void Comparison::removePane(int index)
{
    if (paneCount() <= 1) {
        return;
    }
    stopPane(index);
    m_removed.push_back({ index, m_draft.panes.takeAt(index) });
    if (m_removed.size() > maximumRemoved) {
        m_removed.erase(m_removed.begin());
    }
    m_panes.erase(m_panes.begin() + index);
    Q_EMIT panesChanged();
    Q_EMIT draftChanged();
    updateRunning();
}

int Comparison::restorePane()
{
    if (m_removed.empty() || paneCount() >= maximumPanes) {
        return -1;
    }
    const RemovedPane removed = std::move(m_removed.back());
    m_removed.pop_back();
    const int index = std::min(removed.index, paneCount());
    PaneRuntime runtime;
    runtime.key = m_nextNumber++;
    setTurns(runtime, removed.record);
    m_draft.panes.insert(index, removed.record);
    m_panes.insert(m_panes.begin() + index, std::move(runtime));
    Q_EMIT panesChanged();
    Q_EMIT draftChanged();
    return index;
}

void Comparison::movePane(int from, int to)
{
    if (from == to || to < 0 || to >= paneCount()) {
        return;
    }
    m_draft.panes.move(from, to);
    PaneRuntime moved = std::move(runtime(from));
    m_panes.erase(m_panes.begin() + from);
    m_panes.insert(m_panes.begin() + to, std::move(moved));
    Q_EMIT panesChanged();
    Q_EMIT draftChanged();
}

void Comparison::setModel(int index, const QString &model)
{
    if (m_draft.panes[index].model == model) {
        return;
    }
    m_draft.panes[index].model = model;
    Q_EMIT paneEdited(index);
    Q_EMIT draftChanged();
}

void Comparison::setPaneSystemText(int index, const QString &text)
{
    if (m_draft.panes[index].systemText == text) {
        return;
    }
    m_draft.panes[index].systemText = text;
    Q_EMIT paneEdited(index);
    Q_EMIT draftChanged();
}

void Comparison::setFollowUpText(int index, const QString &text)
{
    if (m_draft.panes[index].followUpText != text) {
        m_draft.panes[index].followUpText = text;
        Q_EMIT draftChanged();
    }
}

void Comparison::setParameters(int index, const PaneParameters &parameters)
{
    bool edited = false;
    const QString kind = m_parts.models.facts(m_draft.panes[index].model).kind;
    for (int pane = 0; pane < paneCount(); ++pane) {
        const bool meant = pane == index || m_draft.syncParameters;
        PaneParameters meantHere = parameters;
        if (meant && pane != index && m_parts.models.facts(m_draft.panes[pane].model).kind != kind) {
            // Fields of a painter mean nothing to an embedder, and its provider may refuse them.
            meantHere.extraJson = m_draft.panes[pane].parameters.extraJson;
        }
        if (meant && m_draft.panes[pane].parameters != meantHere) {
            m_draft.panes[pane].parameters = meantHere;
            edited = true;
            Q_EMIT paneEdited(pane);
        }
    }
    if (edited) {
        Q_EMIT draftChanged();
    }
}

void Comparison::setSync(bool on, int source)
{
    if (m_draft.syncParameters == on) {
        return;
    }
    m_draft.syncParameters = on;
    if (on) {
        setParameters(source, PaneParameters(m_draft.panes[source].parameters));
    }
    for (int pane = 0; pane < paneCount(); ++pane) {
        Q_EMIT paneEdited(pane);
    }
    Q_EMIT draftChanged();
}

} // namespace patchbay
