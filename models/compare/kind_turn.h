// SPDX-License-Identifier: GPL-3.0-or-later
//
// Turns of other kinds of call than chat: what a pane with a model for embeddings, pictures, speech,
// transcription, ranking or moderation sends, and its answer as a person reads it. Pure.
//
// Where a call takes several texts, each line of the prompt is one. Tables are Markdown, so that diff,
// history and export need to know nothing of kinds.
#pragma once

#include "models/compare/turn_live.h"
#include "providers/core/call_kind.h"
#include "providers/engine/kind_call.h"

namespace patchbay {

// What the kind makes of the prompt, for a pane that has not been asked yet; empty for chat.
QString kindHint(const QString &kind);
// Further fields that the kind takes, as an example; empty where there is none.
QString kindFieldExample(const QString &kind);

// BadRequest with a sentence where something is missing, such as a sound file to transcribe. The kind of a
// picture becomes ImageEdits where pictures are attached.
Result<wire::KindRequest> buildKindRequest(CallKind kind, const RunRecord &run, const PaneRecord &pane,
                                           const QString &userText);

// Ends the turn with what came; `total` is measured from the start of the call.
void applyKindAnswer(TurnLive &turn, const Result<KindAnswer> &answer, Microseconds total, const QString &providerName);

// Text of a turn whose kind, request and answer are set.
void readKindAnswer(TurnLive &turn);

} // namespace patchbay
