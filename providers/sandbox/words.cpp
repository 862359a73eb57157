// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/sandbox/words.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace patchbay::sandbox {

namespace {

bool isSpace(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isUpper(char c)
{
    return c >= 'A' && c <= 'Z';
}

// Letters, digits and all bytes of other scripts.
bool isWordByte(char c)
{
    return isDigit(c) || isUpper(c) || (c >= 'a' && c <= 'z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

constexpr std::array<std::string_view, 44> openers {
    "please",        "can you",   "could you", "would you", "i would like you to",
    "i want you to", "help me",   "explain",   "describe",  "tell me about",
    "tell me",       "write me",  "write",     "give me",   "give",
    "show me",       "show",      "summarize", "summarise", "what is",
    "what are",      "what's",    "what does", "how do i",  "how do you",
    "how does",      "how can i", "why is",    "why are",   "why does",
    "why do",        "who is",    "who was",   "list",      "compare",
    "make",          "create",    "draft",     "discuss",   "in one sentence,",
    "briefly",       "now",       "about",     "me",
};
constexpr std::array<std::string_view, 4> articles { "the", "a", "an", "some" };

std::string_view withoutOpeners(std::string_view text)
{
    for (bool changed = true; changed;) {
        changed = false;
        const std::string lower = lowerCase(text);
        for (const std::string_view opener : openers) {
            if (lower.starts_with(opener) && lower.size() > opener.size() && isSpace(lower[opener.size()])) {
                text = trimmed(text.substr(opener.size()));
                changed = true;
                break;
            }
        }
    }
    return text;
}

} // namespace

std::string lowerCase(std::string_view text)
{
    std::string lower(text);
    for (char &c : lower) {
        if (isUpper(c)) {
            c = static_cast<char>(c - 'A' + 'a');
        }
    }
    return lower;
}

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && isSpace(text.front())) {
        text.remove_prefix(1);
    }
    while (!text.empty() && isSpace(text.back())) {
        text.remove_suffix(1);
    }
    return text;
}

bool hasWord(std::string_view lowerText, std::string_view word)
{
    for (std::size_t at = lowerText.find(word); at != std::string_view::npos; at = lowerText.find(word, at + 1)) {
        const bool left = at == 0 || !isWordByte(lowerText[at - 1]);
        const std::size_t end = at + word.size();
        const bool right = end == lowerText.size() || !isWordByte(lowerText[end]);
        if (left && right) {
            return true;
        }
    }
    return false;
}

bool hasAnyWord(std::string_view lowerText, std::initializer_list<std::string_view> words)
{
    return std::ranges::any_of(words, [lowerText](std::string_view word) { return hasWord(lowerText, word); });
}

std::vector<std::string_view> sentences(std::string_view text)
{
    std::vector<std::string_view> found;
    std::size_t start = 0;
    for (std::size_t position = 0; position <= text.size(); ++position) {
        const bool atEnd = position == text.size();
        const char c = atEnd ? '\n' : text[position];
        const bool mark = c == '.' || c == '!' || c == '?' || c == ';';
        const bool ends = c == '\n' || (mark && (position + 1 == text.size() || isSpace(text[position + 1])));
        if (!ends) {
            continue;
        }
        const std::string_view sentence = trimmed(text.substr(start, position - start));
        if (!sentence.empty()) {
            found.push_back(sentence);
        }
        start = position + 1;
    }
    return found;
}

std::string_view firstSentence(std::string_view text)
{
    const std::vector<std::string_view> all = sentences(text);
    return all.empty() ? trimmed(text) : all.front();
}

std::string shortened(std::string_view text, std::size_t bytes)
{
    text = trimmed(text);
    if (text.size() <= bytes) {
        return std::string(text);
    }
    std::size_t end = text.rfind(' ', bytes);
    if (end == std::string_view::npos || end < bytes / 2) {
        end = bytes;
        while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) {
            --end;
        }
    }
    return std::string(trimmed(text.substr(0, end))) + "…";
}

std::string asClause(std::string_view text)
{
    std::string clause(trimmed(text));
    const bool acronym = clause.size() > 1 && (isUpper(clause[1]) || isDigit(clause[1]));
    const bool self = clause.starts_with("I ") || clause.starts_with("I'");
    if (!clause.empty() && isUpper(clause[0]) && !acronym && !self) {
        clause[0] = static_cast<char>(clause[0] - 'A' + 'a');
    }
    return clause;
}

std::string capitalized(std::string_view text)
{
    std::string result(text);
    if (!result.empty() && result[0] >= 'a' && result[0] <= 'z') {
        result[0] = static_cast<char>(result[0] - 'a' + 'A');
    }
    return result;
}

std::string subjectOf(std::string_view prompt)
{
    std::string_view subject = withoutOpeners(firstSentence(prompt));
    const std::string lower = lowerCase(subject);
    for (const std::string_view article : articles) {
        if (lower.starts_with(article) && lower.size() > article.size() && isSpace(lower[article.size()])) {
            subject = trimmed(subject.substr(article.size()));
            break;
        }
    }
    while (!subject.empty() && std::string_view("?!.,;:").contains(subject.back())) {
        subject.remove_suffix(1);
    }
    return subject.empty() ? "this" : shortened(subject, 72);
}

std::optional<std::string> timeOfDay(std::string_view text)
{
    for (std::size_t at = 1; at + 2 < text.size(); ++at) {
        const bool shaped = text[at] == ':' && isDigit(text[at - 1]) && isDigit(text[at + 1]) && isDigit(text[at + 2]);
        if (shaped) {
            const std::size_t start = at >= 2 && isDigit(text[at - 2]) ? at - 2 : at - 1;
            return std::string(text.substr(start, at + 3 - start));
        }
    }
    return std::nullopt;
}

std::optional<long long> firstNumber(std::string_view text)
{
    static constexpr std::array<std::string_view, 11> names { "zero", "one",   "two",   "three", "four", "five",
                                                              "six",  "seven", "eight", "nine",  "ten" };
    std::size_t best = text.size();
    std::optional<long long> number;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (isDigit(text[at]) && (at == 0 || !isWordByte(text[at - 1]))) {
            long long value = 0;
            std::from_chars(text.data() + at, text.data() + text.size(), value);
            best = at;
            number = value;
            break;
        }
    }
    const std::string lower = lowerCase(text);
    for (std::size_t value = 2; value < names.size(); ++value) {
        const std::size_t at = lower.find(names[value]);
        if (at < best && hasWord(lower, names[value])) {
            best = at;
            number = static_cast<long long>(value);
        }
    }
    return number;
}

std::optional<std::string> quoted(std::string_view text)
{
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 4> marks {
        { { "\"", "\"" }, { "“", "”" }, { "`", "`" }, { "«", "»" } }
    };
    for (const auto &[open, close] : marks) {
        const std::size_t start = text.find(open);
        if (start == std::string_view::npos) {
            continue;
        }
        const std::size_t from = start + open.size();
        const std::size_t end = text.find(close, from);
        if (end != std::string_view::npos && end > from) {
            return std::string(text.substr(from, end - from));
        }
    }
    return std::nullopt;
}

std::string joined(const std::vector<std::string> &parts, std::string_view separator)
{
    std::string text;
    for (const std::string &part : parts) {
        text += text.empty() ? "" : separator;
        text += part;
    }
    return text;
}

} // namespace patchbay::sandbox
