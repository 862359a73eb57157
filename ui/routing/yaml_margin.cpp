// SPDX-License-Identifier: GPL-3.0-or-later
//
// YamlEditor: its margin, the ground behind the selected thing, and tool tips.
#include "ui/routing/yaml_editor.h"

#include "ui/routing/bay_look.h"
#include "ui/widgets/theme.h"

#include <QHelpEvent>
#include <QPainter>
#include <QTextBlock>
#include <QToolTip>

using namespace Qt::StringLiterals;

namespace patchbay {

using bay::Trouble;

namespace {

constexpr int markWidth = 22;
constexpr int edgeWidth = 3;
constexpr int numberGap = 10;
constexpr int changeWidth = 2;

} // namespace

void YamlEditor::placeMargin()
{
    const int digits = static_cast<int>(QString::number(std::max(1, blockCount())).size());
    const int width = edgeWidth + markWidth + fontMetrics().horizontalAdvance(u'0') * std::max(2, digits) + numberGap + 6;
    setViewportMargins(width, 0, 0, 0);
    m_margin->setGeometry(0, 0, width, height());
}

void YamlEditor::resizeEvent(QResizeEvent *event)
{
    QPlainTextEdit::resizeEvent(event);
    placeMargin();
}

void YamlEditor::changeEvent(QEvent *event)
{
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        placeMargin();
    }
}

void YamlEditor::paintEvent(QPaintEvent *event)
{
    if (m_thing.first > 0) {
        QPainter painter(viewport());
        const QTextBlock first = document()->findBlockByNumber(static_cast<int>(m_thing.first) - 1);
        const QTextBlock last = document()->findBlockByNumber(static_cast<int>(m_thing.last) - 1);
        if (first.isValid() && last.isValid()) {
            const qreal top = blockBoundingGeometry(first).translated(contentOffset()).top();
            const qreal bottom = blockBoundingGeometry(last).translated(contentOffset()).bottom();
            painter.fillRect(QRectF(0, top, viewport()->width(), bottom - top), m_theme.color(Role::Selection));
        }
    }
    QPlainTextEdit::paintEvent(event);
}

bool YamlEditor::eventFilter(QObject *watched, QEvent *event)
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
        QToolTip::showText(help->globalPos(), problemAt(lineAt(help->pos().y())).toHtmlEscaped(), m_margin);
        return true;
    }
    return false;
}

bool YamlEditor::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const int line = cursorForPosition(viewport()->mapFrom(this, help->pos())).blockNumber();
        QToolTip::showText(help->globalPos(), problemAt(line).toHtmlEscaped(), this);
        return true;
    }
    return QPlainTextEdit::event(event);
}

int YamlEditor::lineAt(int y) const
{
    for (QTextBlock block = firstVisibleBlock(); block.isValid(); block = block.next()) {
        const QRectF place = blockBoundingGeometry(block).translated(contentOffset());
        if (y >= place.top() && y < place.bottom()) {
            return block.blockNumber();
        }
    }
    return -1;
}

void YamlEditor::paintMargin(const QRect &exposed)
{
    QPainter painter(m_margin);
    painter.fillRect(exposed, m_theme.color(Role::Surface));
    painter.setFont(font());
    const int width = m_margin->width();
    const int current = textCursor().blockNumber();
    for (QTextBlock block = firstVisibleBlock(); block.isValid(); block = block.next()) {
        const QRectF place = blockBoundingGeometry(block).translated(contentOffset());
        if (place.top() > exposed.bottom()) {
            break;
        }
        const QRect line(0, static_cast<int>(place.top()), width, static_cast<int>(place.height()));
        const int number = block.blockNumber();
        const bool inThing = m_thing.contains(static_cast<std::uint32_t>(number) + 1);
        if (inThing) {
            painter.fillRect(line, m_theme.color(Role::Selection));
            painter.fillRect(QRect(0, line.top(), edgeWidth, line.height()), m_theme.color(Role::Accent));
        }
        const auto problem = m_problems.constFind(number);
        if (problem != m_problems.constEnd()) {
            bay_look::paintTrouble(painter, m_theme, QPointF(edgeWidth + 11, line.center().y() + 0.5), problem->trouble);
        }
        painter.setPen(m_theme.color(number == current || inThing ? Role::Text : Role::Muted));
        painter.drawText(line.adjusted(0, 0, -numberGap - 4, 0), Qt::AlignRight | Qt::AlignVCenter, QString::number(number + 1));
        if (m_changed.contains(number)) {
            painter.fillRect(QRect(width - 6, line.top(), changeWidth, line.height()), m_theme.color(Role::Info));
        }
    }
}

} // namespace patchbay
