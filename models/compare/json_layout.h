// SPDX-License-Identifier: GPL-3.0-or-later
//
// JSON for reading: indented, keys in their own order, numbers as they were written, very long
// strings (pictures) cut in the middle with their length. Pure; text that is no JSON stays as it is.
#pragma once

#include <QString>

namespace patchbay {

QString layOutJson(const QString &json);

} // namespace patchbay
