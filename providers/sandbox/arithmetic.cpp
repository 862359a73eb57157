// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/sandbox/arithmetic.h"

#include "providers/sandbox/words.h"

#include <charconv>
#include <cmath>
#include <cstdio>

namespace patchbay::sandbox {

namespace {

constexpr int nestingLimit = 32;

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

// Words and signs of operators become + - * / ^; "of" and "by" vanish with their verbs.
std::string withSymbols(std::string_view prompt)
{
    struct Row {
        std::string_view word;
        std::string_view symbol;
    };
    static constexpr Row rows[] = {
        { "multiplied by", "*" },
        { "divided by", "/" },
        { "to the power of", "^" },
        { "plus", "+" },
        { "minus", "-" },
        { "times", "*" },
        { "over", "/" },
        { "×", "*" },
        { "÷", "/" },
        { "−", "-" },
        { " x ", " * " },
        { "squared", "^ 2" },
        { "·", "*" },
    };
    std::string text = lowerCase(prompt);
    for (const Row &row : rows) {
        for (std::size_t at = text.find(row.word); at != std::string::npos; at = text.find(row.word, at)) {
            text.replace(at, row.word.size(), row.symbol);
            at += row.symbol.size();
        }
    }
    // "add 2 and 3", "the sum of 2 and 3", "the product of 4 and 5"
    const bool adds = hasAnyWord(text, { "add", "sum" });
    const bool multiplies = hasAnyWord(text, { "multiply", "product" });
    const std::size_t both = text.find(" and ");
    if (both != std::string::npos && both > 0 && isDigit(text[both - 1]) && (adds || multiplies)) {
        text.replace(both, 5, adds ? " + " : " * ");
    }
    return text;
}

class Evaluator {
public:
    explicit Evaluator(std::string_view text)
        : m_text(text)
    {
    }

    std::optional<double> run()
    {
        const std::optional<double> value = sum(0);
        skipSpace();
        return m_position == m_text.size() ? value : std::nullopt;
    }
    bool divisionByZero() const { return m_divisionByZero; }
    int operations() const { return m_operations; }

private:
    void skipSpace()
    {
        while (m_position < m_text.size() && m_text[m_position] == ' ') {
            ++m_position;
        }
    }
    bool take(char symbol)
    {
        skipSpace();
        if (m_position < m_text.size() && m_text[m_position] == symbol) {
            ++m_position;
            return true;
        }
        return false;
    }
    std::optional<double> sum(int depth)
    {
        std::optional<double> left = product(depth);
        while (left) {
            const bool adds = take('+');
            if (!adds && !take('-')) {
                break;
            }
            const std::optional<double> right = product(depth);
            left = right ? std::optional(adds ? *left + *right : *left - *right) : std::nullopt;
            ++m_operations;
        }
        return left;
    }
    std::optional<double> product(int depth)
    {
        std::optional<double> left = power(depth);
        while (left) {
            const bool multiplies = take('*');
            if (!multiplies && !take('/')) {
                break;
            }
            const std::optional<double> right = power(depth);
            if (right && !multiplies && *right == 0) {
                m_divisionByZero = true;
            }
            left = right ? std::optional(multiplies ? *left * *right : *left / *right) : std::nullopt;
            ++m_operations;
        }
        return left;
    }
    std::optional<double> power(int depth)
    {
        const std::optional<double> base = atom(depth);
        if (base && take('^')) {
            const std::optional<double> exponent = atom(depth);
            ++m_operations;
            return exponent ? std::optional(std::pow(*base, *exponent)) : std::nullopt;
        }
        return base;
    }
    std::optional<double> atom(int depth)
    {
        if (depth > nestingLimit) {
            return std::nullopt;
        }
        if (take('(')) {
            const std::optional<double> inner = sum(depth + 1);
            return inner && take(')') ? inner : std::nullopt;
        }
        if (take('-')) {
            const std::optional<double> value = atom(depth + 1);
            return value ? std::optional(-*value) : std::nullopt;
        }
        skipSpace();
        double value = 0;
        const char *start = m_text.data() + m_position;
        const auto [end, error] =
            std::from_chars(start, m_text.data() + m_text.size(), value, std::chars_format::fixed);
        if (error != std::errc()) {
            return std::nullopt;
        }
        m_position += static_cast<std::size_t>(end - start);
        return value;
    }

    std::string_view m_text;
    std::size_t m_position = 0;
    int m_operations = 0;
    bool m_divisionByZero = false;
};

std::string written(double value)
{
    char buffer[64];
    const bool whole = value == std::floor(value) && std::abs(value) < 1e15;
    const int length = std::snprintf(buffer, sizeof buffer, whole ? "%.0f" : "%.6g", value);
    return std::string(buffer, static_cast<std::size_t>(length));
}

std::string pretty(std::string_view expression)
{
    std::string text;
    for (const char c : trimmed(expression)) {
        text += c == '*' ? std::string("×")
            : c == '/'   ? std::string("÷")
            : c == '-'   ? std::string("−")
                         : std::string(1, c);
    }
    return text;
}

// "2026-01-15", "P1-2" and "24/7" are no sums.
bool isDateOrId(std::string_view text, std::size_t at, std::string_view candidate)
{
    const bool joined = at > 0 && ((text[at - 1] >= 'a' && text[at - 1] <= 'z') || text[at - 1] == ':');
    const bool spaced = candidate.contains(' ');
    const bool bare = candidate.find_first_of("+*^(") == std::string_view::npos;
    return joined || (bare && !spaced && text.size() > candidate.size() + 24);
}

} // namespace

std::optional<Sum> sumIn(std::string_view prompt)
{
    if (prompt.size() > 400) {
        return std::nullopt;
    }
    const std::string text = withSymbols(prompt);
    constexpr std::string_view allowed = "0123456789.+-*/^() ";
    std::size_t at = 0;
    while ((at = text.find_first_of("0123456789(-", at)) != std::string::npos) {
        std::size_t end = text.find_first_not_of(allowed, at);
        end = end == std::string::npos ? text.size() : end;
        std::string_view candidate = trimmed(std::string_view(text).substr(at, end - at));
        while (!candidate.empty() && std::string_view(".-+*/^(").contains(candidate.back())) {
            candidate = trimmed(candidate.substr(0, candidate.size() - 1));
        }
        Evaluator evaluator(candidate);
        const std::optional<double> value = evaluator.run();
        if (value && evaluator.operations() > 0 && !isDateOrId(text, at, candidate)) {
            return Sum { pretty(candidate), evaluator.divisionByZero() ? "" : written(*value),
                         evaluator.divisionByZero() };
        }
        at = end;
    }
    return std::nullopt;
}

} // namespace patchbay::sandbox
