// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/code_view.h"

#include "ui/widgets/code_highlighter.h"
#include "ui/widgets/document_highlighter.h"

#include <KSyntaxHighlighting/Definition>

#include <QHelpEvent>
#include <QPaintEvent>
#include <QPainter>
#include <QTextBlock>
#include <QToolTip>

namespace patchbay {
namespace {

constexpr int marginPadding = 8;

} // namespace

CodeView::CodeView(const Theme &theme, QWidget *parent)
    : QPlainTextEdit(parent)
    , m_theme(theme)
    , m_margin(new QWidget(this))
    , m_highlighter(new DocumentHighlighter(theme, document()))
{
    setLineWrapMode(QPlainTextEdit::NoWrap);
    m_margin->installEventFilter(this);
    connect(this, &QPlainTextEdit::blockCountChanged, this, &CodeView::placeMargin);
    connect(this, &QPlainTextEdit::updateRequest, m_margin, qOverload<>(&QWidget::update));
    connect(this, &QPlainTextEdit::cursorPositionChanged, m_margin, qOverload<>(&QWidget::update));
    connect(&theme, &Theme::changed, this, &CodeView::restyle);
    restyle();
}

CodeView::~CodeView() = default;

void CodeView::setLanguage(const QString &language)
{
    m_language = language;
    static_cast<DocumentHighlighter *>(m_highlighter)
        ->setDefinition(CodeHighlighter::definitionOf(m_theme, language));
}

void CodeView::setLineNumbersVisible(bool visible)
{
    m_numbers = visible;
    placeMargin();
}

void CodeView::setProblems(const QHash<int, QString> &problems)
{
    m_problems = problems;
    placeMargin();
    m_margin->update();
}

void CodeView::restyle()
{
    setFont(m_theme.font(TypeStep::Code));
    setTabStopDistance(4 * fontMetrics().horizontalAdvance(u' '));
    m_highlighter->rehighlight();
    placeMargin();
}

int CodeView::marginWidth() const
{
    const int digits = static_cast<int>(QString::number(std::max(1, blockCount())).size());
    const int numbers = m_numbers ? fontMetrics().horizontalAdvance(u'0') * std::max(2, digits) : 0;
    return numbers == 0 && m_problems.isEmpty() ? 0 : numbers + 2 * marginPadding;
}

void CodeView::placeMargin()
{
    const int width = marginWidth();
    setViewportMargins(width, 0, 0, 0);
    const int frame = frameWidth();
    m_margin->setGeometry(frame, frame, width, height() - 2 * frame);
    m_margin->setVisible(width > 0);
}

void CodeView::resizeEvent(QResizeEvent *event)
{
    QPlainTextEdit::resizeEvent(event);
    placeMargin();
}

bool CodeView::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_margin) {
        return QPlainTextEdit::eventFilter(watched, event);
    }
    if (event->type() == QEvent::Paint) {
        paintMargin(static_cast<QPaintEvent *>(event)->rect());
        return true;
    }
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        QToolTip::showText(help->globalPos(), m_problems.value(lineAt(help->pos().y())).toHtmlEscaped(), m_margin);
        return true;
    }
    return false;
}

int CodeView::lineAt(int y) const
{
    for (QTextBlock block = firstVisibleBlock(); block.isValid(); block = block.next()) {
        const QRectF place = blockBoundingGeometry(block).translated(contentOffset());
        if (y >= place.top() && y < place.bottom()) {
            return block.blockNumber();
        }
    }
    return -1;
}

void CodeView::paintMargin(const QRect &exposed)
{
    QPainter painter(m_margin);
    painter.fillRect(exposed, m_theme.color(Role::Raised));
    painter.fillRect(QRect(m_margin->width() - 1, exposed.top(), 1, exposed.height()), m_theme.color(Role::Line));
    painter.setFont(font());
    const int current = textCursor().blockNumber();
    for (QTextBlock block = firstVisibleBlock(); block.isValid(); block = block.next()) {
        const QRectF place = blockBoundingGeometry(block).translated(contentOffset());
        if (place.top() > exposed.bottom()) {
            break;
        }
        const QRect line(0, static_cast<int>(place.top()), m_margin->width(), static_cast<int>(place.height()));
        const bool problem = m_problems.contains(block.blockNumber());
        if (problem) {
            painter.fillRect(line.adjusted(0, 0, -1, 0), m_theme.color(Role::WarnFill));
            painter.fillRect(QRect(0, line.top(), 3, line.height()), m_theme.color(Role::Warn));
        }
        if (m_numbers) {
            painter.setPen(m_theme.color(block.blockNumber() == current ? Role::Text : Role::Muted));
            painter.drawText(line.adjusted(0, 0, -marginPadding, 0), Qt::AlignRight | Qt::AlignTop,
                             QString::number(block.blockNumber() + 1));
        }
    }
}

} // namespace patchbay
