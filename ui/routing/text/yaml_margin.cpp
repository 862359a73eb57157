// SPDX-License-Identifier: GPL-3.0-or-later
//
// YamlEditor: its margin, the ground behind the selected thing, folded lines, menus and tool tips.
#include "ui/routing/text/yaml_editor.h"

#include "ui/routing/canvas/bay_look.h"
#include "ui/routing/text/text_assistant.h"
#include "ui/routing/text/text_folding.h"
#include "ui/widgets/theme.h"

#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QMenu>
#include <QPainter>
#include <QTextBlock>
#include <QToolTip>

using namespace Qt::StringLiterals;

namespace patchbay {

using bay::Trouble;

namespace {

constexpr int manyLines = 10'000;
constexpr int markWidth = 22;
constexpr int edgeWidth = 3;
constexpr int numberGap = 10;
constexpr int changeWidth = 2;
constexpr int foldWidth = 16; // right of the numbers
constexpr int chipGap = 8;

// Said to be rich, or Qt would show what is escaped as it is.
QString rich(QString words)
{
    return words.isEmpty() ? words : u"<qt>"_s + words.replace(u'\n', u"<br>"_s) + u"</qt>"_s;
}

// An arrow head: to the right where lines are hidden, else down.
void paintArrow(QPainter &painter, QPointF middle, bool folded, const QColor &colour)
{
    const QPolygonF right { { -1.8, -3.6 }, { 1.8, 0 }, { -1.8, 3.6 } };
    const QPolygonF down { { -3.6, -1.8 }, { 0, 1.8 }, { 3.6, -1.8 } };
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colour, 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPolyline((folded ? right : down).translated(middle));
    painter.restore();
}

// A light bulb, 14 px high around the middle.
void paintBulb(QPainter &painter, QPointF middle, const QColor &colour)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colour, 1.4, Qt::SolidLine, Qt::RoundCap));
    painter.setBrush(Qt::NoBrush);
    painter.drawEllipse(middle + QPointF(0, -2), 4.4, 4.4);
    for (const qreal below : { 4.4, 6.6 }) {
        painter.drawLine(middle + QPointF(-1.8, below), middle + QPointF(1.8, below));
    }
    painter.restore();
}

} // namespace

void YamlEditor::placeMargin()
{
    const int digits = static_cast<int>(QString::number(std::max(1, blockCount())).size());
    const int width = edgeWidth + markWidth + fontMetrics().horizontalAdvance(u'0') * std::max(2, digits) + numberGap + foldWidth;
    setViewportMargins(width, 0, 0, 0);
    m_margin->setGeometry(0, 0, width, height());
}

void YamlEditor::resizeEvent(QResizeEvent *event)
{
    // Lines are not wrapped, so that none depends on the width: laying out 300,000 of them anew takes 50 ms.
    const bool large = document()->blockCount() > manyLines;
    QResizeEvent asWide(event->size(), QSize(event->size().width(), event->oldSize().height()));
    QPlainTextEdit::resizeEvent(large ? &asWide : event);
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
    QPainter ground(viewport());
    for (QTextBlock block = firstVisibleBlock(); block.isValid() && m_thing.first > 0; block = block.next()) {
        const QRectF place = blockBoundingGeometry(block).translated(contentOffset());
        if (place.top() > viewport()->height()) {
            break;
        }
        if (block.isVisible() && m_thing.contains(static_cast<std::uint32_t>(block.blockNumber()) + 1)) {
            ground.fillRect(QRectF(0, place.top(), viewport()->width(), place.height()), m_theme.color(Role::Selection));
        }
    }
    ground.end();
    QPlainTextEdit::paintEvent(event);
    QPainter above(viewport());
    for (QTextBlock block = firstVisibleBlock(); block.isValid(); block = block.next()) {
        if (blockBoundingGeometry(block).translated(contentOffset()).top() > viewport()->height()) {
            break;
        }
        if (block.isVisible() && m_folding->isFolded(block.blockNumber())) {
            paintFolded(above, block);
        }
    }
}

