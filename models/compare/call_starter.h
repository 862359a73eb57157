// SPDX-License-Identifier: GPL-3.0-or-later
//
// CallStarter: how a comparison reaches the engine. The window's is in app/window; tests script their own.
#pragma once

#include "providers/engine/engine.h"

namespace patchbay {

class CallStarter {
public:
    virtual ~CallStarter() = default;
    // As Engine::start: the sink is called on other threads, its last event is CallSucceeded or CallFailed.
    virtual std::shared_ptr<Completion> start(CompletionCall call, EventSink sink) = 0;
    // As Engine::startKind.
    virtual std::shared_ptr<Completion> startKind(KindCall call, KindSink sink) = 0;
};

} // namespace patchbay
