// SPDX-License-Identifier: GPL-3.0-or-later
//
// What is wrong with JSON that a person typed, and where. Pure.
#pragma once

#include <QString>

namespace patchbay {

enum class JsonKind { Object, Array };

// Empty when the text is empty or a JSON value of the kind, else a sentence with line and column.
QString jsonProblem(const QString &what, const QString &text, JsonKind kind);

} // namespace patchbay
