// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/code_highlighter.h"

#include <KSyntaxHighlighting/Definition>
#include <KSyntaxHighlighting/Format>
#include <KSyntaxHighlighting/Repository>
#include <KSyntaxHighlighting/Theme>

#include <utility>

using namespace Qt::StringLiterals;
using KSyntaxHighlighting::Definition;

namespace patchbay {
namespace {

// Longer lines are data, not code: reading them would stall the window.
constexpr qsizetype longestLine = 2000;

struct Alias {
    QStringView word;
    QStringView name;
};

// Words that models write behind a fence and that are no file suffix of the definition.
constexpr Alias aliases[] = {
    { u"js", u"JavaScript" }, { u"jsx", u"JavaScript React (JSX)" }, { u"ts", u"TypeScript" },
    { u"py", u"Python" }, { u"python3", u"Python" }, { u"sh", u"Bash" }, { u"shell", u"Bash" },
    { u"console", u"Bash" }, { u"zsh", u"Zsh" }, { u"yml", u"YAML" }, { u"c++", u"C++" }, { u"cpp", u"C++" },
    { u"cxx", u"C++" }, { u"cs", u"C#" }, { u"csharp", u"C#" }, { u"golang", u"Go" }, { u"rs", u"Rust" },
    { u"rb", u"Ruby" }, { u"jsonc", u"JSON" }, { u"json5", u"JSON" }, { u"jsonl", u"JSON" }, { u"sql", u"SQL" },
    { u"postgresql", u"SQL (PostgreSQL)" }, { u"mysql", u"SQL (MySQL)" }, { u"docker", u"Dockerfile" },
    { u"md", u"Markdown" }, { u"tex", u"LaTeX" }, { u"kt", u"Kotlin" }, { u"ps1", u"PowerShell" },
};

} // namespace

CodeHighlighter::CodeHighlighter(const Theme &theme)
    : m_theme(theme)
{
}

Definition CodeHighlighter::definitionOf(const Theme &theme, const QString &language)
{
    if (language.isEmpty()) {
        return {};
    }
    const KSyntaxHighlighting::Repository &repository = theme.syntax();
    const QString word = language.toLower();
    for (const Alias &alias : aliases) {
        if (word == alias.word) {
            return repository.definitionForName(alias.name.toString());
        }
    }
    const Definition named = repository.definitionForName(language);
    return named.isValid() ? named : repository.definitionForFileName(u"code."_s + word);
}

void CodeHighlighter::setLanguage(const QString &language)
{
    if (m_language != language) {
        m_language = language;
        m_lines.clear();
        setDefinition(definitionOf(m_theme, language));
    }
}

qsizetype CodeHighlighter::highlight(const QStringList &lines)
{
    qsizetype first = 0;
    while (first < lines.size() && first < m_lines.size() && lines[first] == m_lines[first].text) {
        ++first;
    }
    m_lines.resize(lines.size());
    for (qsizetype at = first; at < lines.size(); ++at) {
        Line &line = m_lines[at];
        const KSyntaxHighlighting::State before = at > 0 ? m_lines[at - 1].after : KSyntaxHighlighting::State();
        line.text = lines[at];
        m_current.clear();
        const bool readable = definition().isValid() && line.text.size() <= longestLine;
        line.after = readable ? highlightLine(line.text, before) : before;
        line.spans = std::exchange(m_current, {});
    }
    return first;
}

void CodeHighlighter::applyFormat(int offset, int length, const KSyntaxHighlighting::Format &format)
{
    const Role role = roleOf(format);
    if (role != Role::Text && length > 0) {
        m_current.append({ offset, length, role });
    }
}

Role CodeHighlighter::roleOf(const KSyntaxHighlighting::Format &format)
{
    using Style = KSyntaxHighlighting::Theme;
    switch (format.textStyle()) {
    case Style::Keyword:
    case Style::ControlFlow:
    case Style::Function:
    case Style::BuiltIn:
    case Style::Preprocessor:
    case Style::Import:
    case Style::DataType:
    case Style::Extension: return Role::SynKey;
    case Style::Attribute: // values of YAML and of markup
    case Style::Char:
    case Style::SpecialChar:
    case Style::String:
    case Style::VerbatimString:
    case Style::SpecialString: return Role::SynString;
    case Style::DecVal:
    case Style::BaseN:
    case Style::Float:
    case Style::Constant: return Role::SynNumber;
    case Style::Comment:
    case Style::Documentation:
    case Style::Annotation:
    case Style::CommentVar:
    case Style::RegionMarker:
    case Style::Information: return Role::SynComment;
    case Style::Warning: return Role::Warn;
    default: return Role::Text;
    }
}

} // namespace patchbay
