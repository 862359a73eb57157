// SPDX-License-Identifier: GPL-3.0-or-later
//
// ScriptedCalls: a CallStarter whose calls do what the test says, on the test's thread or another.
#pragma once

#include "models/compare/call_starter.h"
#include "models/compare/model_directory.h"

#include <map>

namespace patchbay {

class ScriptedCompletion final : public Completion {
public:
    void cancel() override
    {
        ++cancelled;
        if (!ended && endsOnCancel) {
            CallFailed failed;
            failed.error = makeError(ErrorClass::Cancelled, "stopped");
            failed.attempts = 1;
            emitEvent(failed);
        }
    }
    const std::string &requestId() const override { return id; }

    void emitEvent(const EngineEvent &event)
    {
        ended = ended || std::holds_alternative<CallSucceeded>(event) || std::holds_alternative<CallFailed>(event);
        sink(event);
    }
    void text(const std::string &delta) { emitEvent(StreamEvent(TextDelta { 0, delta })); }
    void reason(const std::string &delta) { emitEvent(StreamEvent(ReasoningDelta { 0, delta })); }
    void attempt(int number)
    {
        AttemptStarted started;
        started.number = number;
        emitEvent(started);
    }
    void succeed(const std::string &content, std::int64_t output = 10, std::int64_t firstTokenMs = 100,
                 std::int64_t totalMs = 1100)
    {
        CallSucceeded done;
        Choice choice;
        choice.content = content;
        choice.finishReason = "stop";
        done.response.choices.push_back(choice);
        done.response.usage.emplace();
        done.response.usage->promptTokens = 20;
        done.response.usage->completionTokens = output;
        done.cost.amount = { Money { output * 1000 }, Basis::Computed, "test" };
        done.timing.firstToken = std::chrono::milliseconds(firstTokenMs);
        done.timing.total = std::chrono::milliseconds(totalMs);
        emitEvent(done);
    }
    void fail(ErrorClass kind, const std::string &message, int attempts = 1)
    {
        CallFailed failed;
        failed.error = makeError(kind, message);
        failed.attempts = attempts;
        emitEvent(failed);
    }

    CompletionCall call;
    EventSink sink;
    std::string id = "request";
    int cancelled = 0;
    bool endsOnCancel = true;
    bool ended = false;
};

class ScriptedCalls final : public CallStarter {
public:
    std::shared_ptr<Completion> start(CompletionCall call, EventSink sink) override
    {
        auto completion = std::make_shared<ScriptedCompletion>();
        completion->call = std::move(call);
        completion->sink = std::move(sink);
        started.push_back(completion);
        return completion;
    }
    std::shared_ptr<Completion> startKind(KindCall call, KindSink sink) override
    {
        auto completion = std::make_shared<ScriptedCompletion>();
        completion->endsOnCancel = false;
        kindCalls.push_back(std::move(call));
        kindSinks.push_back(std::move(sink));
        return completion;
    }
    ScriptedCompletion &at(std::size_t index) { return *started.at(index); }
    ScriptedCompletion &last() { return *started.back(); }

    std::vector<std::shared_ptr<ScriptedCompletion>> started;
    std::vector<KindCall> kindCalls;
    std::vector<KindSink> kindSinks;
};

// Three models with prices, one without, one free.
class TableDirectory final : public ModelDirectory {
public:
    ModelFacts facts(const QString &model) const override
    {
        ModelFacts facts;
        facts.model = model;
        facts.provider = model.section(QLatin1Char('/'), 0, 0);
        facts.providerName = facts.provider.left(1).toUpper() + facts.provider.mid(1);
        facts.name = model.section(QLatin1Char('/'), 1);
        facts.sandbox = facts.provider == QLatin1String("sandbox");
        facts.free = facts.sandbox;
        facts.priced = facts.provider != QLatin1String("unpriced");
        facts.known = true;
        // "kinds/embeddings" is a model of that kind.
        facts.kind = facts.provider == QLatin1String("kinds") ? facts.name : QString();
        facts.note = QStringLiteral("A model of the tests.");
        return facts;
    }
    QList<ModelFacts> models() const override
    {
        return { facts(QStringLiteral("acme/large")), facts(QStringLiteral("acme/small")),
                 facts(QStringLiteral("globex/one")) };
    }
    std::optional<qint64> cost(const QString &model, qint64 input, qint64 output) const override
    {
        if (!facts(model).priced) {
            return std::nullopt;
        }
        return facts(model).free ? 0 : input * 1000 + output * 4000;
    }
    QList<CostLine> costLines(const QString &, const TurnMetrics &) const override { return {}; }
};

} // namespace patchbay
