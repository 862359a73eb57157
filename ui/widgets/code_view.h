// SPDX-License-Identifier: GPL-3.0-or-later
//
// CodeView: JSON, YAML, wire bytes and other code with line numbers and the theme's colours.
// Editable unless set read-only. Always plain text.
#pragma once

#include "ui/widgets/theme.h"

#include <QPlainTextEdit>

class QSyntaxHighlighter;


namespace patchbay {

class CodeView final : public QPlainTextEdit {
    Q_OBJECT
public:
    explicit CodeView(const Theme &theme, QWidget *parent = nullptr);
    ~CodeView() override;

    // As a fence names it: "json", "yaml"; empty: no colours.
    void setLanguage(const QString &language);
    void setLineNumbersVisible(bool visible);
    // A mark in the margin with the reason as tool tip: 0-based line to problem.
    void setProblems(const QHash<int, QString> &problems);

protected:
    void resizeEvent(QResizeEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void restyle();
    void placeMargin();
    int marginWidth() const;
    void paintMargin(const QRect &exposed);
    int lineAt(int y) const;

    const Theme &m_theme;
    QWidget *m_margin;
    QSyntaxHighlighter *m_highlighter;
    QString m_language;
    QHash<int, QString> m_problems;
    bool m_numbers = true;
};

} // namespace patchbay
