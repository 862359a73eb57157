// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/routing/complexity.h"

#include <algorithm>
#include <cmath>
#include <format>
#include <span>

namespace patchbay::routing {
namespace {

constexpr std::string_view reasoningWords[] = {
    "prove",           "proof",
    "derive",          "step by step",
    "step-by-step",    "trade-off",
    "tradeoff",        "compare",
    "analyze",         "analyse",
    "explain why",     "optimize",
    "optimise",        "architecture",
    "design",          "debug",
    "root cause",      "complexity",
    "algorithm",       "evaluate",
    "strategy",        "implications",
    "beweise",         "beweis",
    "herleite",        "schritt für schritt",
    "begründe",        "vergleiche",
    "analysiere",      "entwirf",
    "optimiere",       "démontre",
    "étape par étape", "compare",
    "analyse",         "conçois",
    "demuestra",       "paso a paso",
    "compara",         "analiza",
    "diseña",
};
constexpr std::string_view codeMarks[] = {
    "```", "#include", "def ",  "class ",      "function ", "SELECT ", "import ",  "=>",
    "->",  "();",      "std::", "stack trace", "exception", "regex",   "segfault", "compile",
};
constexpr std::string_view mathMarks[] = {
    "∫",          "∑",         "√",          "≤",           "≥",
    "∀",          "∃",         "\\frac",     "\\sum",       "\\int",
    "theorem",    "lemma",     "integral",   "equation",    "matrix",
    "eigenvalue", "gleichung", "derivative", "probability", "wahrscheinlichkeit",
};
constexpr std::string_view constraintMarks[] = {
    "must",   "at least", "at most",    "exactly",     "without", "unless",     "only if",
    "except", "ensure",   "constraint", "requirement", "muss",    "mindestens", "höchstens",
    "ohne",   "genau",    "doit",       "sans",        "debe",    "sin ",
};

std::string lowered(std::string_view text)
{
    std::string lower(text);
    std::ranges::transform(lower, lower.begin(), [](char character) {
        return character >= 'A' && character <= 'Z' ? static_cast<char>(character - 'A' + 'a') : character;
    });
    return lower;
}

int occurrences(std::string_view text, std::string_view mark)
{
    int count = 0;
    for (std::size_t at = text.find(mark); at != std::string_view::npos; at = text.find(mark, at + mark.size())) {
        ++count;
    }
    return count;
}

int wordCount(std::string_view text)
{
    int words = 0;
    bool inside = false;
    for (const char character : text) {
        const bool space = character == ' ' || character == '\n' || character == '\t';
        words += !space && !inside ? 1 : 0;
        inside = !space;
    }
    return words;
}

// Grows quickly, then saturates at `most`.
double saturating(double amount, double half, double most)
{
    return most * amount / (amount + half);
}

void addMarks(Complexity &complexity, std::string_view feature, std::string_view text,
              std::span<const std::string_view> marks, double most)
{
    constexpr int mostNamed = 4;
    int found = 0;
    std::string named;
    for (const std::string_view mark : marks) {
        const int count = std::min(occurrences(text, lowered(mark)), 3);
        if (count > 0 && found < mostNamed) {
            named += (named.empty() ? "" : ", ") + std::string(mark);
        }
        found += count;
    }
    if (found > 0) {
        complexity.parts.push_back({ feature, saturating(found, 2, most), named });
    }
}

void finish(Complexity &complexity)
{
    for (const ComplexityPart &part : complexity.parts) {
        complexity.score += part.points;
    }
    complexity.score = std::clamp(complexity.score, 0.0, 1.0);
    std::ranges::sort(complexity.parts, std::greater(), &ComplexityPart::points);
}

void addPrompt(Complexity &complexity, std::string_view prompt)
{
    const std::string text = lowered(prompt);
    const int words = wordCount(text);
    if (words > 12) {
        complexity.parts.push_back({ "length", saturating(words - 12, 300, 0.25), std::format("{} words", words) });
    }
    addMarks(complexity, "reasoning words", text, reasoningWords, 0.35);
    addMarks(complexity, "code", text, codeMarks, 0.3);
    addMarks(complexity, "mathematics", text, mathMarks, 0.3);
    addMarks(complexity, "conditions", text, constraintMarks, 0.15);
    const int questions = occurrences(text, "?");
    if (questions > 1) {
        complexity.parts.push_back(
            { "several questions", saturating(questions - 1, 3, 0.1), std::format("{} questions", questions) });
    }
    const int steps =
        occurrences(text, "\n- ") + occurrences(text, "\n1.") + occurrences(text, "\n2.") + occurrences(text, "\n3.");
    if (steps > 1) {
        complexity.parts.push_back({ "list of tasks", saturating(steps, 4, 0.1), std::format("{} items", steps) });
    }
}

std::string textOf(const Message &message)
{
    std::string text;
    for (const ContentPart &part : message.content) {
        text += part.kind == ContentPart::Kind::Text ? part.text + '\n' : std::string();
    }
    return text;
}

} // namespace

Complexity scoreComplexity(std::string_view prompt)
{
    Complexity complexity;
    addPrompt(complexity, prompt);
    finish(complexity);
    return complexity;
}

Complexity scoreComplexity(const ChatRequest &request)
{
    Complexity complexity;
    const auto fromUser = [](const Message &message) { return message.role == MessageRole::User; };
    const auto last = std::ranges::find_last_if(request.messages, fromUser);
    if (!last.empty()) {
        addPrompt(complexity, textOf(last.front()));
    }
    if (!request.tools.empty()) {
        complexity.parts.push_back({ "tools", saturating(static_cast<double>(request.tools.size()), 4, 0.15),
                                     std::format("{} tools", request.tools.size()) });
    }
    constexpr std::size_t shortTalk = 4;
    if (request.messages.size() > shortTalk) {
        complexity.parts.push_back({ "long talk",
                                     saturating(static_cast<double>(request.messages.size() - shortTalk), 12, 0.1),
                                     std::format("{} messages", request.messages.size()) });
    }
    if (request.responseFormat.kind == ResponseFormat::Kind::JsonSchema) {
        complexity.parts.push_back({ "schema", 0.05, "an answer to a JSON schema" });
    }
    finish(complexity);
    return complexity;
}

} // namespace patchbay::routing
