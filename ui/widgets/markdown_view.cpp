// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/markdown_view.h"

#include "ui/widgets/paint.h"

#include <QPainter>
#include <QPaintEvent>
#include <QResizeEvent>

#include <algorithm>
#include <cmath>
#include <ranges>

namespace patchbay {
namespace {

constexpr int copyButtonSize = 24;
constexpr int preferredWidth = 480;

} // namespace

MarkdownView::MarkdownView(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_look(MarkdownLook::from(theme, TypeStep::Body))
{
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    // A growing answer repaints its new lines only.
    setAttribute(Qt::WA_OpaquePaintEvent);
    setAttribute(Qt::WA_StaticContents);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAccessibleName(tr("Answer"));
    connect(&theme, &Theme::changed, this, &MarkdownView::restyle);
}

MarkdownView::~MarkdownView() = default;

void MarkdownView::setMarkdown(const QString &markdown)
{
    m_markdown.clear();
    m_splitter.clear();
    m_anchor = m_caret = {};
    m_hovered = m_target = -1;
    append(markdown);
    if (markdown.isEmpty()) {
        refresh(0);
    }
}

void MarkdownView::append(const QString &delta)
{
    m_markdown += delta;
    qsizetype first = m_splitter.append(delta);
    if (!m_streaming) {
        first = std::min(first, m_splitter.finish());
    }
    refresh(first);
}

void MarkdownView::setCursorVisible(bool visible)
{
    if (m_streaming == visible) {
        return;
    }
    m_streaming = visible;
    const qsizetype last = std::max<qsizetype>(0, m_splitter.blocks().size() - 1);
    refresh(visible ? last : std::min(last, m_splitter.finish()));
}

// Brings the layouts in line with the splitter's blocks from the first changed one on.
void MarkdownView::refresh(qsizetype firstChanged)
{
    const QList<MarkdownBlock> &blocks = m_splitter.blocks();
    // The block before was drawn as the open end of the stream; it is not the end any more.
    const qsizetype first = std::max<qsizetype>(0, std::min(firstChanged, qsizetype(m_blocks.size())) - 1);
    m_blocks.resize(static_cast<size_t>(blocks.size()));
    for (qsizetype at = first; at < blocks.size(); ++at) {
        std::unique_ptr<BlockLayout> &layout = m_blocks[static_cast<size_t>(at)];
        if (!layout) {
            layout = std::make_unique<BlockLayout>(m_theme, m_look);
        }
        const bool open = m_streaming && at == blocks.size() - 1;
        layout->setBlock(blocks[at], open ? InlineEnd::Streaming : InlineEnd::Final);
    }
    const int oldTop = first < m_tops.size() ? m_tops[first] : 0;
    const int oldHeight = m_placedHeight;
    m_placedWidth = -1;
    ensurePlaced();
    update(QRect(0, std::min(oldTop, m_placedHeight), width(), std::max(height(), m_placedHeight)));
    if (m_placedHeight != oldHeight) {
        updateGeometry();
    }
}

void MarkdownView::restyle()
{
    m_look = MarkdownLook::from(m_theme, TypeStep::Body);
    for (const std::unique_ptr<BlockLayout> &block : m_blocks) {
        block->restyle();
    }
    m_placedWidth = -1;
    updateGeometry();
    update();
}

// Gives the height of all blocks; their tops when asked for.
qreal MarkdownView::placeBlocks(int width, QList<int> *tops) const
{
    qreal y = 0;
    const MarkdownBlock *above = nullptr;
    for (const std::unique_ptr<BlockLayout> &block : m_blocks) {
        y += block->gapAbove(above);
        if (tops) {
            tops->append(static_cast<int>(y));
        }
        y += std::ceil(block->heightFor(width));
        above = &block->block();
    }
    return y;
}

void MarkdownView::ensurePlaced() const
{
    if (m_placedWidth == width()) {
        return;
    }
    m_tops.clear();
    m_placedWidth = width();
    m_placedHeight = static_cast<int>(placeBlocks(width(), &m_tops));
}

int MarkdownView::heightForWidth(int width) const
{
    if (width == m_placedWidth) {
        return std::max(m_placedHeight, minimumSizeHint().height());
    }
    return std::max(static_cast<int>(placeBlocks(width, nullptr)), minimumSizeHint().height());
}

QSize MarkdownView::sizeHint() const
{
    const int wanted = width() > 0 && testAttribute(Qt::WA_Resized) ? width() : preferredWidth;
    return QSize(preferredWidth, heightForWidth(wanted));
}

QSize MarkdownView::minimumSizeHint() const
{
    return QSize(120, m_look.body.pixelSize() * 3 / 2);
}

void MarkdownView::resizeEvent(QResizeEvent *event)
{
    if (event->size().width() != event->oldSize().width()) {
        update();
    }
    ensurePlaced();
}

int MarkdownView::blockAt(int y) const
{
    ensurePlaced();
    const auto next = std::ranges::upper_bound(m_tops, y);
    return std::max(0, static_cast<int>(next - m_tops.begin()) - 1);
}

std::pair<int, int> MarkdownView::selectionIn(int block) const
{
    const auto [from, to] = std::minmax(m_anchor, m_caret);
    if (block < from.block || block > to.block) {
        return { 0, 0 };
    }
    const int length = static_cast<int>(m_blocks[static_cast<size_t>(block)]->text().size());
    return { block == from.block ? std::min(from.offset, length) : 0,
             block == to.block ? std::min(to.offset, length) : length };
}

void MarkdownView::paintEvent(QPaintEvent *event)
{
    QPainter painter(this);
    painter.fillRect(event->rect(), m_theme.color(Role::Surface));
    ensurePlaced();
    if (!m_blocks.empty()) {
        const int last = blockAt(event->rect().bottom());
        for (int block = blockAt(event->rect().top()); block <= last; ++block) {
            paintBlock(painter, block);
        }
    }
    paintTarget(painter);
    if (m_streaming) {
        paintCursor(painter);
    }
}

void MarkdownView::paintBlock(QPainter &painter, int block)
{
    const auto [from, to] = selectionIn(block);
    painter.save();
    painter.translate(0, m_tops[block]);
    m_blocks[static_cast<size_t>(block)]->paint(painter, width(), from, to);
    painter.restore();
    if (m_hovered == block) {
        paintCopyButton(painter, block);
    }
}

void MarkdownView::paintCopyButton(QPainter &painter, int block) const
{
    const QRect place = copyButtonRect(block);
    if (place.isEmpty()) {
        return;
    }
    paint::box(painter, place, { m_theme.color(Role::Raised), m_theme.color(Role::Line) });
    m_theme.icon(QStringLiteral("edit-copy")).paint(&painter, place.adjusted(4, 4, -4, -4));
}

void MarkdownView::paintTarget(QPainter &painter) const
{
    const QList<Target> all = targets();
    if (!hasFocus() || m_target < 0 || m_target >= all.size()) {
        return;
    }
    if (all[m_target].link < 0) {
        paintCopyButton(painter, all[m_target].block);
    }
    paint::focusRing(painter, targetRect(all[m_target]), m_theme.color(Role::Focus));
}

void MarkdownView::paintCursor(QPainter &painter)
{
    const QFontMetrics metrics(m_look.body);
    QRectF place(0, m_look.leading / 2, 0, metrics.height());
    if (!m_blocks.empty()) {
        const QRectF end = m_blocks.back()->endRect(width()).translated(0, m_tops.constLast());
        place = QRectF(end.left() + 1, end.center().y() - metrics.height() / 2.0, 0, metrics.height());
    }
    const qreal cursorWidth = std::round(metrics.averageCharWidth() * 1.0);
    place.setWidth(cursorWidth);
    place.moveLeft(std::min(place.left(), width() - cursorWidth));
    painter.fillRect(place.toRect(), m_theme.color(Role::Text));
}

QRect MarkdownView::copyButtonRect(int block) const
{
    BlockLayout &layout = *m_blocks[static_cast<size_t>(block)];
    if (!layout.isCode() || layout.text().isEmpty()) {
        return {};
    }
    const QRect code = layout.codeRect(width()).toRect().translated(0, m_tops[block]);
    return QRect(code.right() - copyButtonSize - 3, code.top() + 4, copyButtonSize, copyButtonSize);
}

QList<MarkdownView::Target> MarkdownView::targets() const
{
    QList<Target> all;
    for (int block = 0; block < static_cast<int>(m_blocks.size()); ++block) {
        const BlockLayout &layout = *m_blocks[static_cast<size_t>(block)];
        if (layout.isCode()) {
            all.append({ block, -1 });
        }
        const int links = static_cast<int>(layout.links().size());
        for (int link = 0; link < links; ++link) {
            all.append({ block, link });
        }
    }
    return all;
}

QRect MarkdownView::targetRect(const Target &target) const
{
    if (target.link < 0) {
        return copyButtonRect(target.block);
    }
    BlockLayout &layout = *m_blocks[static_cast<size_t>(target.block)];
    const QRectF place = layout.linkRect(target.link, width()).translated(0, m_tops[target.block]);
    return place.adjusted(-2, -1, 2, 1).toAlignedRect();
}

} // namespace patchbay
