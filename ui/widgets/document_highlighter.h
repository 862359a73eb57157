// SPDX-License-Identifier: GPL-3.0-or-later
//
// DocumentHighlighter: KSyntaxHighlighting for a QTextDocument, in the Theme's roles.
#pragma once

#include "ui/widgets/theme.h"

#include <KSyntaxHighlighting/SyntaxHighlighter>

namespace patchbay {

class DocumentHighlighter final : public KSyntaxHighlighting::SyntaxHighlighter {
    Q_OBJECT
public:
    DocumentHighlighter(const Theme &theme, QTextDocument *document);

protected:
    void applyFormat(int offset, int length, const KSyntaxHighlighting::Format &format) override;

private:
    const Theme &m_theme;
};

} // namespace patchbay