// What a folded head hides, behind its text.
void YamlEditor::paintFolded(QPainter &painter, const QTextBlock &block)
{
    const QRectF place = blockBoundingGeometry(block).translated(contentOffset());
    const QTextLine line = block.layout()->lineAt(0);
    const QFont font = m_theme.font(TypeStep::Meta);
    const QString words = m_folding->wordsOf(block.blockNumber());
    const qreal left = place.left() + line.naturalTextWidth() + line.x() + chipGap + document()->documentMargin();
    const QRectF chip(left, place.top() + 1, QFontMetricsF(font).horizontalAdvance(words) + 2 * chipGap, place.height() - 2);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_theme.color(Role::Raised));
    painter.drawRoundedRect(chip, 3, 3);
    painter.setFont(font);
    painter.setPen(m_theme.color(Role::Muted));
    painter.drawText(chip, Qt::AlignCenter, words);
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
    switch (event->type()) {
    case QEvent::ToolTip: {
        const auto *help = static_cast<QHelpEvent *>(event);
        QToolTip::showText(help->globalPos(), rich(problemAt(lineAt(help->pos().y())).toHtmlEscaped()), m_margin);
        return true;
    }
    case QEvent::MouseButtonPress: return pressMargin(static_cast<QMouseEvent *>(event)->position().toPoint());
    case QEvent::MouseMove: m_hoveredLine = lineAt(static_cast<int>(static_cast<QMouseEvent *>(event)->position().y())); break;
    case QEvent::Leave: m_hoveredLine = -1; break;
    default: return false;
    }
    m_margin->update();
    return false;
}

bool YamlEditor::pressMargin(const QPoint &position)
{
    const int line = lineAt(position.y());
    if (line >= 0 && position.x() >= m_margin->width() - foldWidth) {
        m_folding->setFolded(line, !m_folding->isFolded(line));
    } else if (position.x() < edgeWidth + markWidth && m_problems.contains(line)) {
        m_assistant->showFixes(line, m_margin->mapToGlobal(position));
    } else {
        return false;
    }
    return true;
}

QPoint YamlEditor::markOf(int line) const
{
    const QRectF place = blockBoundingGeometry(document()->findBlockByNumber(line)).translated(contentOffset());
    return { edgeWidth + markWidth / 2, static_cast<int>(place.center().y()) };
}

QPoint YamlEditor::foldMarkOf(int line) const
{
    return { m_margin->width() - foldWidth / 2, markOf(line).y() };
}

bool YamlEditor::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        showToolTip(*static_cast<QHelpEvent *>(event));
        return true;
    }
    // While something is offered, Escape closes that and nothing else.
    const bool escape = event->type() == QEvent::ShortcutOverride && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape;
    if (escape && m_assistant->popup()) {
        event->accept();
        return true;
    }
    return QPlainTextEdit::event(event);
}

// The line's problems, then what the word means; only over the text itself.
void YamlEditor::showToolTip(const QHelpEvent &event)
{
    const QPoint at = viewport()->mapFrom(this, event.pos());
    const QTextCursor cursor = cursorForPosition(at);
    const QString problem = problemAt(cursor.blockNumber()).toHtmlEscaped();
    const QRect word = m_assistant->wordAt(cursor.position());
    const QString help = word.contains(at) ? m_assistant->helpAt(cursor.position()) : QString();
    const QString words = problem.isEmpty() || help.isEmpty() ? problem + help : problem + u"<hr>"_s + help;
    QToolTip::showText(event.globalPos(), rich(words), viewport(), word.isEmpty() ? QRect() : word.adjusted(-2, -2, 2, 2));
}

void YamlEditor::explainWord()
{
    const QRect caret = cursorRect();
    const QString help = m_assistant->helpAt(textCursor().position());
    if (help.isEmpty()) {
        Q_EMIT notice(tr("Nothing is known about this place."));
    }
    QToolTip::showText(viewport()->mapToGlobal(caret.bottomLeft()), rich(help), viewport(), viewport()->rect());
}

