// SPDX-License-Identifier: GPL-3.0-or-later
//
// VariableHighlighter: marks {{variables}} in a prompt, as the chips below it are drawn.
#pragma once

#include <QSyntaxHighlighter>

namespace patchbay {

class Theme;

class VariableHighlighter final : public QSyntaxHighlighter {
    Q_OBJECT
public:
    VariableHighlighter(const Theme &theme, QTextDocument *document);

protected:
    void highlightBlock(const QString &text) override;

private:
    const Theme &m_theme;
};

} // namespace patchbay
