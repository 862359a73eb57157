// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/compare/diff_tokens.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace patchbay {
namespace {

bool isWordCharacter(QChar character)
{
    return character.isLetterOrNumber() || character == u'_' || character.isSurrogate() || character.isMark();
}

// "17:00", "payroll-engine", "it's" are words: a joiner counts between two letters or digits.
bool joins(const QString &line, qsizetype at)
{
    return at > 0 && at + 1 < line.size() && u".:-'’/@"_s.contains(line[at]) && isWordCharacter(line[at - 1])
        && isWordCharacter(line[at + 1]);
}

} // namespace

DiffLine tokensOf(const QString &line)
{
    DiffLine result;
    qsizetype at = 0;
    while (at < line.size()) {
        const qsizetype spaceFrom = at;
        while (at < line.size() && line[at].isSpace()) {
            ++at;
        }
        const QString space = line.sliced(spaceFrom, at - spaceFrom);
        if (at == line.size()) {
            result.tail = space;
            break;
        }
        const qsizetype from = at;
        const bool word = isWordCharacter(line[at]);
        do {
            ++at;
        } while (word && at < line.size() && (isWordCharacter(line[at]) || joins(line, at)));
        result.tokens.append({ space, line.sliced(from, at - from), word });
    }
    return result;
}

int wordsIn(const DiffLine &line)
{
    return static_cast<int>(std::ranges::count_if(line.tokens, &DiffToken::isWord));
}

} // namespace patchbay
