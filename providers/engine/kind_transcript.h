// SPDX-License-Identifier: GPL-3.0-or-later
//
// A transcription in the form that was asked for: a text or subtitles beside the kind's own JSON. Inside the room only.
#pragma once

#include "providers/engine/kind_call.h"

namespace patchbay {

// Fills bytes and media type of an answer whose JSON has been read.
void addTranscript(const wire::KindRequest &request, const HttpResponse &response, KindAnswer &answer);

} // namespace patchbay
