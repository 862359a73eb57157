// SPDX-License-Identifier: GPL-3.0-or-later
//
// The window measures itself for `patchbay-cli bench ui` and `bench bay`.
#pragma once

class QApplication;
class QString;

namespace patchbay {

// "startup": prints "interactive" when the first frame stands. "panes": streams 8 answers at 200
// tokens a second for 30 s and prints one JSON object. Both run on a data directory of their own
// and end the application. "bay": prints what BayMeasure finds. "lock": what LockMeasure does, in the data directory. Gives the exit code.
int measureWindow(QApplication &application, const QString &what, const QString &dataDirectory);

} // namespace patchbay
