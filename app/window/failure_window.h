// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a person sees when the window cannot start.
#pragma once

#include "providers/core/result.h"

class QApplication;

namespace patchbay {

// Says it on standard error and, where there is a screen, in a message. Gives the exit code.
int showFailure(QApplication &application, const Error &error);

} // namespace patchbay
