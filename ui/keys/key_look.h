// SPDX-License-Identifier: GPL-3.0-or-later
//
// The colour of what is said about a key; the words say the same.
#pragma once

#include "ui/widgets/state_label.h"

namespace patchbay {

// "valid", "expires in 6 days", "not accepted"
StateLook lookOfKeyState(const QString &words);

} // namespace patchbay
