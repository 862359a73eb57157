// SPDX-License-Identifier: GPL-3.0-or-later
//
// Where the simulated models are, in the form in which the engine looks addresses up.
#pragma once

#include "providers/engine/engine.h"
#include "providers/sandbox/sandbox.h"

namespace patchbay {

ApiBases sandboxBases(const sandbox::Sandbox &sandbox);

} // namespace patchbay
