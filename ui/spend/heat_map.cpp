// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/spend/heat_map.h"

#include "models/format/format.h"
#include "models/spend/spend_sums_model.h"
#include "ui/widgets/paint.h"
#include "ui/widgets/themed.h"

#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr int days = 7;
constexpr int hoursADay = 24;
constexpr int leftMargin = 52;
constexpr int rightMargin = 16;
constexpr int topMargin = 8;
constexpr int bottomMargin = 40;
constexpr int gap = 2;
constexpr int smallestHeight = 132;
constexpr int scaleWidth = 120;
constexpr int scaleHeight = 8;

qint64 nano(const SpendRow &row)
{
    return row.known.value_or(Money {}).nanoDollars;
}

} // namespace

HeatMap::HeatMap(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_week { QList<SpendRow>(hoursOfWeek) }
{
    setObjectName(u"spendWeek"_s);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setMinimumHeight(smallestHeight);
    setAccessibleName(tr("Cost by hour of the week. Arrows move, Enter opens the rows."));
    followTheme(this, theme);
}

void HeatMap::setWeek(const SpendWeek &week)
{
    m_week = week;
    m_most = 0;
    for (const SpendRow &row : week.hours) {
        m_most = std::max(m_most, nano(row));
    }
    describe();
    update();
}

void HeatMap::select(int hour)
{
    m_selected = hour;
    update();
}

QRect HeatMap::placeOf(int hour) const
{
    const double cellWidth = double(width() - leftMargin - rightMargin) / hoursADay;
    const double cellHeight = double(height() - topMargin - bottomMargin) / days;
    const int left = leftMargin + static_cast<int>(std::round(cellWidth * (hour % hoursADay)));
    const int right = leftMargin + static_cast<int>(std::round(cellWidth * (hour % hoursADay + 1)));
    const int top = topMargin + static_cast<int>(std::round(cellHeight * (hour / hoursADay)));
    const int bottom = topMargin + static_cast<int>(std::round(cellHeight * (hour / hoursADay + 1)));
    return QRect(left, top, right - left - gap, bottom - top - gap);
}

int HeatMap::hourAt(const QPointF &position) const
{
    for (int hour = 0; hour < hoursOfWeek; ++hour) {
        if (placeOf(hour).adjusted(0, 0, gap, gap).contains(position.toPoint())) {
            return hour;
        }
    }
    return -1;
}

void HeatMap::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Role::Surface));
    const auto shade = [this](double share) { return paint::mix(m_theme.color(Role::Raised), m_theme.color(Role::Accent), share); };
    for (int hour = 0; hour < hoursOfWeek; ++hour) {
        // By the root: an hour of a tenth can still be told from one of nothing.
        const double share = m_most > 0 ? std::sqrt(double(std::max<qint64>(0, nano(m_week.hours.at(hour)))) / double(m_most)) : 0;
        painter.fillRect(placeOf(hour), shade(share));
        if (hour == m_hovered || hour == m_selected || (hasFocus() && hour == m_cursor)) {
            const Role role = hour == m_selected ? Role::Text : hasFocus() && hour == m_cursor ? Role::Focus : Role::Muted;
            painter.setPen(QPen(m_theme.color(role), 2));
            painter.drawRect(placeOf(hour).adjusted(1, 1, -1, -1));
        }
    }
    painter.setFont(m_theme.font(TypeStep::Micro));
    painter.setPen(m_theme.color(Role::Muted));
    for (int day = 0; day < days; ++day) {
        const QRect first = placeOf(day * hoursADay);
        painter.drawText(QRect(0, first.top(), leftMargin - 8, first.height()), Qt::AlignRight | Qt::AlignVCenter,
                         QLocale::c().standaloneDayName(day + 1, QLocale::ShortFormat));
    }
    constexpr int labelled = 3;
    for (int hour = 0; hour < hoursADay; hour += labelled) {
        const QRect column = placeOf((days - 1) * hoursADay + hour);
        painter.drawText(QRect(column.left(), column.bottom() + 4, 3 * column.width(), 16), Qt::AlignLeft | Qt::AlignVCenter, u"%1:00"_s.arg(hour, 2, 10, QLatin1Char('0')));
    }
    // What the shades mean.
    const int right = width() - rightMargin;
    const int top = height() - scaleHeight - 4;
    const QString most = format::money(Money { m_most });
    const int words = painter.fontMetrics().horizontalAdvance(most) + 6;
    for (int step = 0; step < scaleWidth; ++step) {
        painter.fillRect(right - words - scaleWidth + step, top, 1, scaleHeight, shade(std::sqrt(double(step) / scaleWidth)));
    }
    painter.drawText(QRect(right - words, top - 4, words, scaleHeight + 8), Qt::AlignRight | Qt::AlignVCenter, most);
    painter.drawText(QRect(right - words - scaleWidth - 30, top - 4, 24, scaleHeight + 8), Qt::AlignRight | Qt::AlignVCenter, u"$0"_s);
}

void HeatMap::mousePressEvent(QMouseEvent *event)
{
    const int hour = hourAt(event->position());
    if (event->button() == Qt::LeftButton && hour >= 0) {
        m_cursor = hour;
        if (m_week.hours.at(hour).attempts > 0) {
            Q_EMIT hourChosen(hour);
        }
    }
    event->accept();
}

void HeatMap::mouseMoveEvent(QMouseEvent *event)
{
    const int hour = hourAt(event->position());
    if (hour == m_hovered) {
        return;
    }
    m_hovered = hour;
    setCursor(hour >= 0 && m_week.hours.at(hour).attempts > 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    if (hour >= 0) {
        const SpendRow &row = m_week.hours.at(hour);
        QToolTip::showText(event->globalPosition().toPoint(),
                           u"%1\n%2\n%3, %4 failed"_s.arg(hourName(hour), row.attempts > 0 ? amountText(row) : tr("nothing"),
                                                          format::counted(row.attempts, tr("attempt")), format::count(row.failed)),
                           this);
    }
    update();
}

void HeatMap::leaveEvent(QEvent *event)
{
    m_hovered = -1;
    update();
    QWidget::leaveEvent(event);
}

void HeatMap::describe()
{
    const SpendRow &row = m_week.hours.at(m_cursor);
    setAccessibleDescription(hourName(m_cursor) + u", "_s + (row.attempts > 0 ? amountText(row) : tr("nothing")));
}

void HeatMap::moveTo(int hour)
{
    m_cursor = std::clamp(hour, 0, hoursOfWeek - 1);
    describe();
    update();
}

void HeatMap::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Left: moveTo(m_cursor - 1); break;
    case Qt::Key_Right: moveTo(m_cursor + 1); break;
    case Qt::Key_Up: moveTo(m_cursor >= hoursADay ? m_cursor - hoursADay : m_cursor); break;
    case Qt::Key_Down: moveTo(m_cursor + hoursADay < hoursOfWeek ? m_cursor + hoursADay : m_cursor); break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_week.hours.at(m_cursor).attempts > 0) {
            Q_EMIT hourChosen(m_cursor);
        }
        break;
    default: QWidget::keyPressEvent(event);
    }
}

} // namespace patchbay
