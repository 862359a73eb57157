// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/metric_strip.h"

#include "ui/widgets/themed.h"

#include <QPainter>

using namespace Qt::StringLiterals;

namespace patchbay {
namespace {

constexpr int gap = 14;
constexpr int leading = 2;

// What the widest common value of a column looks like, by its place.
QString sampleOf(qsizetype column)
{
    return column == 0 ? u"000 ms"_s : column == 1 ? u"0.00 s"_s : u"0000"_s;
}

} // namespace

MetricStrip::MetricStrip(const Theme &theme, QWidget *parent)
    : QLabel(parent)
    , m_theme(theme)
{
    setTextFormat(Qt::PlainText);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    followTheme(this, theme);
}

void MetricStrip::setMetrics(const QList<Metric> &metrics)
{
    if (m_metrics != metrics) {
        m_metrics = metrics;
        describe();
    }
}

void MetricStrip::setDetail(const QString &detail)
{
    if (m_detail != detail) {
        m_detail = detail;
        describe();
    }
}

// The label's own text is what a screen reader reads; the painting shows it as a grid.
void MetricStrip::describe()
{
    QStringList words;
    for (const Metric &metric : std::as_const(m_metrics)) {
        words.append(metric.caption + u' ' + (metric.value.isEmpty() ? tr("unknown") : metric.value)
                     + (metric.best ? tr(", best") : QString()));
    }
    setText(words.join(u"; "_s) + (m_detail.isEmpty() ? QString() : u". "_s + m_detail));
    update();
}

QSize MetricStrip::sizeHint() const
{
    const int micro = QFontMetrics(m_theme.font(TypeStep::Micro)).height();
    const int body = QFontMetrics(m_theme.font(TypeStep::Body)).height();
    return QSize(240, 2 * micro + body + 2 * leading);
}

QSize MetricStrip::minimumSizeHint() const
{
    return QSize(160, sizeHint().height());
}

void MetricStrip::paintColumn(QPainter &painter, const Metric &metric, const QRect &place, Qt::Alignment side) const
{
    const QFont caption = m_theme.font(TypeStep::Micro);
    const int captionHeight = QFontMetrics(caption).height();
    painter.setFont(caption);
    painter.setPen(m_theme.color(Role::Muted));
    painter.drawText(place, static_cast<int>(side | Qt::AlignTop), metric.caption);
    const bool known = !metric.value.isEmpty();
    painter.setFont(m_theme.font(metric.best ? TypeStep::Strong : TypeStep::Body));
    painter.setPen(m_theme.color(metric.best ? Role::Good : known ? Role::Text : Role::Muted));
    painter.drawText(place.adjusted(0, captionHeight + leading, 0, 0), static_cast<int>(side | Qt::AlignTop),
                     known ? metric.value : u"–"_s);
}

void MetricStrip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const QRect room = contentsRect();
    const QFontMetrics strong(m_theme.font(TypeStep::Strong));
    int x = room.left();
    for (qsizetype column = 0; column < m_metrics.size(); ++column) {
        const Metric &metric = m_metrics[column];
        if (column + 1 == m_metrics.size() && column > 0) {
            paintColumn(painter, metric, QRect(x, room.top(), room.right() + 1 - x, room.height()), Qt::AlignRight);
            break;
        }
        // A value wider than its column pushes the next ones on rather than being cut.
        const int usual = strong.horizontalAdvance(sampleOf(column));
        const int width = std::max(usual, strong.horizontalAdvance(metric.value));
        paintColumn(painter, metric, QRect(x, room.top(), width + gap, room.height()), Qt::AlignLeft);
        x += width + gap;
    }
    const QFont micro = m_theme.font(TypeStep::Micro);
    painter.setFont(micro);
    painter.setPen(m_theme.color(Role::Muted));
    const QString shown = QFontMetrics(micro).elidedText(m_detail, Qt::ElideRight, room.width());
    painter.drawText(room, Qt::AlignLeft | Qt::AlignBottom, shown);
}

} // namespace patchbay
