// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the history's file is told by. Inside the room only.
#pragma once

#include <QtTypes>

namespace patchbay {

// "PbRn": tells the history from other SQLite files.
inline constexpr qint32 runsApplicationId = 0x5062526e;

} // namespace patchbay