void YamlEditor::showFixes()
{
    m_assistant->close();
    m_assistant->showFixes(textCursor().blockNumber(), viewport()->mapToGlobal(cursorRect().bottomLeft()));
}

void YamlEditor::mousePressEvent(QMouseEvent *event)
{
    m_assistant->close();
    QPlainTextEdit::mousePressEvent(event);
}

void YamlEditor::contextMenuEvent(QContextMenuEvent *event)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const bool mouse = event->reason() == QContextMenuEvent::Mouse;
    const int line = (mouse ? cursorForPosition(event->pos()) : textCursor()).blockNumber();
    if (m_assistant->addFixes(*menu, line) > 0) {
        menu->addSeparator();
    }
    const bool selected = textCursor().hasSelection();
    menu->addAction(tr("Cut"), this, &QPlainTextEdit::cut)->setEnabled(selected);
    menu->addAction(tr("Copy"), this, &QPlainTextEdit::copy)->setEnabled(selected);
    menu->addAction(tr("Paste"), this, &QPlainTextEdit::paste)->setEnabled(canPaste());
    menu->addSeparator();
    menu->addAction(tr("Select all"), this, &QPlainTextEdit::selectAll);
    menu->popup(mouse ? event->globalPos() : viewport()->mapToGlobal(cursorRect().bottomLeft()));
}

int YamlEditor::lineAt(int y) const
{
    for (QTextBlock block = firstVisibleBlock(); block.isValid(); block = block.next()) {
        const QRectF place = blockBoundingGeometry(block).translated(contentOffset());
        if (block.isVisible() && y >= place.top() && y < place.bottom()) {
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
    for (QTextBlock block = firstVisibleBlock(); block.isValid(); block = block.next()) {
        const QRectF place = blockBoundingGeometry(block).translated(contentOffset());
        if (place.top() > exposed.bottom()) {
            break;
        }
        if (block.isVisible()) {
            paintMarginLine(painter, QRect(0, static_cast<int>(place.top()), m_margin->width(), static_cast<int>(place.height())),
                            block.blockNumber());
        }
    }
}

void YamlEditor::paintMarginLine(QPainter &painter, const QRect &line, int number)
{
    const bool current = number == textCursor().blockNumber();
    const bool inThing = m_thing.contains(static_cast<std::uint32_t>(number) + 1);
    if (inThing) {
        painter.fillRect(line, m_theme.color(Role::Selection));
        painter.fillRect(QRect(0, line.top(), edgeWidth, line.height()), m_theme.color(Role::Accent));
    }
    const auto problem = m_problems.constFind(number);
    if (problem != m_problems.constEnd()) {
        const QPointF middle(edgeWidth + 11, line.center().y() + 0.5);
        const Role role = problem->trouble == Trouble::Error ? Role::Bad : Role::Warn;
        // Where the cursor or the pointer is, a bulb says that something can be done at once.
        if ((current || number == m_hoveredLine) && m_assistant->hasFixes(number)) {
            paintBulb(painter, middle, m_theme.color(role));
        } else {
            bay_look::paintTrouble(painter, m_theme, middle, problem->trouble);
        }
    }
    painter.setPen(m_theme.color(current || inThing ? Role::Text : Role::Muted));
    painter.drawText(line.adjusted(0, 0, -foldWidth - 6, 0), Qt::AlignRight | Qt::AlignVCenter, QString::number(number + 1));
    if (m_changed.contains(number)) {
        painter.fillRect(QRect(line.right() - foldWidth - 1, line.top(), changeWidth, line.height()), m_theme.color(Role::Info));
    }
    const bool folded = m_folding->isFolded(number);
    if (folded || (m_hoveredLine >= 0 && m_folding->foldAt(number))) {
        paintArrow(painter, QPointF(line.right() - foldWidth / 2.0 + 1, line.center().y() + 0.5), folded,
                   m_theme.color(number == m_hoveredLine ? Role::Text : Role::Muted));
    }
}

} // namespace patchbay
