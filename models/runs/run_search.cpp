// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/runs/run_search.h"

#include "models/runs/answer_parts.h"

#include <algorithm>

namespace patchbay {

using namespace Qt::StringLiterals;

namespace {

// More words than this narrow nothing down, and FTS5 limits how deep a query may be.
constexpr qsizetype maximumWords = 32;
constexpr qsizetype maximumSearch = 1'000;

bool standsAlone(char32_t character)
{
    switch (QChar::script(character)) {
    case QChar::Script_Han:
    case QChar::Script_Hiragana:
    case QChar::Script_Katakana:
    case QChar::Script_Thai:
    case QChar::Script_Lao:
    case QChar::Script_Khmer:
    case QChar::Script_Myanmar: return QChar::isLetterOrNumber(character);
    default: return false;
    }
}

bool isSearchable(const QString &word)
{
    return std::ranges::any_of(word.toUcs4(), [](char32_t character) { return QChar::isLetterOrNumber(character); });
}

} // namespace

RunWords wordsOf(const RunRecord &run)
{
    RunWords words { .title = run.title, .prompt = run.systemText + u'\n' + run.userText, .answers = {}, .models = {} };
    for (const PaneRecord &pane : run.panes) {
        words.models += pane.model + u'\n';
        words.prompt += u'\n' + pane.systemText;
        for (const TurnRecord &turn : pane.turns) {
            if (turn.userText != run.userText) {
                words.prompt += u'\n' + turn.userText;
            }
            words.answers += readAnswer(turn.responseJson).text + u'\n';
        }
    }
    return words;
}

QString spacedForIndex(const QString &text)
{
    QString spaced;
    spaced.reserve(text.size());
    for (const char32_t character : text.toUcs4()) {
        const bool alone = standsAlone(character);
        if (alone) {
            spaced += u' ';
        }
        // A NUL would end the text in SQLite's tokenizer.
        spaced += character == 0 ? QString(u' ') : QString::fromUcs4(&character, 1);
        if (alone) {
            spaced += u' ';
        }
    }
    return spaced;
}

QString matchExpression(const QString &search)
{
    QStringList terms;
    for (const QString &word : search.left(maximumSearch).simplified().split(u' ', Qt::SkipEmptyParts)) {
        if (isSearchable(word) && terms.size() < maximumWords) {
            // Quoted, a word is a phrase and never an operator.
            terms.append(u"\"%1\" *"_s.arg(spacedForIndex(word).replace(u'"', u"\"\""_s)));
        }
    }
    return terms.join(u" AND "_s);
}

} // namespace patchbay
