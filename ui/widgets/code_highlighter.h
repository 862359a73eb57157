// SPDX-License-Identifier: GPL-3.0-or-later
//
// CodeHighlighter: colours of a piece of code, line by line, by KSyntaxHighlighting's definitions.
//
// Lines are kept with the state behind them: when a text grows at its end, only the lines from the
// first changed one are read again. Colours are roles of the Theme, never the library's own.
#pragma once

#include "ui/widgets/theme.h"

#include <KSyntaxHighlighting/AbstractHighlighter>
#include <KSyntaxHighlighting/State>

#include <QList>
#include <QStringList>

namespace patchbay {

struct CodeSpan {
    int start = 0;
    int length = 0;
    Role role = Role::Text;
    bool operator==(const CodeSpan &) const = default;
};

class CodeHighlighter final : public KSyntaxHighlighting::AbstractHighlighter {
public:
    explicit CodeHighlighter(const Theme &theme);

    // A fence's word or a file name's suffix: "json", "py", "c++", "sh". Unknown: no colours.
    void setLanguage(const QString &language);
    // Spans of every line of `lines`; gives the index of the first line that was read again.
    qsizetype highlight(const QStringList &lines);
    const QList<CodeSpan> &spans(qsizetype line) const { return m_lines.at(line).spans; }

    // The role of a format's style; text when it has none of its own.
    static Role roleOf(const KSyntaxHighlighting::Format &format);
    static KSyntaxHighlighting::Definition definitionOf(const Theme &theme, const QString &language);

protected:
    void applyFormat(int offset, int length, const KSyntaxHighlighting::Format &format) override;

private:
    struct Line {
        QString text;
        QList<CodeSpan> spans;
        KSyntaxHighlighting::State after;
    };

    const Theme &m_theme;
    QString m_language;
    QList<Line> m_lines;
    QList<CodeSpan> m_current;
};

} // namespace patchbay
