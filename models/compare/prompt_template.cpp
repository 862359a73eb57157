// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/compare/prompt_template.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

bool isNameCharacter(QChar character)
{
    return character.isLetterOrNumber() || character == u'_' || character == u'-' || character == u'.';
}

// The name between start and end, or nothing when it is not one.
QString nameBetween(const QString &text, qsizetype start, qsizetype end)
{
    const QString name = text.mid(start, end - start).trimmed();
    const bool fits = !name.isEmpty() && std::ranges::all_of(name, isNameCharacter);
    return fits ? name : QString();
}

} // namespace

QList<VariableRange> variableRanges(const QString &text)
{
    QList<VariableRange> ranges;
    qsizetype from = 0;
    while (true) {
        const qsizetype open = text.indexOf(u"{{"_s, from);
        if (open < 0) {
            return ranges;
        }
        const qsizetype close = text.indexOf(u"}}"_s, open + 2);
        if (close < 0) {
            return ranges;
        }
        const bool escaped = open > 0 && text[open - 1] == u'\\';
        const QString name = escaped ? QString() : nameBetween(text, open + 2, close);
        if (name.isEmpty()) {
            from = open + (escaped ? 2 : 1);
            continue;
        }
        ranges.append({ open, close + 2 - open, name });
        from = close + 2;
    }
}

QStringList variableNames(const QStringList &texts)
{
    QStringList names;
    for (const QString &text : texts) {
        for (const VariableRange &range : variableRanges(text)) {
            if (!names.contains(range.name)) {
                names.append(range.name);
            }
        }
    }
    return names;
}

QString fillVariables(const QString &text, const QList<Variable> &variables)
{
    const auto unescaped = [](QString part) { return part.replace(u"\\{{"_s, u"{{"_s); };
    QString filled;
    qsizetype from = 0;
    for (const VariableRange &range : variableRanges(text)) {
        filled += unescaped(text.mid(from, range.start - from));
        const auto found = std::ranges::find(variables, range.name, &Variable::name);
        if (found != variables.end()) {
            filled += found->value;
        }
        from = range.start + range.length;
    }
    return filled + unescaped(text.mid(from));
}

} // namespace patchbay
