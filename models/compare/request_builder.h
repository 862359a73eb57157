// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a pane sends: prompt, variables, attachments, earlier turns and parameters as one ChatRequest.
// Pure. Texts that a person typed as JSON fail with a sentence that says where.
#pragma once

#include "models/runs/run_record.h"
#include "providers/core/chat_request.h"
#include "providers/core/result.h"

namespace patchbay {

// The request of the pane's next turn: `userText` (variables already filled in) after the pane's
// turns. Where the last answer called tools, `userText` is their result.
Result<ChatRequest> buildRequest(const RunRecord &run, const PaneRecord &pane, const QString &userText);

} // namespace patchbay
