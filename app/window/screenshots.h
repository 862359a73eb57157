// SPDX-License-Identifier: GPL-3.0-or-later
//
// patchbay --screenshots: every panel in its main states, from sample data, as PNG files.
#pragma once

#include "app/window/options.h"

class QApplication;

namespace patchbay {

// Writes NAME-THEME[@2x].png files into the directory, prints their names, gives the exit code.
int renderScreenshots(QApplication &application, const WindowOptions &options);

} // namespace patchbay
