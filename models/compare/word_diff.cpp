// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/compare/word_diff.h"

#include "models/compare/diff_tokens.h"
#include "models/compare/sequence_diff.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStringList>

#include <algorithm>
#include <iterator>
#include <optional>
#include <vector>

using namespace Qt::StringLiterals;

namespace patchbay {
namespace {

using Kind = DiffSpan::Kind;
using Token = DiffToken;
using Line = DiffLine;

constexpr std::size_t mostLinePairs = 10'000; // of a hunk, for matching lines by their words
constexpr double leastLikeness = 0.15;

// Numbers texts, so that comparing them is comparing integers.
class Numbering {
public:
    int of(const QString &text)
    {
        const auto known = m_numbers.constFind(text);
        return known != m_numbers.constEnd() ? *known : *m_numbers.insert(text, static_cast<int>(m_numbers.size()));
    }

private:
    QHash<QString, int> m_numbers;
};

void append(QList<DiffSpan> &spans, Kind kind, const QString &text)
{
    if (text.isEmpty()) {
        return;
    }
    if (!spans.isEmpty() && spans.constLast().kind == kind) {
        spans.last().text += text;
    } else {
        spans.append({ kind, text });
    }
}

// Pretty JSON with sorted keys; also out of a fenced block. Nothing when the text holds none.
std::optional<QString> canonicalJson(const QString &text)
{
    QString body = text.trimmed();
    const qsizetype fence = body.indexOf(u"```"_s);
    if (fence >= 0 && !body.startsWith(u'{') && !body.startsWith(u'[')) {
        const qsizetype from = body.indexOf(u'\n', fence);
        const qsizetype to = from < 0 ? -1 : body.indexOf(u"```"_s, from);
        if (from >= 0) {
            body = body.sliced(from + 1, (to < 0 ? body.size() : to) - from - 1);
        }
    }
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(body.toUtf8(), &error);
    if (error.error != QJsonParseError::NoError) {
        return {};
    }
    return QString::fromUtf8(document.toJson(QJsonDocument::Indented)).trimmed();
}

class Comparison {
public:
    Comparison(const QString &left, const QString &right, const DiffOptions &options)
        : m_options(options)
        , m_leftLines(linesOf(left))
        , m_rightLines(linesOf(right))
    {
        m_result.leftText = left;
        m_result.rightText = right;
    }

    TextDiff run()
    {
        const CommonSubsequence lines = commonSubsequence(keysOf(m_leftLines), keysOf(m_rightLines), m_options.budget);
        m_result.degraded = lines.bounded;
        int left = 0;
        int right = 0;
        for (const auto &[leftAt, rightAt] : lines.pairs) {
            addHunk(left, leftAt, right, rightAt);
            addPair(leftAt, rightAt);
            left = leftAt + 1;
            right = rightAt + 1;
        }
        addHunk(left, static_cast<int>(m_leftLines.size()), right, static_cast<int>(m_rightLines.size()));
        finish();
        return std::move(m_result);
    }

private:
    static QStringList linesOf(const QString &text) { return text.isEmpty() ? QStringList() : text.split(u'\n'); }

    std::vector<int> keysOf(const QStringList &lines)
    {
        std::vector<int> keys;
        keys.reserve(static_cast<std::size_t>(lines.size()));
        for (const QString &line : lines) {
            keys.push_back(m_numbers.of(m_options.ignoreWhiteSpace ? line.simplified() : line));
        }
        return keys;
    }

    // Lines between two common ones: matched by likeness, the rest side by side in order.
    void addHunk(int left, int leftTo, int right, int rightTo)
    {
        for (const auto &[leftAt, rightAt] : alike(left, leftTo, right, rightTo)) {
            addSideBySide(left, leftAt, right, rightAt);
            addPair(leftAt, rightAt);
            left = leftAt + 1;
            right = rightAt + 1;
        }
        addSideBySide(left, leftTo, right, rightTo);
    }

    void addSideBySide(int left, int leftTo, int right, int rightTo)
    {
        while (left < leftTo && right < rightTo) {
            addPair(left++, right++);
        }
        while (left < leftTo) {
            addOneSided(m_leftLines[left++], Kind::Removed);
        }
        while (right < rightTo) {
            addOneSided(m_rightLines[right++], Kind::Added);
        }
    }

