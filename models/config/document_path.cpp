// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/config/document_path.h"

#include <algorithm>
#include <charconv>

namespace patchbay::document {
namespace {

std::optional<long> toNumber(std::string_view text)
{
    long number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    return !text.empty() && problem == std::errc() && end == text.data() + text.size() ? std::optional(number)
                                                                                       : std::nullopt;
}

bool isQuote(char character)
{
    return character == '"' || character == '\'';
}

class PathParser {
public:
    explicit PathParser(std::string_view text)
        : m_text(text)
    {
    }

    Result<Path> parse()
    {
        if (m_text == "." || m_text.empty()) {
            return m_text.empty() ? Result<Path>(std::unexpected(pathError("The path is empty.", "The whole file is \".\".")))
                                  : Result<Path>(Path {});
        }
        m_at = m_text.starts_with('.') ? 1 : 0;
        Path path;
        bool dot = true; // a key may follow
        while (m_at < m_text.size()) {
            PathStep step;
            const std::size_t start = m_at;
            if (m_text[m_at] == '[') {
                if (!selector(step)) {
                    return fault();
                }
            } else if (dot) {
                if (!key(step)) {
                    return fault();
                }
            } else {
                m_problem = "A dot is missing";
                return fault();
            }
            step.text = m_text.substr(start, m_at - start);
            path.push_back(std::move(step));
            dot = m_at < m_text.size() && m_text[m_at] == '.';
            m_at += dot ? 1 : 0;
            if (dot && m_at == m_text.size()) {
                m_problem = "A key is missing";
                return fault();
            }
        }
        return path;
    }

private:
    std::unexpected<Error> fault() const
    {
        return std::unexpected(pathError(m_problem + " at character " + std::to_string(m_at + 1) + " of the path \""
                                             + std::string(m_text) + "\".",
                                         "Write a.b, a[0], a[key=value] or a.\"key.with.dots\"."));
    }

    std::optional<std::string> quotedText()
    {
        const char quote = m_text[m_at++];
        std::string text;
        while (m_at < m_text.size() && m_text[m_at] != quote) {
            m_at += m_text[m_at] == '\\' && m_at + 1 < m_text.size() ? 1 : 0;
            text += m_text[m_at++];
        }
        if (m_at >= m_text.size()) {
            m_problem = "A quote is not closed";
            return std::nullopt;
        }
        ++m_at;
        return text;
    }

    bool key(PathStep &step)
    {
        if (isQuote(m_text[m_at])) {
            std::optional<std::string> text = quotedText();
            step.key = text.value_or("");
            step.quoted = true;
            return text.has_value();
        }
        while (m_at < m_text.size() && m_text[m_at] != '.' && m_text[m_at] != '[') {
            m_at += m_text[m_at] == '\\' && m_at + 1 < m_text.size() ? 1 : 0;
            step.key += m_text[m_at++];
        }
        m_problem = "A key is missing";
        return !step.key.empty();
    }

    // Up to a comma or the bracket, quotes taken off; `equals` is where the first = outside quotes stands.
    bool selectorPart(std::string &part, std::size_t &equals, bool &quoted)
    {
        equals = std::string::npos;
        quoted = false;
        while (m_at < m_text.size() && m_text[m_at] != ',' && m_text[m_at] != ']') {
            if (isQuote(m_text[m_at]) && (part.empty() || part.size() == equals + 1)) {
                const std::optional<std::string> text = quotedText();
                if (!text) {
                    return false;
                }
                quoted = quoted || part.empty();
                part += *text;
                continue;
            }
            if (m_text[m_at] == '=' && equals == std::string::npos) {
                equals = part.size();
            }
            part += m_text[m_at++];
        }
        m_problem = "A bracket is not closed";
        return m_at < m_text.size();
    }

    bool selector(PathStep &step)
    {
        bool first = true;
        do {
            ++m_at; // the bracket or the comma
            std::string part;
            std::size_t equals = 0;
            bool quoted = false;
            if (!selectorPart(part, equals, quoted)) {
                return false;
            }
            const std::optional<long> number = quoted ? std::nullopt : toNumber(part);
            if (first && number) {
                step.kind = PathStep::Kind::Index;
                step.index = *number;
            } else if (number) {
                step.which = number;
            } else if (equals != std::string::npos) {
                step.kind = PathStep::Kind::Match;
                step.conditions.emplace_back(part.substr(0, equals), part.substr(equals + 1));
            } else if (first) {
                step.kind = PathStep::Kind::Match;
                step.key = part;
                step.quoted = quoted;
            } else if (!step.conditions.empty()) {
                step.conditions.back().second += ',' + part;
            } else {
                step.key += ',' + part;
            }
            first = false;
        } while (m_text[m_at] == ',');
        ++m_at;
        m_problem = "A selector is empty";
        return step.kind == PathStep::Kind::Index || !step.key.empty() || !step.conditions.empty();
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    std::string m_problem;
};

} // namespace

Result<Path> parsePath(std::string_view text)
{
    return PathParser(text).parse();
}

Error pathError(std::string message, std::string remedy)
{
    Error error = makeError(ErrorClass::BadRequest, std::move(message));
    error.code = "path";
    error.remedy = std::move(remedy);
    return error;
}

std::string keyText(std::string_view key)
{
    if (!key.empty() && key.find_first_of(".[]\"'\\ ") == std::string_view::npos) {
        return std::string(key);
    }
    std::string text = "\"";
    for (const char character : key) {
        text += character == '"' || character == '\\' ? "\\" : "";
        text += character;
    }
    return text + '"';
}

std::string toText(const std::vector<PlaceStep> &steps)
{
    std::string text;
    for (const PlaceStep &step : steps) {
        if (step.isKey) {
            text += (text.empty() ? "" : ".") + keyText(step.key);
        } else {
            text += '[' + std::to_string(step.index) + ']';
        }
    }
    return text.empty() ? "." : text;
}

} // namespace patchbay::document
