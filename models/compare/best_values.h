// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which panes are best at what, once at least two have finished. Pure.
#pragma once

#include "models/compare/turn_live.h"

#include <QSet>

namespace patchbay {

enum class MetricKind { FirstToken, Total, TokensPerSecond, Cost };

// One of the panes that are compared: null when it has no turn.
using ComparedTurns = QList<const TurnLive *>;

// Per metric the indices of the panes with the best value: several on a tie, none where fewer than
// two panes that have answered have the value, or where all are equal.
QHash<MetricKind, QSet<int>> bestValues(const ComparedTurns &turns);

} // namespace patchbay
