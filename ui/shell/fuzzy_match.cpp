// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/fuzzy_match.h"

#include <algorithm>
#include <limits>
#include <vector>

namespace patchbay {
namespace {

constexpr int substringScore = 1000;
constexpr int wordStartBonus = 8;
constexpr int consecutiveBonus = 5;
constexpr int midWordStart = -3;
constexpr int leastPerLetter = 3; // scattered worse than this is chance, not a match
constexpr qsizetype longestText = 400; // what is longer is matched in its beginning only
constexpr int impossible = std::numeric_limits<int>::min() / 2;

bool startsWord(QStringView text, qsizetype index)
{
    if (index == 0) {
        return true;
    }
    const QChar before = text.at(index - 1);
    return !before.isLetterOrNumber() || (before.isLower() && text.at(index).isUpper());
}

bool sameLetter(QChar left, QChar right)
{
    return left == right || left.toCaseFolded() == right.toCaseFolded();
}

std::optional<FuzzyMatch> matchSubstring(QStringView word, QStringView text)
{
    qsizetype best = -1;
    int bestScore = impossible;
    for (qsizetype at = text.indexOf(word, 0, Qt::CaseInsensitive); at >= 0;
         at = text.indexOf(word, at + 1, Qt::CaseInsensitive)) {
        const int place = at == 0 ? 120 : startsWord(text, at) ? 80 : 0;
        const int score = substringScore + 10 * static_cast<int>(word.size()) + place
            - static_cast<int>(std::min<qsizetype>(at, 40));
        if (score > bestScore) {
            best = at;
            bestScore = score;
        }
    }
    if (best < 0) {
        return std::nullopt;
    }
    FuzzyMatch match { .score = bestScore, .positions = {} };
    for (qsizetype index = best; index < best + word.size(); ++index) {
        match.positions.append(static_cast<int>(index));
    }
    return match;
}

// scores[i][j]: the best way to match the first i + 1 letters with letter i at position j.
class Subsequence {
public:
    Subsequence(QStringView word, QStringView text)
        : m_word(word)
        , m_text(text)
        , m_scores(static_cast<std::size_t>(word.size() * text.size()), impossible)
        , m_from(m_scores.size(), -1)
    {
        for (qsizetype letter = 0; letter < word.size(); ++letter) {
            fillRow(letter);
        }
    }

    std::optional<FuzzyMatch> best() const
    {
        const qsizetype last = m_word.size() - 1;
        qsizetype at = 0;
        for (qsizetype position = 1; position < m_text.size(); ++position) {
            if (m_scores[cell(last, position)] > m_scores[cell(last, at)]) {
                at = position;
            }
        }
        FuzzyMatch match { .score = m_scores[cell(last, at)], .positions = {} };
        if (match.score < leastPerLetter * static_cast<int>(m_word.size())) {
            return std::nullopt;
        }
        for (qsizetype letter = last; letter >= 0; --letter) {
            match.positions.prepend(static_cast<int>(at));
            at = m_from[cell(letter, at)];
        }
        return match;
    }

private:
    std::size_t cell(qsizetype letter, qsizetype position) const
    {
        return static_cast<std::size_t>(letter * m_text.size() + position);
    }

    void fillRow(qsizetype letter)
    {
        for (qsizetype position = letter; position < m_text.size(); ++position) {
            if (!sameLetter(m_word.at(letter), m_text.at(position))) {
                continue;
            }
            const bool wordStart = startsWord(m_text, position);
            if (letter == 0) {
                m_scores[cell(0, position)] = wordStart ? wordStartBonus : midWordStart;
                continue;
            }
            for (qsizetype before = letter - 1; before < position; ++before) {
                const int base = m_scores[cell(letter - 1, before)];
                if (base == impossible) {
                    continue;
                }
                const auto gap = static_cast<int>(position - before) - 1;
                const int step = wordStart ? wordStartBonus : gap == 0 ? consecutiveBonus : -gap;
                if (base + step > m_scores[cell(letter, position)]) {
                    m_scores[cell(letter, position)] = base + step;
                    m_from[cell(letter, position)] = before;
                }
            }
        }
    }

    QStringView m_word;
    QStringView m_text;
    std::vector<int> m_scores;
    std::vector<qsizetype> m_from;
};

std::optional<FuzzyMatch> matchWord(QStringView word, QStringView text)
{
    if (auto match = matchSubstring(word, text)) {
        return match;
    }
    // One letter that is not there as it is cannot be scattered either.
    if (word.size() < 2 || word.size() > text.size()) {
        return std::nullopt;
    }
    return Subsequence(word, text).best();
}

} // namespace

std::optional<FuzzyMatch> fuzzyMatch(QStringView pattern, QStringView text)
{
    FuzzyMatch whole;
    const QStringView searched = text.left(longestText);
    for (const QStringView word : pattern.split(u' ', Qt::SkipEmptyParts)) {
        const auto match = matchWord(word.left(longestText), searched);
        if (!match) {
            return std::nullopt;
        }
        whole.score += match->score;
        whole.positions += match->positions;
    }
    if (!whole.positions.isEmpty()) {
        std::ranges::sort(whole.positions);
        const auto [first, last] = std::ranges::unique(whole.positions);
        whole.positions.erase(first, last);
        // Of two equal matches the shorter text is the nearer one.
        whole.score -= static_cast<int>(std::min<qsizetype>(searched.size() / 4, 20));
    }
    return whole;
}

} // namespace patchbay
