// SPDX-License-Identifier: GPL-3.0-or-later
//
// What tells gateway.db from other SQLite files: "PbGw". Inside the room only.
#pragma once

#include <QtTypes>

namespace patchbay {

constexpr qint32 gatewayApplicationId = 0x50624777;

} // namespace patchbay
