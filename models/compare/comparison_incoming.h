// SPDX-License-Identifier: GPL-3.0-or-later
//
// The engine's side of a Comparison, kept out of its header so that views see no engine type.
#pragma once

#include "models/compare/call_starter.h"
#include "models/compare/comparison.h"
#include "models/compare/event_bridge.h"

namespace patchbay {

// The call of a turn under way.
struct Comparison::Private {
    std::shared_ptr<Completion> completion; // held by the engine too
    SteadyTime started {};
    qint64 inputTokens = 0; // estimated, until usage arrives
};

// Takes events from the bridge and puts them into the panes.
class Comparison::Incoming {
public:
    explicit Incoming(Comparison &comparison);

    void take(const std::vector<ArrivedEvent> &batch);
    void estimate(TurnLive &turn, const PaneRuntime &pane, SteadyTime lastAt) const;

    Comparison &comparison;
    SeededRandom random { systemSeed() };
    EventBridge bridge;
    QTimer retryTimer; // ticks while a retry is due
};

} // namespace patchbay
