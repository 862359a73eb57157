// SPDX-License-Identifier: GPL-3.0-or-later
//
// The comparison that the first start opens: a prompt with variables and four simulated models.
#pragma once

#include "models/runs/run_record.h"

namespace patchbay {

RunRecord firstComparison();

} // namespace patchbay
