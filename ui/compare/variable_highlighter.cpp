// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/variable_highlighter.h"

#include "models/compare/prompt_template.h"
#include "ui/widgets/theme.h"

namespace patchbay {

VariableHighlighter::VariableHighlighter(const Theme &theme, QTextDocument *document)
    : QSyntaxHighlighter(document)
    , m_theme(theme)
{
    connect(&theme, &Theme::changed, this, &QSyntaxHighlighter::rehighlight);
}

void VariableHighlighter::highlightBlock(const QString &text)
{
    QTextCharFormat format;
    format.setFont(m_theme.font(TypeStep::Code));
    format.setForeground(m_theme.color(Role::Text));
    format.setBackground(m_theme.color(Role::Selection));
    for (const VariableRange &range : variableRanges(text)) {
        setFormat(static_cast<int>(range.start), static_cast<int>(range.length), format);
    }
}

} // namespace patchbay
