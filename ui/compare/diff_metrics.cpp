// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/diff_metrics.h"

#include "models/format/format.h"
#include "ui/widgets/paint.h"
#include "ui/widgets/themed.h"

#include <QPainter>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr int labelWidth = 110;

using Verdict = DiffMetrics::Verdict;

Verdict verdictOf(double difference, bool lessIsBetter)
{
    if (difference == 0) {
        return Verdict::Neutral;
    }
    return (difference < 0) == lessIsBetter ? Verdict::Better : Verdict::Worse;
}

DiffMetrics::Column timeColumn(const QString &caption, qint64 baseline, qint64 candidate)
{
    DiffMetrics::Column column { caption,
                                 format::duration(std::chrono::microseconds(baseline)),
                                 format::duration(std::chrono::microseconds(candidate)),
                                 format::noValue(),
                                 {} };
    if (baseline >= 0 && candidate >= 0) {
        column.difference = format::signedDuration(std::chrono::microseconds(candidate - baseline));
        column.verdict = verdictOf(static_cast<double>(candidate - baseline), true);
    }
    return column;
}

DiffMetrics::Column countColumn(const QString &caption, std::optional<qint64> baseline, std::optional<qint64> candidate)
{
    const auto text = [](std::optional<qint64> count) { return count ? format::count(*count) : format::noValue(); };
    DiffMetrics::Column column { caption, text(baseline), text(candidate), format::noValue(), {} };
    if (baseline && candidate) {
        column.difference = format::signedCount(*candidate - *baseline);
    }
    return column;
}

DiffMetrics::Column rateColumn(double baseline, double candidate)
{
    DiffMetrics::Column column { u"tok/s"_s, format::rate(baseline), format::rate(candidate), format::noValue(), {} };
    if (baseline >= 0 && candidate >= 0) {
        column.difference = format::signedCount(qRound64(candidate) - qRound64(baseline));
        column.verdict = verdictOf(candidate - baseline, false);
    }
    return column;
}

DiffMetrics::Column costColumn(const TurnMetrics &baseline, const TurnMetrics &candidate)
{
    const auto text = [](const TurnMetrics &metrics) {
        return format::amount(format::amountFromRecord(metrics.costNanoDollars, metrics.costBasis));
    };
    DiffMetrics::Column column { u"cost"_s, text(baseline), text(candidate), format::noValue(), {} };
    if (baseline.costNanoDollars > 0 && candidate.costNanoDollars >= 0) {
        const double change = static_cast<double>(candidate.costNanoDollars - baseline.costNanoDollars)
            / static_cast<double>(baseline.costNanoDollars);
        const QString sign = change < 0 ? u"− "_s : change > 0 ? u"+ "_s : QString();
        column.difference = sign + format::percent(std::abs(change));
        column.verdict = verdictOf(change, true);
    }
    return column;
}

} // namespace

DiffMetrics::DiffMetrics(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    followTheme(this, theme);
}

QList<DiffMetrics::Column> DiffMetrics::columnsOf(const TurnMetrics &baseline, const TurnMetrics &candidate)
{
    return { timeColumn(u"TTFT"_s, baseline.firstTokenMicroseconds, candidate.firstTokenMicroseconds),
             timeColumn(u"total"_s, baseline.totalMicroseconds, candidate.totalMicroseconds),
             rateColumn(baseline.tokensPerSecond(), candidate.tokensPerSecond()),
             countColumn(u"tokens in"_s, baseline.inputTokens, candidate.inputTokens),
             countColumn(u"tokens out"_s, baseline.outputTokens, candidate.outputTokens),
             countColumn(u"reasoning"_s, baseline.reasoningTokens, candidate.reasoningTokens),
             costColumn(baseline, candidate) };
}

void DiffMetrics::setTurns(const TurnLive *baseline, const TurnLive *candidate, std::pair<int, int> entitySlots)
{
    const TurnMetrics none;
    m_columns =
        columnsOf(baseline != nullptr ? baseline->metrics : none, candidate != nullptr ? candidate->metrics : none);
    m_slots = entitySlots;
    QStringList spoken;
    for (const Column &column : std::as_const(m_columns)) {
        spoken.append(
            tr("%1: %2, %3, difference %4").arg(column.caption, column.baseline, column.candidate, column.difference));
    }
    setAccessibleName(spoken.join(u"; "_s));
    update();
}

int DiffMetrics::rowHeight() const
{
    return QFontMetrics(m_theme.font(TypeStep::Body)).height() + 8;
}

int DiffMetrics::rowTop(int row) const
{
    return 5 + row * rowHeight();
}

QSize DiffMetrics::sizeHint() const
{
    return { 640, rowTop(4) + 5 };
}

void DiffMetrics::paintLabels(QPainter &painter) const
{
    const int height = rowHeight();
    const auto label = [&](int row, const QString &text, int slot) {
        const int left = 12;
        painter.setPen(m_theme.color(slot == -2 ? Role::Muted : Role::Text));
        painter.drawText(QRect(slot == -2 ? left : left + 16, rowTop(row), labelWidth, height),
                         Qt::AlignLeft | Qt::AlignVCenter, text);
        if (slot != -2) {
            paint::box(painter, QRectF(left, rowTop(row) + (height - 10) / 2, 10, 10),
                       { m_theme.entityColor(slot), {}, 2 });
        }
    };
    painter.setFont(m_theme.font(TypeStep::Body));
    label(1, tr("baseline"), m_slots.first);
    label(2, tr("candidate"), m_slots.second);
    label(3, tr("difference"), -2);
}

void DiffMetrics::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(rect(), m_theme.color(Role::Surface));
    painter.fillRect(0, 0, width(), 1, m_theme.color(Role::Line));
    paintLabels(painter);
    const int space = width() - labelWidth - 12;
    const auto count = static_cast<int>(m_columns.size());
    for (int index = 0; index < count; ++index) {
        const Column &column = m_columns[index];
        const int right = labelWidth + space * (index + 1) / count;
        const auto cell = [&](int row, const QString &text, const QColor &color) {
            painter.setPen(color);
            painter.drawText(QRect(right - space / count, rowTop(row), space / count, rowHeight()),
                             Qt::AlignRight | Qt::AlignVCenter, text);
        };
        painter.setFont(m_theme.font(TypeStep::Meta));
        cell(0, column.caption, m_theme.color(Role::Muted));
        painter.setFont(m_theme.font(TypeStep::Body));
        cell(1, column.baseline, m_theme.color(Role::Text));
        cell(2, column.candidate, m_theme.color(Role::Text));
        painter.setFont(m_theme.font(column.verdict == Verdict::Neutral ? TypeStep::Body : TypeStep::Strong));
        cell(3, column.difference,
             m_theme.color(column.verdict == Verdict::Better      ? Role::Good
                               : column.verdict == Verdict::Worse ? Role::Bad
                                                                  : Role::Muted));
    }
}

} // namespace patchbay
