// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/compare/turn_live.h"

using namespace Qt::StringLiterals;

namespace patchbay {

QString paneStateWord(PaneState state)
{
    switch (state) {
    case PaneState::Ready: return u"ready"_s;
    case PaneState::Waiting: return u"waiting"_s;
    case PaneState::Streaming: return u"streaming"_s;
    case PaneState::Done: return u"done"_s;
    case PaneState::Failed: return u"failed"_s;
    case PaneState::Stopped: return u"stopped"_s;
    }
    return {};
}

double TurnMetrics::tokensPerSecond() const
{
    // An answer that came in one piece has no rate: dividing by the instant would invent one.
    constexpr qint64 shortestSpanMicroseconds = 20'000;
    const qint64 span = totalMicroseconds - firstTokenMicroseconds;
    if (!outputTokens || *outputTokens <= 0 || firstTokenMicroseconds < 0 || totalMicroseconds < 0
        || span < shortestSpanMicroseconds) {
        return -1;
    }
    return static_cast<double>(*outputTokens) * 1e6 / static_cast<double>(span);
}

} // namespace patchbay
