// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/document_highlighter.h"

#include "ui/widgets/code_highlighter.h"

namespace patchbay {

DocumentHighlighter::DocumentHighlighter(const Theme &theme, QTextDocument *document)
    : KSyntaxHighlighting::SyntaxHighlighter(document)
    , m_theme(theme)
{
}

void DocumentHighlighter::applyFormat(int offset, int length, const KSyntaxHighlighting::Format &format)
{
    const Role role = CodeHighlighter::roleOf(format);
    if (role != Role::Text && length > 0) {
        setFormat(offset, length, m_theme.color(role));
    }
}

} // namespace patchbay
