// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/compare/sample_calls.h"

#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

class IdleCompletion final : public Completion {
public:
    explicit IdleCompletion(EventSink sink)
        : m_sink(std::move(sink))
    {
    }
    void cancel() override
    {
        CallFailed failed;
        failed.error = makeError(ErrorClass::Cancelled, "stopped");
        failed.attempts = 1;
        m_sink(failed);
    }
    const std::string &requestId() const override { return m_id; }

private:
    EventSink m_sink;
    std::string m_id = "sample";
};

Microseconds milliseconds(const QJsonValue &value)
{
    return std::chrono::milliseconds(value.toInteger());
}

Usage usageOf(const QJsonObject &play)
{
    Usage usage;
    usage.promptTokens = play[u"prompt"].toInteger();
    usage.completionTokens = play[u"completion"].toInteger();
    if (play.contains(u"cached")) {
        usage.cachedTokens = play[u"cached"].toInteger();
    }
    if (play.contains(u"reasoningTokens")) {
        usage.reasoningTokens = play[u"reasoningTokens"].toInteger();
    }
    return usage;
}

} // namespace

// Plays one answer into a sink.
class SampleCalls::Player {
public:
    Player(SampleCalls &calls, const QJsonObject &play, const EventSink &sink)
        : m_calls(calls)
        , m_play(play)
        , m_sink(sink)
        , m_start(calls.m_clock.steadyNow())
    {
    }
    ~Player() { m_calls.m_clock.setSteady(m_start); }

    void fail(const std::string &model)
    {
        const QJsonObject given = m_play[u"error"].toObject();
        Error error = makeError(classFromName(given[u"kind"].toString().toStdString()).value_or(ErrorClass::Api),
                                given[u"message"].toString().toStdString());
        error.status = given[u"status"].toInt(error.status);
        error.model = model;
        error.providerBody = given[u"body"].toString().toStdString();
        if (given.contains(u"retryAfterMs")) {
            error.retryAfter = std::chrono::milliseconds(given[u"retryAfterMs"].toInteger());
        }
        Microseconds at {};
        int number = 0;
        for (const QJsonValue &attempt : given[u"attempts"].toArray()) {
            startAttempt(++number, at);
            AttemptFailed failed;
            failed.number = number;
            failed.error = error;
            at += milliseconds(attempt[u"afterMs"]);
            failed.at = at;
            if (const QJsonValue wait = attempt[u"waitMs"]; wait.isDouble()) {
                failed.retryIn = std::chrono::milliseconds(wait.toInteger());
                at += milliseconds(wait);
            }
            m_sink(failed);
        }
        CallFailed failed;
        failed.error = error;
        failed.cost.amount = { Money {}, Basis::Computed, "sample" };
        failed.timing.total = milliseconds(m_play[u"totalMs"]);
        failed.attempts = number;
        m_sink(failed);
    }

    void answer(const ModelEntry *entry)
    {
        startAttempt(1, {});
        const Microseconds first = milliseconds(m_play[u"firstTokenMs"]);
        const Microseconds total = milliseconds(m_play[u"totalMs"]);
        const double share = m_calls.m_streaming ? m_play[u"streamed"].toDouble(1) : 1;
        const QString text = m_play[u"text"].toString();
        at(first);
        reason(first);
        callTool();
        send(TextDelta { 0, text.left(1).toStdString() });
        at(first + std::chrono::duration_cast<Microseconds>((total - first) * share));
        send(TextDelta { 0,
                         text.mid(1, static_cast<qsizetype>(static_cast<double>(text.size()) * share)).toStdString() });
        if (share >= 1) {
            succeed(entry, first, total);
        }
    }

private:
    void at(Microseconds time) { m_calls.m_clock.setSteady(m_start + time); }
    void send(StreamEvent event) { m_sink(EngineEvent(std::move(event))); }

    void startAttempt(int number, Microseconds time)
    {
        AttemptStarted started;
        started.number = number;
        started.at = time;
        m_sink(started);
    }

    void reason(Microseconds first)
    {
        if (const QString reasoning = m_play[u"reasoning"].toString(); !reasoning.isEmpty()) {
            send(ReasoningDelta { 0, reasoning.toStdString() });
            at(first + milliseconds(m_play[u"reasoningMs"]));
        }
    }

    ToolCall tool() const
    {
        const QJsonObject given = m_play[u"tool"].toObject();
        ToolCall call;
        call.id = given[u"id"].toString().toStdString();
        call.name = given[u"name"].toString().toStdString();
        call.arguments = given[u"arguments"].toString().toStdString();
        return call;
    }

    void callTool()
    {
        if (m_play.contains(u"tool")) {
            const ToolCall call = tool();
            ToolCallDelta delta;
            delta.id = call.id;
            delta.name = call.name;
            delta.arguments = call.arguments;
            send(std::move(delta));
        }
    }

    void succeed(const ModelEntry *entry, Microseconds first, Microseconds total)
    {
        CallSucceeded done;
        Choice choice;
        choice.content = m_play[u"text"].toString().toStdString();
        choice.reasoning = m_play[u"reasoning"].toString().toStdString();
        if (m_play.contains(u"tool")) {
            choice.toolCalls.push_back(tool());
        }
        choice.finishReason = "stop";
        done.response.choices.push_back(std::move(choice));
        done.response.usage = usageOf(m_play);
        done.cost = computeCost(entry, *done.response.usage);
        done.timing.connected = milliseconds(m_play[u"connectMs"]);
        done.timing.firstToken = first;
        done.timing.total = total;
        m_sink(done);
    }

    SampleCalls &m_calls;
    const QJsonObject &m_play;
    const EventSink &m_sink;
    SteadyTime m_start;
};

std::shared_ptr<Completion> SampleCalls::start(CompletionCall call, EventSink sink)
{
    const auto play = m_plays.find(call.request.model);
    if (play != m_plays.end()) {
        Player player(*this, play->second, sink);
        if (play->second.contains(u"error")) {
            player.fail(call.request.model);
        } else {
            const Result<ResolvedModel> model = m_catalog.resolve(call.request.model);
            player.answer(model ? model->model : nullptr);
        }
    }
    return std::make_shared<IdleCompletion>(std::move(sink));
}

std::shared_ptr<Completion> SampleCalls::startKind(KindCall call, KindSink sink)
{
    const auto play = m_plays.find(call.request.model);
    m_clock.advance(milliseconds(play == m_plays.end() ? QJsonValue(1) : play->second[u"total"]));
    if (play == m_plays.end()) {
        sink.onDone(failure(ErrorClass::NotFound, "There is no sample of this model."));
        return std::make_shared<IdleCompletion>([](const EngineEvent &) {});
    }
    KindAnswer answer;
    answer.json = QJsonDocument(play->second[u"answer"].toObject()).toJson(QJsonDocument::Compact).toStdString();
    answer.bytes = QByteArray::fromBase64(play->second[u"bytes"].toString().toLatin1()).toStdString();
    answer.mediaType = play->second[u"mediaType"].toString().toStdString();
    answer.usage = usageOf(play->second);
    answer.cost.amount = { Money { play->second[u"nanoDollars"].toInteger() }, Basis::Computed, "sample" };
    sink.onDone(std::move(answer));
    return std::make_shared<IdleCompletion>([](const EngineEvent &) {});
}

} // namespace patchbay
