// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/spend/headline_tile.h"

#include "ui/spend/fitting_font.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/sparkline.h"

#include <QGridLayout>
#include <QPainter>

#include <algorithm>

namespace patchbay {

namespace {

constexpr int courseWidth = 64;
constexpr int narrow = 190;

} // namespace

// The line over a course where the chart's pointer is.
class CourseMarker final : public QWidget {
public:
    CourseMarker(const Theme &theme, Sparkline *course)
        : QWidget(course)
        , m_theme(theme)
        , m_course(course)
    {
        setAttribute(Qt::WA_TransparentForMouseEvents);
        hide();
    }

    void setPlace(int place)
    {
        const QList<double> &values = m_course->values();
        m_place = place >= 0 && place < values.size() && values.size() > 1 ? place : -1;
        setVisible(m_place >= 0);
        setGeometry(m_course->rect());
        update();
    }
    int place() const { return m_place; }

protected:
    void paintEvent(QPaintEvent *) override
    {
        const double step = (width() - 2.0) / double(std::max<qsizetype>(1, m_course->values().size() - 1));
        QPainter painter(this);
        painter.fillRect(QRectF(0.5 + m_place * step, 0, 1, height()), m_theme.color(Role::Text));
    }

private:
    const Theme &m_theme;
    Sparkline *m_course;
    int m_place = -1;
};

HeadlineTile::HeadlineTile(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_caption(new ElidedLabel(theme, TypeStep::Meta, Role::Muted, this))
    , m_number(new FigureLabel(theme, TypeStep::Number, Role::Text, this))
    , m_note(new FigureLabel(theme, TypeStep::Meta, Role::Muted, this))
    , m_course(new Sparkline(theme, Sparkline::Shape::Line, this))
    , m_marker(new CourseMarker(theme, m_course))
{
    m_course->setFixedSize(courseWidth, 26);
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(12, 8, 12, 8);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(0);
    grid->setColumnStretch(0, 1);
    grid->addWidget(m_caption, 0, 0);
    grid->addWidget(m_number, 1, 0);
    grid->addWidget(m_course, 0, 1, 2, 1, Qt::AlignRight | Qt::AlignVCenter);
    grid->addWidget(m_note, 2, 0, 1, 2);
}

void HeadlineTile::setContent(const Content &content)
{
    m_caption->setText(content.caption);
    m_number->setText(content.number);
    m_note->setText(content.note);
    m_course->setValues(content.course);
    m_marker->setPlace(-1);
    m_course->setVisible(content.course.size() > 1 && width() > narrow);
    setAccessibleName(content.caption + QLatin1Char(' ') + content.number + QLatin1String(", ") + content.note);
}

void HeadlineTile::setMarker(int place)
{
    m_marker->setPlace(place);
}

int HeadlineTile::marker() const
{
    return m_marker->place();
}

QString HeadlineTile::caption() const { return m_caption->text(); }
QString HeadlineTile::number() const { return m_number->text(); }
QString HeadlineTile::note() const { return m_note->text(); }
bool HeadlineTile::isWhole() const { return m_number->isWhole() && m_note->isWhole(); }

void HeadlineTile::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_course->setVisible(m_course->values().size() > 1 && width() > narrow);
}

void HeadlineTile::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(QRect(width() - 1, 0, 1, height()), m_theme.color(Role::Line));
}

} // namespace patchbay