    // The heaviest rising chain of like lines, by dynamic programming over the hunk.
    std::vector<std::pair<int, int>> alike(int left, int leftTo, int right, int rightTo)
    {
        const auto rows = static_cast<std::size_t>(leftTo - left);
        const auto columns = static_cast<std::size_t>(rightTo - right);
        if (rows * columns <= 1 || rows * columns > mostLinePairs) {
            return {};
        }
        std::vector<std::vector<int>> leftWords;
        std::vector<std::vector<int>> rightWords;
        std::size_t work = 0;
        for (int line = left; line < leftTo; ++line) {
            work += columns * leftWords.emplace_back(wordsOf(m_leftLines[line])).size();
        }
        for (int line = right; line < rightTo; ++line) {
            work += rows * rightWords.emplace_back(wordsOf(m_rightLines[line])).size();
        }
        if (work > m_options.budget) {
            return {};
        }
        return heaviestChain(leftWords, rightWords, left, right);
    }

    static std::vector<std::pair<int, int>> heaviestChain(const std::vector<std::vector<int>> &leftWords,
                                                          const std::vector<std::vector<int>> &rightWords, int left,
                                                          int right)
    {
        const std::size_t rows = leftWords.size();
        const std::size_t columns = rightWords.size();
        std::vector<double> likes(rows * columns);
        std::vector<double> best((rows + 1) * (columns + 1), 0);
        const auto cell = [columns](std::size_t row, std::size_t column) { return row * (columns + 1) + column; };
        for (std::size_t row = rows; row-- > 0;) {
            for (std::size_t column = columns; column-- > 0;) {
                const double like = likeness(leftWords[row], rightWords[column]);
                likes[row * columns + column] = like;
                const double matched = like >= leastLikeness ? like + best[cell(row + 1, column + 1)] : 0;
                const double skipped = std::max(best[cell(row + 1, column)], best[cell(row, column + 1)]);
                best[cell(row, column)] = std::max(matched, skipped);
            }
        }
        std::vector<std::pair<int, int>> chain;
        std::size_t row = 0;
        std::size_t column = 0;
        while (row < rows && column < columns) {
            const double like = likes[row * columns + column];
            if (like >= leastLikeness && best[cell(row, column)] == like + best[cell(row + 1, column + 1)]) {
                chain.emplace_back(left + static_cast<int>(row++), right + static_cast<int>(column++));
            } else if (best[cell(row, column)] == best[cell(row + 1, column)]) {
                ++row;
            } else {
                ++column;
            }
        }
        return chain;
    }

    // Numbers of a line's words, sorted.
    std::vector<int> wordsOf(const QString &line)
    {
        std::vector<int> words;
        for (const Token &token : tokensOf(line).tokens) {
            if (token.isWord) {
                words.push_back(m_numbers.of(token.text));
            }
        }
        std::ranges::sort(words);
        return words;
    }

    // Share of words in common, wherever they stand: 0 to 1.
    static double likeness(const std::vector<int> &left, const std::vector<int> &right)
    {
        std::vector<int> common;
        std::ranges::set_intersection(left, right, std::back_inserter(common));
        const std::size_t total = left.size() + right.size();
        return total == 0 ? 0 : 2.0 * static_cast<double>(common.size()) / static_cast<double>(total);
    }

    void addOneSided(const QString &line, Kind kind)
    {
        DiffRow row;
        row.hasLeft = kind == Kind::Removed;
        row.hasRight = !row.hasLeft;
        row.changed = !m_options.ignoreWhiteSpace || !line.trimmed().isEmpty();
        append(row.hasLeft ? row.left : row.right, row.changed ? kind : Kind::Kept, line);
        (row.hasLeft ? m_result.wordsRemoved : m_result.wordsAdded) += wordsIn(tokensOf(line));
        m_result.rows.append(row);
    }

    void addPair(int leftAt, int rightAt)
    {
        const QString &left = m_leftLines[leftAt];
        const QString &right = m_rightLines[rightAt];
        DiffRow row;
        row.hasLeft = row.hasRight = true;
        const bool same = m_options.ignoreWhiteSpace ? left.simplified() == right.simplified() : left == right;
        if (same) {
            append(row.left, Kind::Kept, left);
            append(row.right, Kind::Kept, right);
            m_result.wordsKept += wordsIn(tokensOf(left));
        } else if (m_options.mode == DiffMode::Lines || m_result.degraded) {
            append(row.left, Kind::Removed, left);
            append(row.right, Kind::Added, right);
            m_result.wordsRemoved += wordsIn(tokensOf(left));
            m_result.wordsAdded += wordsIn(tokensOf(right));
        } else {
            compareWords(tokensOf(left), tokensOf(right), row);
        }
        row.changed = std::ranges::any_of(row.left + row.right, [](const DiffSpan &span) {
            return span.kind != Kind::Kept;
        });
        m_result.rows.append(row);
    }

