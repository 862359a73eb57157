// SPDX-License-Identifier: GPL-3.0-or-later
//
// PromptEditor: a plain text field that grows with its text and takes pictures and files that are
// pasted or dropped on it as attachments.
#pragma once

#include "models/runs/run_record.h"

#include <QPlainTextEdit>

namespace patchbay {

class Theme;

class PromptEditor final : public QPlainTextEdit {
    Q_OBJECT
public:
    PromptEditor(const Theme &theme, QWidget *parent = nullptr);

    // Highlights {{variables}}; without it the text is code.
    void setHighlightsVariables();
    // Replaces the text in a way that can be undone, and only where it differs.
    void setText(const QString &text);

    // As if it had been dropped: attached() or attachmentRefused() follows.
    void attachFile(const QString &path);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void attached(const Attachment &attachment);
    void attachmentRefused(const QString &sentence);

protected:
    bool canInsertFromMimeData(const QMimeData *source) const override;
    void insertFromMimeData(const QMimeData *source) override;
    void keyPressEvent(QKeyEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void applyTheme();

    const Theme &m_theme;
    bool m_code = true;
};

} // namespace patchbay
