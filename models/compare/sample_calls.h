// SPDX-License-Identifier: GPL-3.0-or-later
//
// SampleCalls: a CallStarter that plays answers from a sample file, at once and always the same.
// For screenshots and tests of views; the program's sandbox is providers/sandbox.
#pragma once

#include "models/compare/call_starter.h"

#include <QJsonObject>

#include <map>

namespace patchbay {

// A clock that stands still until it is set.
class SampleClock final : public Clock {
public:
    WallTime now() const override { return m_wall; }
    SteadyTime steadyNow() const override { return m_steady; }
    void advance(Microseconds span)
    {
        m_wall += span;
        m_steady += span;
    }
    void setSteady(SteadyTime time) { m_steady = time; }

private:
    WallTime m_wall { std::chrono::sys_days(std::chrono::year(2026) / 11 / 18) + std::chrono::hours(9) };
    SteadyTime m_steady { std::chrono::hours(1) };
};

class SampleCalls final : public CallStarter {
public:
    SampleCalls(SampleClock &clock, const Catalog &catalog)
        : m_clock(clock)
        , m_catalog(catalog)
    {
    }

    // The answer of a model: text, reasoning, tool, error and times; see resources/samples/compare.json.
    void setPlay(const std::string &model, const QJsonObject &play) { m_plays[model] = play; }
    // Answers that say "streamed" stop there, as if the rest were still to come.
    void setStreaming(bool streaming) { m_streaming = streaming; }

    std::shared_ptr<Completion> start(CompletionCall call, EventSink sink) override;
    // The play's "answer", as the provider's kind would be translated.
    std::shared_ptr<Completion> startKind(KindCall call, KindSink sink) override;

private:
    class Player;

    SampleClock &m_clock;
    const Catalog &m_catalog;
    std::map<std::string, QJsonObject> m_plays;
    bool m_streaming = false;
};

} // namespace patchbay
