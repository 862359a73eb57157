// SPDX-License-Identifier: GPL-3.0-or-later
//
// Mouse, keys, selection and clipboard of MarkdownView.
#include "ui/widgets/markdown_view.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QScrollArea>
#include <QTextBoundaryFinder>
#include <QToolTip>

#include <algorithm>
#include <utility>

namespace patchbay {

MarkdownView::Spot MarkdownView::spotAt(QPoint position) const
{
    if (m_blocks.empty()) {
        return {};
    }
    const int block = blockAt(position.y());
    BlockLayout &layout = *m_blocks[static_cast<size_t>(block)];
    return { block, layout.offsetAt(position - QPoint(0, m_tops[block]), width()) };
}

QString MarkdownView::linkAt(QPoint position) const
{
    if (m_blocks.empty()) {
        return {};
    }
    const int block = blockAt(position.y());
    return m_blocks[static_cast<size_t>(block)]->linkAt(position - QPoint(0, m_tops[block]), width());
}

int MarkdownView::copyButtonAt(QPoint position) const
{
    if (m_blocks.empty()) {
        return -1;
    }
    const int block = blockAt(position.y());
    return copyButtonRect(block).contains(position) ? block : -1;
}

void MarkdownView::setHovered(int block)
{
    const auto repaint = [this](int at) {
        if (at >= 0 && at < static_cast<int>(m_blocks.size())) {
            update(copyButtonRect(at).adjusted(-1, -1, 1, 1));
        }
    };
    if (m_hovered != block) {
        repaint(std::exchange(m_hovered, block));
        repaint(block);
    }
}

void MarkdownView::setSelection(Spot anchor, Spot caret)
{
    if (m_anchor == anchor && m_caret == caret) {
        return;
    }
    m_anchor = anchor;
    m_caret = caret;
    update();
}

QString MarkdownView::selectedText() const
{
    const auto [from, to] = std::minmax(m_anchor, m_caret);
    QString text;
    for (int block = from.block; block <= to.block && block < static_cast<int>(m_blocks.size()); ++block) {
        const auto [first, last] = selectionIn(block);
        const BlockLayout &layout = *m_blocks[static_cast<size_t>(block)];
        if (block > from.block) {
            const bool close = layout.gapAbove(&m_blocks[static_cast<size_t>(block) - 1]->block()) == 0;
            text += close ? QStringLiteral("\n") : QStringLiteral("\n\n");
        }
        text += block == from.block && first == last ? QString() : layout.textOf(first, last);
    }
    return hasSelection() ? text : QString();
}

void MarkdownView::selectAll()
{
    if (!m_blocks.empty()) {
        const int last = static_cast<int>(m_blocks.size()) - 1;
        setSelection({ 0, 0 }, { last, static_cast<int>(m_blocks.back()->text().size()) });
    }
}

void MarkdownView::copy() const
{
    if (hasSelection()) {
        copyText(selectedText());
    }
}

void MarkdownView::copyText(const QString &text) const
{
    QGuiApplication::clipboard()->setText(text);
    Q_EMIT const_cast<MarkdownView *>(this)->copied();
}

void MarkdownView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton) {
        return;
    }
    m_target = -1;
    const QPoint position = event->position().toPoint();
    m_pressedButton = copyButtonAt(position);
    if (m_pressedButton >= 0) {
        return;
    }
    m_pressedLink = linkAt(position);
    const Spot spot = spotAt(position);
    setSelection(event->modifiers().testFlag(Qt::ShiftModifier) ? m_anchor : spot, spot);
}

void MarkdownView::mouseMoveEvent(QMouseEvent *event)
{
    const QPoint position = event->position().toPoint();
    if (event->buttons().testFlag(Qt::LeftButton)) {
        if (m_pressedButton < 0) {
            setSelection(m_anchor, spotAt(position));
            scrollTo(position);
        }
        return;
    }
    const bool hasBlocks = !m_blocks.empty();
    const int block = hasBlocks ? blockAt(position.y()) : -1;
    setHovered(hasBlocks && m_blocks[static_cast<size_t>(block)]->isCode() ? block : -1);
    const bool link = !linkAt(position).isEmpty();
    setCursor(link ? Qt::PointingHandCursor : copyButtonAt(position) >= 0 ? Qt::ArrowCursor : Qt::IBeamCursor);
}

