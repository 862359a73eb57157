// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/markdown_splitter.h"

#include "ui/widgets/markdown_lines.h"

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace patchbay {

using namespace markdown_lines;

namespace {

constexpr qsizetype deepest = 12;
constexpr int codeIndent = 4;

bool isBlank(QStringView text)
{
    return text.trimmed().isEmpty();
}

bool startsLeaf(QStringView line)
{
    return headingOf(line) || fenceOf(line) || isThematicBreak(line) || itemMarkerOf(line) || line.startsWith(u'>');
}

} // namespace

qsizetype MarkdownSplitter::append(QStringView delta)
{
    m_firstTouched = m_blocks.size();
    takeBack();
    m_tail.reserve(m_tail.size() + delta.size());
    for (const QChar character : delta) {
        if (character == u'\n') {
            readLine(m_tail, true);
            m_tail.clear();
        } else if (character == u'\0') {
            m_tail += QChar::ReplacementCharacter;
        } else if (character != u'\r') {
            m_tail += character;
        }
        if (m_tail.size() >= longestBlock) {
            readLine(m_tail, true);
            m_tail.clear();
        }
    }
    if (!m_tail.isEmpty()) {
        m_snapshot = Snapshot { m_state, m_blocks.size(), {} };
        if (!m_blocks.isEmpty()) {
            m_snapshot->last = m_blocks.constLast();
        }
        readLine(m_tail, false);
    }
    return std::min(m_firstTouched, m_blocks.size());
}

qsizetype MarkdownSplitter::finish()
{
    m_firstTouched = m_blocks.size();
    takeBack();
    if (!m_tail.isEmpty()) {
        // The tail stays, so that a later append() still continues the same line.
        m_snapshot = Snapshot { m_state, m_blocks.size(), {} };
        if (!m_blocks.isEmpty()) {
            m_snapshot->last = m_blocks.constLast();
        }
        readLine(m_tail, true);
    }
    return std::min(m_firstTouched, m_blocks.size());
}

void MarkdownSplitter::clear()
{
    *this = {};
}

void MarkdownSplitter::takeBack()
{
    if (!m_snapshot) {
        return;
    }
    const Snapshot before = *std::exchange(m_snapshot, std::nullopt);
    m_state = before.state;
    m_blocks.resize(before.count);
    if (before.last && m_blocks.constLast() != *before.last) {
        m_blocks.last() = *before.last;
        m_firstTouched = before.count - 1;
    } else {
        m_firstTouched = before.count;
    }
}

void MarkdownSplitter::readLine(QStringView line, bool complete)
{
    QString expanded;
    if (m_state.leaf != Leaf::Fence && line.contains(u'\t')) {
        expanded = withoutLeadingTabs(line);
        line = expanded;
    }
    QStringView rest = line;
    const qsizetype matched = matchContainers(rest);
    const bool all = matched == m_state.containers.size();
    if (all && readInsideFence(rest)) {
        return;
    }
    if (!all) {
        const QStringView text = rest.trimmed();
        const bool lazy = m_state.leaf == Leaf::Paragraph && !text.isEmpty() && !startsLeaf(text);
        if (lazy) {
            continueParagraph(text);
            return;
        }
        takeItem();
        m_state.containers.resize(matched);
        m_state.leaf = Leaf::None;
    }
    if (readBlank(rest)) {
        return;
    }
    openContainers(rest);
    if (!isBlank(rest)) {
        readLeaf(rest, complete);
        m_state.blankBefore = false;
    }
}

qsizetype MarkdownSplitter::matchContainers(QStringView &rest) const
{
    qsizetype matched = 0;
    for (const Container &container : m_state.containers) {
        const int indent = indentOf(rest);
        if (container.kind == u'q') {
            if (indent >= codeIndent || indent == rest.size() || rest[indent] != u'>') {
                break;
            }
            rest = rest.sliced(indent + 1);
            if (rest.startsWith(u' ')) {
                rest = rest.sliced(1);
            }
        } else if (!isBlank(rest)) {
            if (indent < container.indent) {
                break;
            }
            rest = rest.sliced(container.indent);
        }
        ++matched;
    }
    return matched;
}

bool MarkdownSplitter::readInsideFence(QStringView rest)
{
    if (m_state.leaf != Leaf::Fence) {
        return false;
    }
    const int indent = indentOf(rest);
    if (indent < codeIndent && closesFence(rest.sliced(indent), m_state.fenceMark, m_state.fenceLength)) {
        m_state.leaf = Leaf::None;
        return true;
    }
    rest = rest.sliced(std::min(indent, m_state.fenceIndent));
    MarkdownBlock *block = &touchLast();
    if (block->text.size() + rest.size() > longestBlock) {
        const QString language = block->language;
        block = &add(MarkdownBlock::Kind::Code);
        block->language = language;
    }
    // Each line brings its end, so that an empty first line is not lost; the view drops the last one.
    block->text += rest;
    block->text += u'\n';
    return true;
}

bool MarkdownSplitter::readBlank(QStringView rest)
{
    if (!isBlank(rest)) {
        return false;
    }
    if (m_state.leaf == Leaf::Indented) {
        touchLast().text += u'\n';
    } else {
        m_state.leaf = Leaf::None;
    }
    m_state.blankBefore = true;
    return true;
}

void MarkdownSplitter::openContainers(QStringView &rest)
{
    while (m_state.containers.size() < deepest) {
        const int indent = indentOf(rest);
        if (indent >= codeIndent || indent == rest.size()) {
            return;
        }
        const QStringView text = rest.sliced(indent);
        if (text[0] == u'>') {
            takeItem();
            m_state.leaf = Leaf::None;
            m_state.containers.append({ u'q', 0 });
            rest = text.sliced(text.startsWith(u"> ") ? 2 : 1);
            continue;
        }
        if (isThematicBreak(text) || !openItem(rest, indent)) {
            return;
        }
    }
}

bool MarkdownSplitter::openItem(QStringView &rest, int indent)
{
    const QStringView text = rest.sliced(indent);
    const std::optional<ItemMarker> marker = itemMarkerOf(text);
    if (!marker) {
        return false;
    }
    // A year at the start of a wrapped line is no list: only "1." breaks into a paragraph.
    if (m_state.leaf == Leaf::Paragraph && (marker->empty || (marker->ordered && marker->number != 1))) {
        return false;
    }
    takeItem();
    m_state.leaf = Leaf::None;
    m_state.containers.append({ marker->ordered ? u'o' : u'b', indent + marker->width });
    rest = text.sliced(std::min<qsizetype>(text.size(), marker->width));
    PendingItem item { marker->text, MarkdownBlock::Task::None };
    for (const auto &[box, task] : { std::pair(u"[ ] "_s, MarkdownBlock::Task::Open),
                                     std::pair(u"[x] "_s, MarkdownBlock::Task::Done),
                                     std::pair(u"[X] "_s, MarkdownBlock::Task::Done) }) {
        if (rest.startsWith(box)) {
            item.task = task;
            rest = rest.sliced(box.size());
            break;
        }
    }
    m_state.item = item;
    return true;
}

void MarkdownSplitter::readLeaf(QStringView rest, bool complete)
{
    const int indent = indentOf(rest);
    const QStringView line = rest.sliced(indent);
    if (m_state.leaf == Leaf::Paragraph && readUnderParagraph(line, complete)) {
        return;
    }
    if (m_state.leaf == Leaf::Indented && indent >= codeIndent) {
        touchLast().text += rest.sliced(codeIndent).toString() + u'\n';
        return;
    }
    if (indent >= codeIndent && m_state.leaf != Leaf::Paragraph) {
        add(MarkdownBlock::Kind::Code).text = rest.sliced(codeIndent).toString() + u'\n';
        m_state.leaf = Leaf::Indented;
        return;
    }
    if (readNewLeaf(line, indent)) {
        return;
    }
    if (m_state.leaf == Leaf::Table) {
        MarkdownBlock &table = touchLast();
        QStringList cells = cellsOf(line);
        cells.resize(table.alignments.size());
        table.rows.append(cells);
        return;
    }
    continueParagraph(line);
}

// A line that turns the paragraph above it into a heading or a table.
bool MarkdownSplitter::readUnderParagraph(QStringView line, bool complete)
{
    if (!complete) {
        return false; // "---" may yet become a list or a table
    }
    const QString above = m_blocks.constLast().text;
    if (const std::optional<QList<Qt::Alignment>> alignments = delimiterRow(line)) {
        const qsizetype lastLine = above.lastIndexOf(u'\n') + 1;
        const QStringList header = cellsOf(QStringView(above).sliced(lastLine));
        if (header.size() == alignments->size()) {
            MarkdownBlock *table = &touchLast();
            if (lastLine > 0) {
                table->text.truncate(lastLine - 1);
                table = &add(MarkdownBlock::Kind::Table);
            }
            table->kind = MarkdownBlock::Kind::Table;
            table->text.clear();
            table->rows = { header };
            table->alignments = *alignments;
            m_state.leaf = Leaf::Table;
            return true;
        }
    }
    const int level = underlineLevel(line);
    if (level == 0) {
        return false;
    }
    MarkdownBlock &heading = touchLast();
    heading.kind = MarkdownBlock::Kind::Heading;
    heading.level = level;
    m_state.leaf = Leaf::None;
    return true;
}

bool MarkdownSplitter::readNewLeaf(QStringView line, int indent)
{
    if (const std::optional<Heading> heading = headingOf(line)) {
        MarkdownBlock &block = add(MarkdownBlock::Kind::Heading);
        block.level = heading->level;
        block.text = heading->text;
        m_state.leaf = Leaf::None;
        return true;
    }
    if (const std::optional<Fence> fence = fenceOf(line)) {
        add(MarkdownBlock::Kind::Code).language = fence->language;
        m_state.leaf = Leaf::Fence;
        m_state.fenceMark = fence->mark;
        m_state.fenceLength = fence->length;
        m_state.fenceIndent = indent;
        return true;
    }
    if (isThematicBreak(line)) {
        add(MarkdownBlock::Kind::Rule);
        m_state.leaf = Leaf::None;
        return true;
    }
    return false;
}

void MarkdownSplitter::continueParagraph(QStringView line)
{
    const bool open = m_state.leaf == Leaf::Paragraph
        && m_blocks.constLast().text.size() + line.size() < longestBlock;
    if (open) {
        MarkdownBlock &block = touchLast();
        block.text += u'\n';
        block.text += line.trimmed();
        return;
    }
    add(MarkdownBlock::Kind::Paragraph).text = line.trimmed().toString();
    m_state.leaf = Leaf::Paragraph;
}

// An item that ended before it had content is still an item.
void MarkdownSplitter::takeItem()
{
    if (m_state.item) {
        add(MarkdownBlock::Kind::Paragraph);
    }
}

MarkdownBlock &MarkdownSplitter::add(MarkdownBlock::Kind kind)
{
    MarkdownBlock block;
    block.kind = kind;
    for (const Container &container : std::as_const(m_state.containers)) {
        block.containers += container.kind;
    }
    block.afterBlank = m_state.blankBefore;
    if (const auto item = std::exchange(m_state.item, std::nullopt)) {
        block.marker = item->marker;
        block.task = item->task;
    }
    m_firstTouched = std::min(m_firstTouched, m_blocks.size());
    m_blocks.append(block);
    return m_blocks.last();
}

MarkdownBlock &MarkdownSplitter::touchLast()
{
    m_firstTouched = std::min(m_firstTouched, m_blocks.size() - 1);
    return m_blocks.last();
}

} // namespace patchbay
