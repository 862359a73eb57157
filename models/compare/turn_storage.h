// SPDX-License-Identifier: GPL-3.0-or-later
//
// A turn between the pane, which shows it, and the run store, which keeps it. Pure.
#pragma once

#include "models/compare/turn_live.h"
#include "models/runs/run_record.h"

namespace patchbay {

TurnRecord recordOf(const TurnLive &turn);
// What the record cannot tell (the wire, where time went) stays unset.
TurnLive turnOf(const TurnRecord &record);

// What is kept of a turn that runs: as it would be found after a crash, a failure with the text that had come.
TurnLive interrupted(TurnLive turn);
bool isInterrupted(const TurnRecord &record);

// The answer's text in OpenAI's response JSON.
QString answerText(const QByteArray &responseJson);

} // namespace patchbay
