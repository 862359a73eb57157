// SPDX-License-Identifier: GPL-3.0-or-later
//
// The names that people gave to virtual keys. Reads gateway.db beside whoever owns it and changes nothing.
#pragma once

#include "providers/core/result.h"

#include <QHash>
#include <QString>

namespace patchbay {

// Aliases by the keys' ids; keys without one are not in it. A file that is not there has none.
Result<QHash<QString, QString>> virtualKeyNames(const QString &file);

} // namespace patchbay