    void compareWords(const Line &left, const Line &right, DiffRow &row)
    {
        const auto keys = [this](const Line &line) {
            std::vector<int> numbers;
            for (const Token &token : line.tokens) {
                numbers.push_back(m_numbers.of(token.text));
            }
            return numbers;
        };
        CommonSubsequence common = commonSubsequence(keys(left), keys(right), m_options.budget);
        m_result.degraded = m_result.degraded || common.bounded;
        m_options.budget -= common.used; // one budget for all lines together
        dropLoneMarks(common, left, right);
        std::vector<int> partnerOfLeft(static_cast<std::size_t>(left.tokens.size()), -1);
        std::vector<int> partnerOfRight(static_cast<std::size_t>(right.tokens.size()), -1);
        for (const auto &[leftAt, rightAt] : common.pairs) {
            partnerOfLeft[static_cast<std::size_t>(leftAt)] = rightAt;
            partnerOfRight[static_cast<std::size_t>(rightAt)] = leftAt;
            m_result.wordsKept += left.tokens[leftAt].isWord ? 1 : 0;
        }
        m_result.wordsRemoved += writeSide(left, right, partnerOfLeft, Kind::Removed, row.left);
        m_result.wordsAdded += writeSide(right, left, partnerOfRight, Kind::Added, row.right);
    }

    // A comma that two rewritten sentences share says nothing: it would only speckle the picture.
    static void dropLoneMarks(CommonSubsequence &common, const Line &left, const Line &right)
    {
        std::vector<std::pair<int, int>> kept;
        const auto &pairs = common.pairs;
        std::size_t from = 0;
        while (from < pairs.size()) {
            std::size_t to = from + 1;
            bool word = left.tokens[pairs[from].first].isWord;
            while (to < pairs.size() && pairs[to].first == pairs[to - 1].first + 1
                   && pairs[to].second == pairs[to - 1].second + 1) {
                word = word || left.tokens[pairs[to].first].isWord;
                ++to;
            }
            const bool inside = pairs[from].first > 0 && pairs[from].second > 0
                && pairs[to - 1].first + 1 < left.tokens.size() && pairs[to - 1].second + 1 < right.tokens.size();
            if (word || !inside) {
                kept.insert(kept.end(), pairs.begin() + static_cast<std::ptrdiff_t>(from),
                            pairs.begin() + static_cast<std::ptrdiff_t>(to));
            }
            from = to;
        }
        common.pairs = std::move(kept);
    }

    // Gives the number of words that the other side does not have.
    int writeSide(const Line &line, const Line &other, const std::vector<int> &partners, Kind changed,
                  QList<DiffSpan> &spans) const
    {
        int words = 0;
        bool beforeChanged = false;
        for (qsizetype at = 0; at < line.tokens.size(); ++at) {
            const Token &token = line.tokens[at];
            const int partner = partners[static_cast<std::size_t>(at)];
            const bool isChanged = partner < 0;
            const bool spaceDiffers = !isChanged && !beforeChanged && !m_options.ignoreWhiteSpace
                && token.space != other.tokens[partner].space;
            // Space within a changed stretch belongs to it; at its edges it is kept.
            append(spans, (isChanged && beforeChanged) || spaceDiffers ? changed : Kind::Kept, token.space);
            append(spans, isChanged ? changed : Kind::Kept, token.text);
            words += isChanged && token.isWord ? 1 : 0;
            beforeChanged = isChanged;
        }
        const bool tailDiffers = !m_options.ignoreWhiteSpace && line.tail != other.tail;
        append(spans, tailDiffers ? changed : Kind::Kept, line.tail);
        return words;
    }

    void finish()
    {
        m_result.changes = static_cast<int>(std::ranges::count_if(m_result.rows, &DiffRow::changed));
        const int total = 2 * m_result.wordsKept + m_result.wordsRemoved + m_result.wordsAdded;
        m_result.similarity = total == 0 ? 1 : 2.0 * m_result.wordsKept / total;
    }

    DiffOptions m_options;
    QStringList m_leftLines;
    QStringList m_rightLines;
    Numbering m_numbers;
    TextDiff m_result;
};

} // namespace

TextDiff compareTexts(const QString &left, const QString &right, const DiffOptions &options)
{
    if (options.mode != DiffMode::Json) {
        return Comparison(left, right, options).run();
    }
    const std::optional<QString> leftJson = canonicalJson(left);
    const std::optional<QString> rightJson = canonicalJson(right);
    const bool both = leftJson && rightJson;
    TextDiff result = Comparison(both ? *leftJson : left, both ? *rightJson : right, options).run();
    result.leftIsNoJson = !leftJson;
    result.rightIsNoJson = !rightJson;
    return result;
}

} // namespace patchbay
