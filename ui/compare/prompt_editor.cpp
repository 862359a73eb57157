// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/prompt_editor.h"

#include "ui/compare/variable_highlighter.h"
#include "ui/widgets/theme.h"

#include <QBuffer>
#include <QFile>
#include <QFileInfo>
#include <QImage>
#include <QKeyEvent>
#include <QMimeData>
#include <QMimeDatabase>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

// What providers take at most for one picture.
constexpr qint64 maximumAttachment = 20 * 1024 * 1024;
constexpr int shownLinesAtMost = 8;
constexpr int shownLinesAtLeast = 2;

} // namespace

PromptEditor::PromptEditor(const Theme &theme, QWidget *parent)
    : QPlainTextEdit(parent)
    , m_theme(theme)
{
    setFrameShape(QFrame::NoFrame);
    setTabChangesFocus(true);
    setAcceptDrops(true);
    document()->setDocumentMargin(0);
    setVerticalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    connect(this, &QPlainTextEdit::textChanged, this, &QWidget::updateGeometry);
    connect(&theme, &Theme::changed, this, &PromptEditor::applyTheme);
    applyTheme();
}

void PromptEditor::applyTheme()
{
    setFont(m_theme.font(m_code ? TypeStep::Code : TypeStep::Body));
    updateGeometry();
}

void PromptEditor::setHighlightsVariables()
{
    m_code = false;
    applyTheme();
    new VariableHighlighter(m_theme, document());
}

void PromptEditor::setText(const QString &text)
{
    if (toPlainText() == text) {
        return;
    }
    QTextCursor cursor(document());
    cursor.select(QTextCursor::Document);
    cursor.insertText(text);
}

QSize PromptEditor::sizeHint() const
{
    int lines = 0;
    for (QTextBlock block = document()->begin(); block.isValid() && lines < shownLinesAtMost; block = block.next()) {
        lines += block.layout() != nullptr ? std::max(1, block.layout()->lineCount()) : 1;
    }
    lines = std::clamp(lines, shownLinesAtLeast, shownLinesAtMost);
    return { 240, lines * fontMetrics().lineSpacing() + 6 };
}

QSize PromptEditor::minimumSizeHint() const
{
    return { 120, shownLinesAtLeast * fontMetrics().lineSpacing() + 6 };
}

void PromptEditor::keyPressEvent(QKeyEvent *event)
{
    // Ctrl+Enter runs; it must not put a line break here first.
    const bool isReturn = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (isReturn && event->modifiers().testFlag(Qt::ControlModifier)) {
        event->ignore();
        return;
    }
    QPlainTextEdit::keyPressEvent(event);
}

void PromptEditor::resizeEvent(QResizeEvent *event)
{
    QPlainTextEdit::resizeEvent(event);
    if (event->size().width() != event->oldSize().width()) {
        updateGeometry(); // lines wrap elsewhere
    }
}

bool PromptEditor::canInsertFromMimeData(const QMimeData *source) const
{
    return source->hasImage() || source->hasUrls() || QPlainTextEdit::canInsertFromMimeData(source);
}

void PromptEditor::insertFromMimeData(const QMimeData *source)
{
    bool files = false;
    for (const QUrl &url : source->urls()) {
        if (url.isLocalFile()) {
            attachFile(url.toLocalFile());
            files = true;
        }
    }
    if (files) {
        return;
    }
    if (source->hasImage() && !source->hasText()) {
        Attachment attachment;
        attachment.name = tr("pasted.png");
        attachment.mediaType = u"image/png"_s;
        QBuffer buffer(&attachment.data);
        buffer.open(QIODevice::WriteOnly);
        if (qvariant_cast<QImage>(source->imageData()).save(&buffer, "PNG")) {
            Q_EMIT attached(attachment);
        } else {
            Q_EMIT attachmentRefused(tr("The picture on the clipboard cannot be read."));
        }
        return;
    }
    QPlainTextEdit::insertFromMimeData(source);
}

void PromptEditor::attachFile(const QString &path)
{
    const QFileInfo info(path);
    if (info.size() > maximumAttachment) {
        Q_EMIT attachmentRefused(tr("%1 is larger than 20 MB, which no provider takes.").arg(info.fileName()));
        return;
    }
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        Q_EMIT attachmentRefused(tr("%1 cannot be read: %2").arg(info.fileName(), file.errorString()));
        return;
    }
    const QMimeType type = QMimeDatabase().mimeTypeForFile(info);
    const bool text = type.inherits(u"text/plain"_s);
    const bool image = type.name().startsWith(u"image/"_s);
    const bool sound = type.name().startsWith(u"audio/"_s) || type.name().startsWith(u"video/"_s);
    if (!text && !image && !sound && type.name() != u"application/pdf"_s) {
        Q_EMIT attachmentRefused(
            tr("%1 is %2; pictures, sound, PDF and text can be attached.").arg(info.fileName(), type.comment()));
        return;
    }
    Q_EMIT attached({ info.fileName(), text ? u"text/plain"_s : type.name(), file.readAll() });
}

} // namespace patchbay
