// SPDX-License-Identifier: GPL-3.0-or-later
//
// A run for other people: Markdown for a document, HTML that stands alone. Pure. JSON: run_json.h.
#pragma once

#include "models/runs/run_record.h"

namespace patchbay {

QString runToMarkdown(const RunRecord &run);
// One file, no script, nothing loaded from elsewhere; the answers as their Markdown text.
QString runToHtml(const RunRecord &run);

} // namespace patchbay
