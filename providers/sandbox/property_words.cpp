// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/sandbox/property_words.h"

#include "providers/sandbox/triage.h"
#include "providers/sandbox/words.h"

#include <algorithm>
#include <charconv>
#include <vector>

namespace patchbay::sandbox {

namespace {

bool isUpper(char c)
{
    return c >= 'A' && c <= 'Z';
}

// Names in the prompt: runs of capitalised words that do not open a sentence.
std::vector<std::string> names(std::string_view prompt)
{
    std::vector<std::string> found;
    bool opensSentence = true;
    bool extends = false;
    for (std::size_t at = 0; at < prompt.size();) {
        const std::size_t end = std::min(prompt.find_first_of(" \n\t", at), prompt.size());
        std::string_view word = prompt.substr(at, end - at);
        const bool closes = !word.empty() && std::string_view(".!?:,;").contains(word.back());
        const bool closesSentence = closes && std::string_view(".!?").contains(word.back());
        while (!word.empty() && std::string_view(".!?:,;\"'()").contains(word.back())) {
            word.remove_suffix(1);
        }
        const bool name = word.size() > 1 && isUpper(word.front()) && !opensSentence;
        if (name && extends) {
            found.back() += " " + std::string(word);
        } else if (name) {
            found.emplace_back(word);
        }
        extends = name && !closes;
        opensSentence = closesSentence;
        at = end + 1;
    }
    return found;
}

// The word behind "in" or "for": "the weather in Berlin".
std::optional<std::string> place(std::string_view prompt)
{
    for (const std::string_view preposition : { " in ", " for ", " at ", " of " }) {
        const std::size_t at = prompt.rfind(preposition);
        if (at == std::string_view::npos) {
            continue;
        }
        std::string_view rest = prompt.substr(at + preposition.size());
        rest = rest.substr(0, rest.find_first_of(".?!,;\n"));
        if (!rest.empty() && isUpper(rest.front())) {
            return shortened(rest, 40);
        }
    }
    const std::vector<std::string> found = names(prompt);
    return found.empty() ? std::nullopt : std::optional(found.front());
}

bool isOneOf(std::string_view property, std::initializer_list<std::string_view> words)
{
    return std::ranges::any_of(words, [property](std::string_view word) { return property.contains(word); });
}

std::optional<std::string> triageWord(std::string_view property, std::string_view prompt)
{
    const Ticket ticket = readTicket(prompt);
    if (property == "component") {
        return ticket.component;
    }
    if (isOneOf(property, { "urgency", "priority", "severity" })) {
        return "P" + std::to_string(ticket.urgency);
    }
    if (property == "category") {
        return ticket.categoryKey;
    }
    if (isOneOf(property, { "owner", "team", "assignee" })) {
        return ticket.ownerKey;
    }
    if (property == "reply") {
        return "Thank you, we are looking into it: " + ticket.symptom + ".";
    }
    return std::nullopt;
}

} // namespace

std::string wordForProperty(std::string_view property, std::string_view prompt)
{
    const std::string name = lowerCase(property);
    if (const std::optional<std::string> word = triageWord(name, prompt)) {
        return *word;
    }
    if (isOneOf(name, { "city", "location", "place", "country", "region", "address", "destination" })) {
        return place(prompt).value_or("Berlin");
    }
    if (isOneOf(name, { "unit" })) {
        return lowerCase(prompt).contains("fahrenheit") ? "fahrenheit" : "celsius";
    }
    if (isOneOf(name, { "currency" })) {
        return "EUR";
    }
    if (isOneOf(name, { "language", "lang", "locale" })) {
        return "en";
    }
    if (isOneOf(name, { "date", "day" })) {
        return "2026-01-15";
    }
    if (isOneOf(name, { "email", "mail" })) {
        return "person@example.com";
    }
    if (isOneOf(name, { "url", "link", "website" })) {
        return "https://example.com/";
    }
    if (isOneOf(name, { "query", "question", "search", "prompt", "text", "topic", "subject", "title", "input" })) {
        return quoted(prompt).value_or(capitalized(subjectOf(prompt)));
    }
    if (isOneOf(name, { "name", "person", "user", "customer", "author" })) {
        const std::vector<std::string> found = names(prompt);
        return found.empty() ? quoted(prompt).value_or("Ada Lovelace") : found.front();
    }
    if (isOneOf(name,
                { "summary", "description", "explanation", "reason", "answer", "message", "content", "response" })) {
        return "A short answer about " + asClause(subjectOf(prompt)) + ".";
    }
    if (isOneOf(name, { "sentiment", "mood", "tone" })) {
        return "neutral";
    }
    if (isOneOf(name, { "id", "key", "number", "code" })) {
        return "A-1001";
    }
    return quoted(prompt).value_or(subjectOf(prompt));
}

std::optional<std::string> wordForFormat(std::string_view format)
{
    struct Row {
        std::string_view format;
        std::string_view word;
    };
    static constexpr Row rows[] = {
        { "date", "2026-01-15" },
        { "date-time", "2026-01-15T09:30:00Z" },
        { "time", "09:30:00Z" },
        { "email", "person@example.com" },
        { "uri", "https://example.com/" },
        { "url", "https://example.com/" },
        { "uuid", "3f2504e0-4f89-41d3-9a0c-0305e82c3301" },
        { "ipv4", "192.0.2.10" },
        { "ipv6", "2001:db8::10" },
        { "hostname", "example.com" },
        { "duration", "PT15M" },
    };
    for (const Row &row : rows) {
        if (row.format == format) {
            return std::string(row.word);
        }
    }
    return std::nullopt;
}

std::optional<std::string> wordForPattern(std::string_view pattern)
{
    if (pattern.empty()) {
        return std::nullopt;
    }
    std::string word;
    while (!pattern.empty()) {
        const char c = pattern.front();
        char unit = c;
        std::size_t used = 1;
        if (c == '^' || c == '$') {
            pattern.remove_prefix(1);
            continue;
        }
        if (c == '\\' && pattern.size() > 1) {
            used = 2;
            unit = pattern[1] == 'd' ? '1' : pattern[1] == 'w' ? 'a' : pattern[1] == 's' ? ' ' : pattern[1];
        } else if (c == '[') {
            const std::size_t close = pattern.find(']');
            if (close == std::string_view::npos || close < 2 || pattern[1] == '^') {
                return std::nullopt;
            }
            used = close + 1;
            unit = pattern[1] == '\\' ? (pattern[2] == 'd' ? '1' : 'a') : pattern[1];
        } else if (std::string_view("(|)").contains(c)) {
            return std::nullopt;
        } else if (c == '.') {
            unit = 'a';
        }
        pattern.remove_prefix(used);
        int times = 1;
        if (pattern.starts_with('{')) {
            std::from_chars(pattern.data() + 1, pattern.data() + pattern.size(), times);
            const std::size_t close = pattern.find('}');
            pattern.remove_prefix(close == std::string_view::npos ? pattern.size() : close + 1);
        } else if (!pattern.empty() && std::string_view("+*?").contains(pattern.front())) {
            pattern.remove_prefix(1);
        }
        word.append(static_cast<std::size_t>(std::clamp(times, 0, 256)), unit);
    }
    return word;
}

} // namespace patchbay::sandbox
