// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/spend/chart_area.h"

#include "models/format/format.h"
#include "models/spend/spend_sums_model.h"
#include "ui/spend/forecast_words.h"
#include "ui/spend/legend_key.h"
#include "ui/spend/spend_colors.h"
#include "ui/widgets/themed.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QToolTip>
#include <QVBoxLayout>

#include <cmath>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

double dollars(const SpendRow &row)
{
    return row.known ? double(row.known->nanoDollars) * 1e-9 : 0;
}

QString axisText(double value)
{
    const Money money { static_cast<std::int64_t>(std::llround(value * 1e9)) };
    return money.nanoDollars == 0 ? u"$0"_s : format::moneyLimit(money);
}

} // namespace

ChartArea::ChartArea(const SpendContext &context, SpendColors &colors, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_colors(colors)
    , m_title(new QLabel(this))
    , m_detail(new QLabel(this))
    , m_empty(new QLabel(this))
    , m_canvas(loadChartCanvas(this))
{
    setMinimumHeight(180);
    setTextStyle(m_title, context.theme, TypeStep::Strong);
    setTextStyle(m_detail, context.theme, TypeStep::Meta, Role::Muted);
    setTextStyle(m_empty, context.theme, TypeStep::Body, Role::Muted);
    m_title->setObjectName(u"chartTitle"_s);
    m_empty->setAlignment(Qt::AlignCenter);
    auto *head = new QWidget(this);
    auto *row = new QHBoxLayout(head);
    row->setContentsMargins(12, 8, 12, 0);
    row->setSpacing(12);
    row->addWidget(m_title);
    row->addWidget(m_detail, 1);
    for (const LegendKey::Kind kind : { LegendKey::Estimated, LegendKey::Unfinished, LegendKey::Anomaly }) {
        row->addWidget(new LegendKey(context.theme, kind, head));
    }
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(head);
    column->addWidget(m_empty, 1);
    if (m_canvas == nullptr) {
        m_empty->setText(tr("Charts are not installed (Qt Charts is missing). The table has the same figures."));
        return;
    }
    m_canvas->widget()->setObjectName(u"spendChart"_s);
    m_canvas->widget()->setAccessibleName(tr("Cost over time. Arrows move, Enter opens the rows."));
    column->addWidget(m_canvas->widget(), 1);
    m_canvas->setHandlers({ .hovered = [this](int bucket, int drawn) { showTip(bucket, drawn); },
                            .activated = [this](int bucket, int drawn) { Q_EMIT pointChosen(bucket, entityOf(drawn)); },
                            .markActivated = [this](int mark) { Q_EMIT pointChosen(m_marked.value(mark, -1), -1); } });
    connect(&context.theme, &Theme::changed, this, [this] {
        showLook();
        showContent();
    });
    showLook();
}

void ChartArea::showLook()
{
    if (m_canvas == nullptr) {
        return;
    }
    const Theme &theme = m_context.theme;
    m_canvas->setLook({ .surface = theme.color(Role::Surface), .text = theme.color(Role::Text), .muted = theme.color(Role::Muted),
                        .line = theme.color(Role::Line), .lineStrong = theme.color(Role::LineStrong),
                        .accent = theme.color(Role::Accent), .warn = theme.color(Role::Warn), .hover = theme.color(Role::Hover),
                        .focus = theme.color(Role::Focus), .axis = theme.font(TypeStep::Micro), .body = theme.font(TypeStep::Body),
                        .strong = theme.font(TypeStep::Strong), .meta = theme.font(TypeStep::Meta) });
}

void ChartArea::setPicture(const SpendPicture &picture)
{
    m_picture = picture;
    showContent();
}

void ChartArea::setOutlook(const std::optional<SpendOutlook> &outlook)
{
    m_outlook = outlook;
    showContent();
}

void ChartArea::addOutlook(ChartContent &content)
{
    m_marked.clear();
    // Days only: an hour's or a week's expectation is another one.
    if (!m_outlook || m_picture.unit != SpendDimension::Day) {
        return;
    }
    QHash<QString, int> columns;
    for (int bucket = 0; bucket < m_picture.buckets.size(); ++bucket) {
        columns.insert(m_picture.buckets.at(bucket).labels.first(), bucket);
    }
    for (const SpendAnomaly &anomaly : m_outlook->anomalies) {
        if (const int column = columns.value(anomaly.date.toString(Qt::ISODate), -1); column >= 0) {
            content.marks.append({ column, anomaly.title, anomaly.sentence,
                                   tr("Open %1").arg(format::counted(anomaly.attempts, tr("row"))) });
            m_marked.append(column);
        }
    }
    if (!m_outlook->forecast) {
        return;
    }
    content.expected = m_picture.unfinished >= 0 ? m_outlook->forecast->today : 0;
    for (const ForecastDay &day : m_outlook->forecast->days) {
        if (const int column = columns.value(day.date.toString(Qt::ISODate), -1); column >= 0) {
            content.forecast.append({ column, day.low, day.middle, day.high });
        }
    }
    const ForecastWords words = forecastWords(*m_outlook);
    content.forecastTitle = tr("forecast %1").arg(words.total);
    content.forecastText = tr("80 % band %1").arg(words.band);
}

void ChartArea::select(int bucket, int entity)
{
    m_bucket = bucket;
    m_entity = entity;
    showContent();
}

void ChartArea::showContent()
{
    const QString zone = QString::fromUtf8(m_picture.view.zone.id());
    m_title->setText(tr("Cost per %1 by %2").arg(unitName(m_picture.unit), dimensionWords(m_picture.view.by)));
    m_detail->setText(m_picture.view.zone == QTimeZone::utc() ? tr("UTC") : tr("time of %1").arg(zone.section(u'/', -1).replace(u'_', u' ')));
    if (m_canvas == nullptr) {
        return;
    }
    ChartContent content;
    for (int bucket = 0; bucket < m_picture.buckets.size(); ++bucket) {
        content.columns.append({ bucketLabel(m_picture, bucket), bucketTitle(m_picture, bucket) });
    }
    m_drawn.clear();
    for (int entity = 0; entity < m_picture.entities.size(); ++entity) {
        const SpendEntity &shown = m_picture.entities.at(entity);
        if (!m_picture.isShown(shown)) {
            continue;
        }
        ChartEntity drawn { shown.name, m_context.theme.entityColor(m_colors.slotOf(m_picture.view.by, shown)), {}, {} };
        for (const SpendRow &row : shown.course) {
            drawn.values.append(dollars(row));
            drawn.estimated.append(double(row.estimated.nanoDollars) * 1e-9);
        }
        content.entities.append(drawn);
        m_drawn.append(entity);
    }
    content.unfinished = m_picture.unfinished;
    content.selectedColumn = m_bucket;
    content.selectedEntity = m_entity < 0 ? -1 : static_cast<int>(m_drawn.indexOf(m_entity));
    content.valueText = axisText;
    addOutlook(content);
    m_canvas->setContent(content);
    const bool nothing = !m_picture.total.known || m_picture.total.known->nanoDollars == 0;
    m_empty->setVisible(nothing);
    m_canvas->widget()->setVisible(!nothing);
    m_empty->setText(m_picture.empty() ? tr("Nothing in this span of time%1.").arg(m_picture.view.where.isEmpty() ? QString() : tr(" with these filters"))
                                       : tr("%1, none with an amount above zero.").arg(format::counted(m_picture.total.attempts, tr("attempt"))));
}

QRect ChartArea::placeOf(int bucket, int entity) const
{
    return m_canvas->placeOf(bucket, entity < 0 ? -1 : static_cast<int>(m_drawn.indexOf(entity)));
}

void ChartArea::showTip(int column, int drawn)
{
    QWidget *canvas = m_canvas->widget();
    if (column < 0 || column >= m_picture.buckets.size()) {
        QToolTip::hideText();
        return;
    }
    const int entity = entityOf(drawn);
    QStringList lines { bucketTitle(m_picture, column) + (column == m_picture.unfinished ? tr(", so far") : QString()) };
    if (entity >= 0) {
        lines.append(m_picture.entities.at(entity).name + u": "_s + amountText(m_picture.entities.at(entity).course.at(column)));
    }
    lines.append(tr("all: %1").arg(amountText(m_picture.course.value(column))));
    QToolTip::showText(QCursor::pos(), lines.join(u'\n'), canvas);
}

} // namespace patchbay
