// SPDX-License-Identifier: GPL-3.0-or-later
//
// ListEntry: one line of the palette or of the shortcuts sheet: a heading, or something to run.
#pragma once

#include <QKeySequence>
#include <QList>
#include <QString>

#include <functional>

namespace patchbay {

struct ListEntry {
    bool heading = false;
    QString text {};
    QList<int> matched {}; // positions in text to emphasise, ascending
    QString detail {};
    QString iconName {};
    QKeySequence shortcut {};
    QString reason {}; // not empty: cannot run now, and this is why
    std::function<void()> run {};
};

} // namespace patchbay
