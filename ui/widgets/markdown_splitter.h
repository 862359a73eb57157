// SPDX-License-Identifier: GPL-3.0-or-later
//
// MarkdownSplitter: cuts Markdown into flat blocks while it streams in.
//
// Pure: text in, values out. A block is a leaf (paragraph, heading, code, table, rule) that carries
// the containers around it, so that a long list is many small blocks and appending touches only the
// last. CommonMark with GitHub's tables and task lists, minus what a model's answer must not do:
// HTML stays text, references and footnotes stay text. Any input is safe: depth and sizes are bounded.
#pragma once

#include <QList>
#include <QString>

#include <optional>

namespace patchbay {

struct MarkdownBlock {
    enum class Kind { Paragraph, Heading, Code, Table, Rule };
    enum class Task { None, Open, Done };

    Kind kind = Kind::Paragraph;
    int level = 0;       // of a heading: 1 to 6
    QString containers;  // outermost first: 'q' quote, 'b' bullet item, 'o' ordered item
    QString marker;      // "•" or "3." at the first block of an item
    Task task = Task::None;
    bool afterBlank = false; // a blank line stands before it
    QString text;        // inline Markdown, lines parted by \n; of code: the code itself
    QString language;    // first word of a fence's info string
    QList<QStringList> rows;         // table cells, the header row first
    QList<Qt::Alignment> alignments; // of the table's columns

    bool operator==(const MarkdownBlock &) const = default;
};

class MarkdownSplitter {
public:
    // The longest text of one block, in UTF-16 units; longer ones are cut into several.
    static constexpr qsizetype longestBlock = 8192;

    // Gives the index of the first block that may differ from before.
    qsizetype append(QStringView delta);
    // The last line is complete: nothing follows. append() after it starts a new line's worth of doubt.
    qsizetype finish();
    void clear();
    const QList<MarkdownBlock> &blocks() const { return m_blocks; }

private:
    enum class Leaf { None, Paragraph, Fence, Table, Indented };

    struct Container {
        QChar kind;     // as in MarkdownBlock::containers
        int indent = 0; // of an item's content, from its parent's
    };
    struct PendingItem {
        QString marker;
        MarkdownBlock::Task task = MarkdownBlock::Task::None;
    };
    struct State {
        QList<Container> containers;
        Leaf leaf = Leaf::None;
        QChar fenceMark;
        int fenceLength = 0;
        int fenceIndent = 0;
        bool blankBefore = false;
        std::optional<PendingItem> item;
    };
    // What to return to before the last line is read again with more of it.
    struct Snapshot {
        State state;
        qsizetype count = 0;
        std::optional<MarkdownBlock> last;
    };

    void takeBack();
    void readLine(QStringView line, bool complete);
    qsizetype matchContainers(QStringView &rest) const;
    bool readInsideFence(QStringView rest);
    bool readBlank(QStringView rest);
    void openContainers(QStringView &rest);
    bool openItem(QStringView &rest, int indent);
    void readLeaf(QStringView rest, bool complete);
    bool readUnderParagraph(QStringView line, bool complete);
    bool readNewLeaf(QStringView line, int indent);
    void continueParagraph(QStringView line);
    void takeItem();
    MarkdownBlock &add(MarkdownBlock::Kind kind);
    MarkdownBlock &touchLast();

    QString m_tail; // the last, incomplete line
    QList<MarkdownBlock> m_blocks;
    State m_state;
    std::optional<Snapshot> m_snapshot;
    qsizetype m_firstTouched = 0;
};

} // namespace patchbay
