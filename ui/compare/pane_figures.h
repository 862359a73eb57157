// SPDX-License-Identifier: GPL-3.0-or-later
//
// PaneFigures: a turn's metrics in words, as the footer of a pane shows them. Pure.
#pragma once

#include "models/compare/model_directory.h"
#include "models/compare/turn_live.h"

namespace patchbay {

struct PaneFigures {
    QString firstToken; // "612 ms", "–"
    QString total;
    QString tokensPerSecond;
    QString cost; // "≈ $0.0038", "no price"
    QString detail; // "412 in · 256 cached · 211 out · 1 hop"
    bool operator==(const PaneFigures &) const = default;
};

// `turn` is null before the first run.
PaneFigures paneFigures(const TurnLive *turn, const ModelFacts &facts);

} // namespace patchbay
