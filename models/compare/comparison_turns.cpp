// SPDX-License-Identifier: GPL-3.0-or-later
//
// One turn from its start to its record: the call of a chat or of another kind.
#include "models/compare/comparison_incoming.h"
#include "models/compare/kind_turn.h"
#include "models/compare/request_builder.h"
#include "models/compare/turn_storage.h"
#include "providers/wire/openai_format.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

transport::Deadlines deadlinesOf(const PaneParameters &parameters)
{
    transport::Deadlines deadlines;
    deadlines.total = std::chrono::seconds(std::max(1, parameters.timeoutSeconds));
    deadlines.firstByte = std::min(deadlines.firstByte, deadlines.total);
    deadlines.idle = std::min(deadlines.idle, deadlines.total);
    return deadlines;
}

} // namespace

void Comparison::startTurn(int index, const QString &userText)
{
    PaneRuntime &pane = runtime(index);
    pane.retryAtMilliseconds = -1;
    TurnLive turn;
    turn.userText = userText;
    turn.model = m_draft.panes[index].model.trimmed();
    turn.state = PaneState::Waiting;
    pane.turns.append(turn);
    pane.running = std::make_shared<Private>();
    pane.running->started = m_parts.clock.steadyNow();
    const ModelFacts facts = models().facts(turn.model);
    const Result<void> started = facts.kind.isEmpty() ? startChat(index, userText) : startKind(index, facts.kind);
    if (!started) {
        failTurn(index, QString::fromStdString(started.error().message));
        return;
    }
    Q_EMIT paneChanged(index);
    updateRunning();
}

Result<void> Comparison::startKind(int index, const QString &kindName)
{
    PaneRuntime &pane = runtime(index);
    TurnLive &turn = pane.turns.last();
    const PaneRecord &record = m_draft.panes[index];
    const CallKind kind = callKindFromName(kindName.toStdString()).value_or(CallKind::Chat);
    turn.kind = kindName;
    Result<wire::KindRequest> request = buildKindRequest(kind, m_ran, record, turn.userText);
    if (!request) {
        return std::unexpected(request.error());
    }
    QJsonObject shown = QJsonDocument::fromJson(QByteArray::fromStdString(request->body.text)).object();
    shown.insert(u"model"_s, turn.model);
    turn.requestJson = QJsonDocument(shown).toJson(QJsonDocument::Compact);
    KindCall call;
    call.request = std::move(*request);
    call.deadlines = deadlinesOf(record.parameters);
    call.parent = m_draft.id.toStdString();
    pane.call = m_nextNumber++;
    pane.running->completion = m_parts.calls.startKind(std::move(call), m_incoming->bridge.kindSink(pane.call));
    return {};
}

Result<void> Comparison::startChat(int index, const QString &userText)
{
    PaneRuntime &pane = runtime(index);
    const PaneRecord &record = m_draft.panes[index];
    Result<ChatRequest> request = buildRequest(m_ran, record, userText);
    if (!request) {
        return std::unexpected(request.error());
    }
    CompletionCall call;
    pane.turns.last().requestJson = QByteArray::fromStdString(wire::writeChatRequest(*request));
    call.request = std::move(*request);
    call.deadlines = deadlinesOf(record.parameters);
    call.parent = m_draft.id.toStdString();
    call.keepWire = true;
    pane.call = m_nextNumber++;
    RunRecord alone = m_ran;
    alone.panes = { record };
    pane.running->inputTokens = estimateRun(alone, m_parts.models).inputTokens;
    // The sink may be called before start returns, but only into the bridge.
    pane.running->completion = m_parts.calls.start(std::move(call), m_incoming->bridge.sink(pane.call));
    return {};
}

void Comparison::failTurn(int index, const QString &sentence)
{
    TurnLive &turn = runtime(index).turns.last();
    turn.state = PaneState::Failed;
    turn.error.errorClass = u"BadRequestError"_s;
    turn.error.title = u"Nothing was sent"_s;
    turn.error.sentence = sentence;
    turn.error.provider = models().facts(pane(index).model).providerName;
    finishTurn(index);
    Q_EMIT paneChanged(index);
}

void Comparison::finishTurn(int index)
{
    const TurnLive &turn = runtime(index).turns.last();
    m_draft.panes[index].turns.append(recordOf(turn));
    Q_EMIT turnFinished(index);
    Q_EMIT draftChanged();
}

void Comparison::dropLastTurn(int index)
{
    PaneRuntime &pane = runtime(index);
    pane.turns.removeLast();
    QList<TurnRecord> &records = m_draft.panes[index].turns;
    while (records.size() > pane.turns.size()) {
        records.removeLast();
    }
}

} // namespace patchbay
