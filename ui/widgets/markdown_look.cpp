// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/markdown_look.h"

#include "ui/widgets/markdown_inline.h"

#include <QFontMetrics>

using namespace Qt::StringLiterals;

namespace patchbay {

MarkdownLook MarkdownLook::from(const Theme &theme, TypeStep step)
{
    MarkdownLook look;
    look.body = theme.font(step);
    look.strong = look.body;
    look.strong.setWeight(QFont::DemiBold);
    look.codeBlock = theme.font(TypeStep::CodeBlock);
    look.inlineCode = theme.font(TypeStep::Code);
    look.inlineCode.setPixelSize(look.body.pixelSize() - 1);
    const std::array<int, 6> steps { 4, 2, 1, 0, 0, 0 };
    for (size_t level = 0; level < steps.size(); ++level) {
        look.headings[level] = look.strong;
        look.headings[level].setPixelSize(look.strong.pixelSize() + steps[level]);
    }
    const QFontMetrics metrics(look.body);
    // The design's steps are 13/20 and 15/24: about half of the size above it.
    look.leading = std::max(2, look.body.pixelSize() * 3 / 2 + 1 - metrics.height());
    look.numberIndent = std::max(22, metrics.horizontalAdvance(u"00."_s) + 4);
    look.text = theme.color(Role::Text);
    look.muted = theme.color(Role::Muted);
    look.accent = theme.color(Role::Accent);
    look.sunken = theme.color(Role::Sunken);
    look.line = theme.color(Role::Line);
    look.lineStrong = theme.color(Role::LineStrong);
    look.selection = theme.color(Role::Selection);
    return look;
}

QTextCharFormat MarkdownLook::formatOf(const InlineSpan &span) const
{
    QTextCharFormat format;
    if (span.styles & InlineSpan::Code) {
        format.setFont(inlineCode, QTextCharFormat::FontPropertiesAll);
        format.setBackground(sunken);
    }
    if (span.styles & InlineSpan::Bold) {
        format.setFontWeight(QFont::DemiBold);
    }
    if (span.styles & InlineSpan::Italic) {
        format.setFontItalic(true);
    }
    if (span.styles & InlineSpan::Struck) {
        format.setFontStrikeOut(true);
        format.setForeground(muted);
    }
    if (span.link >= 0) {
        format.setForeground(accent);
        format.setFontUnderline(true);
    }
    return format;
}

} // namespace patchbay
