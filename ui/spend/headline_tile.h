// SPDX-License-Identifier: GPL-3.0-or-later
//
// HeadlineTile: one number: what it is, the number, what to make of it, and its course.
#pragma once

#include "ui/widgets/theme.h"

#include <QWidget>

namespace patchbay {

class CourseMarker;
class ElidedLabel;
class FigureLabel;
class Sparkline;

class HeadlineTile final : public QWidget {
    Q_OBJECT
public:
    explicit HeadlineTile(const Theme &theme, QWidget *parent = nullptr);

    struct Content {
        QString caption;
        QString number;
        QString note;
        QList<double> course; // empty: no line
    };
    void setContent(const Content &content);
    // A place in the course; one that it does not have (-1) takes the mark away.
    void setMarker(int place);
    int marker() const;
    QString caption() const;
    QString number() const;
    QString note() const;
    bool isWhole() const; // no figure of it is cut
    FigureLabel *numberLabel() const { return m_number; }
    FigureLabel *noteLabel() const { return m_note; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    const Theme &m_theme;
    ElidedLabel *m_caption;
    FigureLabel *m_number;
    FigureLabel *m_note;
    Sparkline *m_course;
    CourseMarker *m_marker;
};

} // namespace patchbay
