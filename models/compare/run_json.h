// SPDX-License-Identifier: GPL-3.0-or-later
//
// A run as a JSON document: what "export as JSON" writes and what samples are read from. Pure.
#pragma once

#include "models/runs/run_record.h"
#include "providers/core/result.h"

namespace patchbay {

QByteArray runToJson(const RunRecord &run);
// Unknown members are ignored; BadRequest with the position where the text is not JSON.
Result<RunRecord> runFromJson(const QByteArray &json);

} // namespace patchbay
