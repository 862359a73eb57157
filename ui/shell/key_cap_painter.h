// SPDX-License-Identifier: GPL-3.0-or-later
//
// Key caps painted into delegates, where a KeyCap widget would be too much: "Ctrl+K" in a thin
// frame, micro type.
#pragma once

#include "ui/widgets/theme.h"

#include <QKeySequence>
#include <QPainter>

namespace patchbay {

// As a person knows it: "Ctrl+Enter", where Qt says "Ctrl+Return".
QString shortcutText(const QKeySequence &shortcut);

// Width that the caps of a shortcut need, 0 for none.
int keyCapsWidth(const Theme &theme, const QKeySequence &shortcut);
// Right-aligned in `area`, centred vertically.
void paintKeyCaps(QPainter *painter, const Theme &theme, const QRect &area, const QKeySequence &shortcut);

} // namespace patchbay
