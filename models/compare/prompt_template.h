// SPDX-License-Identifier: GPL-3.0-or-later
//
// Prompt texts with {{variables}}, as pure functions.
//
// A variable is {{name}}: letters, digits, '_', '-' and '.', spaces around it allowed. A backslash
// before the braces, \{{name}}, keeps them as text.
#pragma once

#include "models/runs/run_record.h"

#include <QList>
#include <QString>
#include <QStringList>

namespace patchbay {

struct VariableRange {
    qsizetype start = 0; // of the first brace, in UTF-16 units
    qsizetype length = 0;
    QString name;
    bool operator==(const VariableRange &) const = default;
};

QList<VariableRange> variableRanges(const QString &text);

// Each name once, in the order of its first appearance over the texts.
QStringList variableNames(const QStringList &texts);

// With the values in place; a variable without a value becomes nothing.
QString fillVariables(const QString &text, const QList<Variable> &variables);

} // namespace patchbay
