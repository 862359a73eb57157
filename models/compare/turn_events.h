// SPDX-License-Identifier: GPL-3.0-or-later
//
// The state machine of a turn: what an engine event makes of a TurnLive. Pure.
#pragma once

#include "models/compare/turn_live.h"
#include "providers/engine/engine.h"

namespace patchbay {

// `at` is measured from the start of the call; `providerName` is how people call the provider.
void applyEvent(TurnLive &turn, const EngineEvent &event, Microseconds at, const QString &providerName);

// "Rate limited by Groq", the sentence that says which attempt failed and how, and the next step.
PaneError describeError(const Error &error, int attempts, const QString &providerName);

QList<CostLine> costLinesOf(const Cost &cost);
void takeUsage(TurnMetrics &metrics, const Usage &usage);
void takeCost(TurnMetrics &metrics, const Cost &cost);
WireText wireText(const WireRecord &record);

} // namespace patchbay