void MarkdownView::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton) {
        return;
    }
    const QPoint position = event->position().toPoint();
    const int button = std::exchange(m_pressedButton, -1);
    const QString link = std::exchange(m_pressedLink, {});
    if (button >= 0 && copyButtonAt(position) == button) {
        activate({ button, -1 });
    } else if (!link.isEmpty() && !hasSelection() && linkAt(position) == link) {
        Q_EMIT linkActivated(QUrl(link));
    }
}

void MarkdownView::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || m_blocks.empty()) {
        return;
    }
    m_pressedLink.clear();
    const Spot spot = spotAt(event->position().toPoint());
    const QString &text = m_blocks[static_cast<size_t>(spot.block)]->text();
    QTextBoundaryFinder finder(QTextBoundaryFinder::Word, text);
    finder.setPosition(std::min<qsizetype>(spot.offset + 1, text.size()));
    const int from = std::max(0, static_cast<int>(finder.toPreviousBoundary()));
    const auto end = finder.toNextBoundary();
    setSelection({ spot.block, from }, { spot.block, end < 0 ? static_cast<int>(text.size()) : static_cast<int>(end) });
}

void MarkdownView::leaveEvent(QEvent *)
{
    setHovered(-1);
}

void MarkdownView::focusOutEvent(QFocusEvent *event)
{
    m_target = -1;
    update();
    QWidget::focusOutEvent(event);
}

void MarkdownView::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::EnabledChange) {
        update();
    }
    QWidget::changeEvent(event);
}

void MarkdownView::keyPressEvent(QKeyEvent *event)
{
    const QList<Target> all = targets();
    const bool onTarget = m_target >= 0 && m_target < all.size();
    if (event == QKeySequence::Copy) {
        copy();
    } else if (event == QKeySequence::SelectAll) {
        selectAll();
    } else if (onTarget && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter
                            || event->key() == Qt::Key_Space)) {
        activate(all[m_target]);
    } else {
        QWidget::keyPressEvent(event);
    }
}

// Tab walks over links and copy buttons before it leaves the view.
bool MarkdownView::focusNextPrevChild(bool next)
{
    const QList<Target> all = targets();
    const int wanted = m_target < 0 ? (next ? 0 : -1) : m_target + (next ? 1 : -1);
    if (!hasFocus() || wanted < 0 || wanted >= all.size()) {
        m_target = -1;
        return QWidget::focusNextPrevChild(next);
    }
    m_target = wanted;
    scrollTo(targetRect(all[wanted]).center());
    update();
    return true;
}

void MarkdownView::activate(const Target &target)
{
    const BlockLayout &layout = *m_blocks[static_cast<size_t>(target.block)];
    if (target.link < 0) {
        copyText(layout.text());
    } else {
        Q_EMIT linkActivated(QUrl(layout.links().value(target.link)));
    }
}

void MarkdownView::contextMenuEvent(QContextMenuEvent *event)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QAction *copyAction = menu->addAction(tr("Copy"), QKeySequence::Copy, this, &MarkdownView::copy);
    copyAction->setEnabled(hasSelection());
    menu->addAction(tr("Copy answer as Markdown"), this, [this] { copyText(m_markdown); });
    menu->addAction(tr("Select all"), QKeySequence::SelectAll, this, &MarkdownView::selectAll);
    const QString link = linkAt(event->pos());
    if (!link.isEmpty()) {
        menu->addSeparator();
        menu->addAction(tr("Copy link address"), this, [this, link] { copyText(link); });
    }
    menu->popup(event->globalPos());
}

bool MarkdownView::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip) {
        return QWidget::event(event);
    }
    const auto *help = static_cast<QHelpEvent *>(event);
    const QString link = linkAt(help->pos());
    const bool button = copyButtonAt(help->pos()) >= 0;
    // An address may look like markup: the tip must not read it as such.
    QToolTip::showText(help->globalPos(), button ? tr("Copy this code") : link.toHtmlEscaped(), this);
    return true;
}

void MarkdownView::scrollTo(QPoint position)
{
    for (QWidget *at = parentWidget(); at; at = at->parentWidget()) {
        if (auto *area = qobject_cast<QScrollArea *>(at)) {
            const QPoint inside = mapTo(area->widget(), position);
            area->ensureVisible(inside.x(), inside.y(), 0, 16);
            return;
        }
    }
}

} // namespace patchbay
