// SPDX-License-Identifier: GPL-3.0-or-later
//
// CallStarter: how a comparison reaches the engine. EngineCallStarter is the real one; tests script
// their own.
#pragma once

#include "providers/engine/engine.h"

namespace patchbay {

class CallStarter {
public:
    virtual ~CallStarter() = default;
    // As Engine::start: the sink is called on other threads, its last event is CallSucceeded or CallFailed.
    virtual std::shared_ptr<Completion> start(CompletionCall call, EventSink sink) = 0;
};

// The engine must outlive it.
class EngineCallStarter final : public CallStarter {
public:
    explicit EngineCallStarter(Engine &engine)
        : m_engine(engine)
    {
    }
    std::shared_ptr<Completion> start(CompletionCall call, EventSink sink) override
    {
        return m_engine.start(std::move(call), std::move(sink));
    }

private:
    Engine &m_engine;
};

} // namespace patchbay
