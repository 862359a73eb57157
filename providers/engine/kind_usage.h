// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a call besides chat used: tokens as the provider told them, and pictures, seconds, characters and
// search units from the answer and the request.
#pragma once

#include "providers/core/usage.h"
#include "providers/wire/json_view.h"
#include "providers/wire/kind_request.h"

namespace patchbay {

// `answer` is in the kind's shape; absent for sound.
Usage usageOfKind(const wire::KindRequest &request, const wire::JsonView &answer);

} // namespace patchbay
