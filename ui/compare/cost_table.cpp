// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/cost_table.h"

#include "models/format/format.h"
#include "ui/widgets/themed.h"

#include <QPainter>

using namespace Qt::StringLiterals;

namespace patchbay {

CostTable::CostTable(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    followTheme(this, theme);
}

QString CostTable::rateText(const QString &ratePerUnit, const QString &kind)
{
    const bool perRequest = kind == u"request" || kind == u"web_search";
    const double rate = ratePerUnit.toDouble();
    const double shown = perRequest ? rate : rate * 1e6;
    const int decimals = shown > 0 && shown < 0.1 ? 4 : 2;
    return u"$%1 / %2"_s.arg(shown, 0, 'f', decimals).arg(perRequest ? tr("each") : u"M"_s);
}

void CostTable::setMetrics(const TurnMetrics &metrics)
{
    m_rows.clear();
    const QString about = metrics.usageEstimated ? u"≈ "_s : QString();
    std::vector<Money> column;
    for (const CostLine &line : metrics.costLines) {
        column.push_back({ line.nanoDollars });
    }
    const Amount total = format::amountFromRecord(metrics.costNanoDollars, metrics.costBasis);
    if (total.money) {
        column.push_back(*total.money);
    }
    const int decimals = std::max(6, format::columnDecimals(column));
    for (const CostLine &line : metrics.costLines) {
        const QString kind = QString(line.kind).replace(u'_', u' ');
        const bool output = line.kind == u"output" || line.kind == u"reasoning";
        m_rows.append({ kind, (output ? about : QString()) + format::count(line.units),
                        rateText(line.ratePerUnit, line.kind), format::moneyFixed({ line.nanoDollars }, decimals) });
    }
    m_total = { tr("total"), {}, metrics.costBasis, format::amountFixed(total, decimals) };
    updateGeometry();
    update();
}

int CostTable::rowHeight() const
{
    return QFontMetrics(m_theme.font(TypeStep::Meta)).height() + 8;
}

QSize CostTable::sizeHint() const
{
    return { 160, (static_cast<int>(m_rows.size()) + 1) * rowHeight() + 6 };
}

void CostTable::paintRow(QPainter &painter, int top, const Row &row) const
{
    const int height = rowHeight();
    const int amountWidth = width() * 30 / 100;
    const int rateWidth = width() * 28 / 100;
    const int unitsRight = width() - amountWidth - rateWidth - 8;
    painter.setFont(m_theme.font(TypeStep::Meta));
    painter.setPen(m_theme.color(Role::Muted));
    painter.drawText(QRect(0, top, unitsRight, height), Qt::AlignLeft | Qt::AlignVCenter, row.kind);
    painter.drawText(QRect(0, top, unitsRight, height), Qt::AlignRight | Qt::AlignVCenter, row.units);
    painter.drawText(QRect(unitsRight, top, rateWidth, height), Qt::AlignRight | Qt::AlignVCenter, row.rate);
    painter.setPen(m_theme.color(Role::Text));
    QFont strong = painter.font();
    strong.setWeight(QFont::DemiBold);
    painter.setFont(strong);
    painter.drawText(QRect(width() - amountWidth - 8, top, amountWidth + 8, height), Qt::AlignRight | Qt::AlignVCenter,
                     row.amount);
}

void CostTable::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    int top = 0;
    for (const Row &row : m_rows) {
        paintRow(painter, top, row);
        top += rowHeight();
    }
    painter.fillRect(0, top + 2, width(), 1, m_theme.color(Role::Line));
    paintRow(painter, top + 5, m_total);
}

} // namespace patchbay
