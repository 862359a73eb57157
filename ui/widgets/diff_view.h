// SPDX-License-Identifier: GPL-3.0-or-later
//
// DiffView: two texts beside each other, the changes marked in both, one scroll bar for both.
//
// Removed words are filled at the left, added ones filled and underlined at the right, so colour is
// not the only sign; a strip between shows where in the whole the changes are. The rows come from
// compareTexts() in the models; this class only knows their shape.
#pragma once

#include "ui/widgets/theme.h"

#include <QAbstractScrollArea>
#include <QTextLayout>

#include <memory>
#include <vector>

namespace patchbay {

// A row of the view: one line of each side, or of one side only.
struct DiffViewRow {
    struct Span {
        QString text;
        bool changed = false;
    };
    bool hasLeft = false;
    bool hasRight = false;
    bool changed = false;
    bool code = false; // fixed font
    QList<Span> left;
    QList<Span> right;
};

class DiffView final : public QAbstractScrollArea {
    Q_OBJECT
public:
    explicit DiffView(const Theme &theme, QWidget *parent = nullptr);
    ~DiffView() override;

    void setRows(const QList<DiffViewRow> &rows);
    // Only changed rows, with the unchanged ones between them left out.
    void setOnlyChanges(bool only);
    // Said in the hatched gap where a side has nothing: "nothing in the candidate".
    void setGapTexts(const QString &left, const QString &right);

    int changeCount() const { return static_cast<int>(m_changes.size()); }
    // 0-based; -1 before the first has been visited.
    int currentChange() const { return m_current; }
    void nextChange();
    void previousChange();
    void showChange(int change);
    // Width of the strip, so that a header above can leave the same gap.
    static int stripWidth() { return 24; }

    QSize sizeHint() const override { return QSize(720, 400); }

Q_SIGNALS:
    void currentChangeChanged(int change);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;

private:
    struct Side {
        std::unique_ptr<QTextLayout> layout;
        QList<QPair<int, int>> marks; // start and length of what changed
    };
    struct Row {
        DiffViewRow source;
        Side left;
        Side right;
        int top = 0;
        int height = 0;
    };

    void rebuild();
    void layOutRows();
    Side makeSide(const QList<DiffViewRow::Span> &spans, bool code) const;
    int layOutSide(Side &side, int width) const;
    int columnWidth() const;
    void updateScrollBar();
    void paintRow(QPainter &painter, const Row &row, int y) const;
    void paintSide(QPainter &painter, const Side &side, const QRect &place, bool added) const;
    void paintMarks(QPainter &painter, const Side &side, QPointF origin, bool added) const;
    void paintGaps(QPainter &painter, int scrolled) const;
    void paintStrip(QPainter &painter) const;

    const Theme &m_theme;
    QList<DiffViewRow> m_source;
    std::vector<Row> m_rows;
    QList<int> m_changes; // indexes of changed rows
    QString m_leftGap;
    QString m_rightGap;
    bool m_onlyChanges = false;
    int m_current = -1;
    int m_height = 0;
};

} // namespace patchbay
