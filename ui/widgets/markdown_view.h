// SPDX-License-Identifier: GPL-3.0-or-later
//
// MarkdownView: a model's answer, readable while it streams. Put it into a QScrollArea.
//
// Only the last block is parsed and laid out again by append(); only what changed is painted. The
// text is data: no HTML, no pictures, and links are told by linkActivated(), never opened here.
#pragma once

#include "ui/widgets/block_layout.h"

#include <QUrl>
#include <QWidget>

#include <memory>
#include <vector>

class QMenu;

namespace patchbay {

class MarkdownView final : public QWidget {
    Q_OBJECT
public:
    explicit MarkdownView(const Theme &theme, QWidget *parent = nullptr);
    ~MarkdownView() override;

    void setMarkdown(const QString &markdown);
    // Text that has streamed in. Call it about 30 times a second, not per token.
    void append(const QString &delta);
    // A block cursor at the end; while it shows, open emphasis is drawn as if it were closed.
    void setCursorVisible(bool visible);
    QString markdown() const { return m_markdown; }

    QString selectedText() const;
    bool hasSelection() const { return m_anchor != m_caret; }
    void selectAll();
    void copy() const;

    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void linkActivated(const QUrl &url);
    // Something was copied: the caller may say so ("copied").
    void copied();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    bool focusNextPrevChild(bool next) override;
    bool event(QEvent *event) override;

private:
    // A place in the shown text.
    struct Spot {
        int block = 0;
        int offset = 0;
        auto operator<=>(const Spot &) const = default;
    };
    // What the keyboard can reach: a link, or the copy button of a code block (link -1).
    struct Target {
        int block = 0;
        int link = -1;
    };

    void refresh(qsizetype firstChanged);
    void restyle();
    qreal placeBlocks(int width, QList<int> *tops) const;
    void ensurePlaced() const;
    int blockAt(int y) const;
    Spot spotAt(QPoint position) const;
    QString linkAt(QPoint position) const;
    QRect copyButtonRect(int block) const;
    int copyButtonAt(QPoint position) const;
    void setHovered(int block);
    void setSelection(Spot anchor, Spot caret);
    std::pair<int, int> selectionIn(int block) const;
    void paintBlock(QPainter &painter, int block);
    void paintCopyButton(QPainter &painter, int block) const;
    void paintTarget(QPainter &painter) const;
    void paintCursor(QPainter &painter);
    QList<Target> targets() const;
    QRect targetRect(const Target &target) const;
    void activate(const Target &target);
    void copyText(const QString &text) const;
    void scrollTo(QPoint position);

    const Theme &m_theme;
    MarkdownLook m_look;
    MarkdownSplitter m_splitter;
    QString m_markdown;
    std::vector<std::unique_ptr<BlockLayout>> m_blocks;
    mutable QList<int> m_tops; // of the blocks, for m_placedWidth
    mutable int m_placedWidth = -1;
    mutable int m_placedHeight = 0;
    bool m_streaming = false;
    Spot m_anchor;
    Spot m_caret;
    QString m_pressedLink;
    int m_pressedButton = -1;
    int m_hovered = -1;
    int m_target = -1; // index into targets(), -1: none
};

} // namespace patchbay
