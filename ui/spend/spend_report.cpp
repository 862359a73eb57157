// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/spend/spend_report.h"

#include "models/format/format.h"
#include "models/spend/spend_desk.h"
#include "models/spend/spend_sums_model.h"
#include "ui/spend/chart_area.h"
#include "ui/spend/filter_bar.h"
#include "ui/spend/headline_strip.h"
#include "ui/spend/headline_tile.h"
#include "ui/spend/spend_colors.h"
#include "ui/widgets/theme.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QFontInfo>
#include <QFontMetricsF>
#include <QLocale>
#include <QPainter>
#include <QPdfWriter>

#include <functional>

using namespace Qt::StringLiterals;

namespace patchbay {
namespace {

// In points, a 72th of an inch.
constexpr qreal margin = 42;
constexpr qreal gap = 14;
constexpr qreal tileHeight = 46;
constexpr qreal tableRow = 15;
constexpr QSize chartPixels { 1'030, 380 }; // drawn at half of that

QString tr(const char *text)
{
    return QCoreApplication::translate("patchbay::SpendReport", text);
}

// Draws from the top of the page downwards.
class Page {
public:
    Page(QPainter &painter, const Theme &theme, const QRectF &area)
        : m_painter(painter)
        , m_theme(theme)
        , m_area(area)
        , m_top(area.top())
    {
    }

    void words(const QString &text, TypeStep step, Role role)
    {
        use(step, role);
        const QRectF bounds =
            m_painter.boundingRect(QRectF(m_area.left(), m_top, m_area.width(), 400), Qt::TextWordWrap, text);
        m_painter.drawText(bounds, Qt::TextWordWrap, text);
        m_top += bounds.height() + 3;
    }

    void tiles(const HeadlineStrip &strip)
    {
        constexpr int columns = 3;
        int place = 0;
        for (const HeadlineTile *tile : strip.findChildren<HeadlineTile *>()) {
            const qreal width = m_area.width() / columns;
            const QRectF cell(m_area.left() + (place % columns) * width, m_top + (place / columns) * (tileHeight + 4),
                              width - 8, tileHeight);
            use(TypeStep::Meta, Role::Muted);
            m_painter.drawText(cell, Qt::AlignTop, elided(tile->caption(), cell.width()));
            use(TypeStep::Title, Role::Text);
            m_painter.drawText(cell.adjusted(0, 11, 0, 0), Qt::AlignTop, elided(tile->number(), cell.width()));
            use(TypeStep::Micro, Role::Muted);
            m_painter.drawText(cell.adjusted(0, 29, 0, 0), Qt::AlignTop | Qt::TextWordWrap, tile->note());
            ++place;
        }
        m_top += (place + columns - 1) / columns * (tileHeight + 4);
    }

    void chart(ChartArea &chart)
    {
        if (chart.canvas() == nullptr) {
            return; // Qt Charts is not installed
        }
        chart.resize(chartPixels);
        (void)chart.grab(); // lays out what was never shown
        const QSizeF drawn = QSizeF(chart.canvas()->widget()->size()).scaled(m_area.width(), 400, Qt::KeepAspectRatio);
        chart.canvas()->renderTo(m_painter, QRectF(QPointF(m_area.left(), m_top), drawn));
        m_top += drawn.height();
    }

    // `colorOf` an entity of the picture, as in the chart.
    void table(const SpendSumsModel &sums, const std::function<QColor(int entity)> &colorOf)
    {
        use(TypeStep::Meta, Role::Muted);
        tableLine([&sums](int column) { return sums.headerData(column, Qt::Horizontal).toString(); });
        line(Role::LineStrong);
        for (int row = 0; row < sums.rowCount(); ++row) {
            const bool total = row == sums.rowCount() - 1;
            if (!total) {
                const QRectF square(m_area.left(), m_top + 4.5, 6, 6);
                m_painter.fillRect(square, colorOf(sums.index(row, 0).data(SpendSumsModel::EntityRole).toInt()));
            }
            use(total ? TypeStep::Strong : TypeStep::Body, Role::Text);
            tableLine([&sums, row, total](int column) {
                const QModelIndex cell = sums.index(row, column);
                if (column != SpendSumsModel::Share) {
                    return cell.data().toString();
                }
                return total ? QString() : format::percent(cell.data(SpendSumsModel::ShareRole).toDouble());
            });
            line(total ? Role::LineStrong : Role::Line);
        }
    }

    void space(qreal height) { m_top += height; }

    void footer(const QString &text)
    {
        use(TypeStep::Micro, Role::Muted);
        m_painter.drawText(m_area, Qt::AlignBottom, text);
    }

private:
    void tableLine(const std::function<QString(int column)> &textOf)
    {
        using enum SpendSumsModel::Column;
        struct Width {
            SpendSumsModel::Column column;
            qreal share; // of the page
        };
        constexpr Width widths[] = { { Name, 0.26 },      { Requests, 0.11 }, { Failed, 0.09 }, { TokensIn, 0.11 },
                                     { TokensOut, 0.11 }, { Cost, 0.14 },     { Share, 0.08 },  { Change, 0.10 } };
        constexpr qreal mark = 13; // before a name
        qreal left = m_area.left();
        for (const auto &[column, share] : widths) {
            const qreal width = m_area.width() * share;
            const QRectF cell = QRectF(left, m_top, width, tableRow).adjusted(column == Name ? mark : 6, 0, 0, 0);
            m_painter.drawText(cell, (column == Name ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter,
                               elided(textOf(column), cell.width()));
            left += width;
        }
        m_top += tableRow;
    }
    void use(TypeStep step, Role role)
    {
        QFont font = m_theme.font(step);
        // A page is read from nearer than a screen; its pixels are points.
        constexpr qreal paper = 0.72;
        const qreal size = font.pixelSize() > 0 ? font.pixelSize() : QFontInfo(font).pixelSize();
        font.setPointSizeF(size * paper);
        m_painter.setFont(font);
        m_painter.setPen(m_theme.color(role));
    }
    QString elided(const QString &text, qreal width) const
    {
        return QFontMetricsF(m_painter.font(), m_painter.device()).elidedText(text, Qt::ElideRight, width);
    }
    void line(Role role)
    {
        m_painter.setPen(QPen(m_theme.color(role), 0.5));
        m_painter.drawLine(QLineF(m_area.left(), m_top, m_area.right(), m_top));
    }

    QPainter &m_painter;
    const Theme &m_theme;
    const QRectF m_area;
    qreal m_top;
};

QString subtitle(const SpendContext &context, const SpendPicture &picture)
{
    QStringList words { tr("by %1 and %2").arg(unitName(picture.unit), dimensionWords(picture.view.by)),
                        QString::fromUtf8(picture.view.zone.id()) };
    for (const SpendCondition &condition : picture.view.where) {
        words.append(dimensionWords(condition.dimension) + u' ' + conditionText(condition, context.desk.names()));
    }
    return words.join(u" · "_s);
}

// What the figures leave open; nothing where they leave nothing.
QStringList notes(const SpendPicture &picture, const std::optional<SpendOutlook> &outlook)
{
    QStringList sentences;
    for (const SpendAnomaly &anomaly : outlook ? outlook->anomalies : std::vector<SpendAnomaly>()) {
        sentences.append(anomaly.title + u": "_s + anomaly.sentence + u'.');
    }
    if (picture.total.unpriced > 0) {
        sentences.append(tr("%1 have no known price and are in no sum.")
                             .arg(format::counted(picture.total.unpriced, tr("attempt"))));
    }
    if (picture.total.estimated.nanoDollars > 0) {
        sentences.append(tr("%1 of the cost are estimated, neither reported by a provider nor counted from its usage.")
                             .arg(format::money(picture.total.estimated)));
    }
    if (picture.stray) {
        sentences.append(strayText(*picture.stray));
    }
    if (picture.unfinished >= 0) {
        sentences.append(tr("The last %1 is not over yet.").arg(unitName(picture.unit)));
    }
    return sentences;
}

void draw(Page &page, const SpendContext &context, const SpendPicture &picture,
          const std::optional<SpendOutlook> &outlook)
{
    HeadlineStrip strip(context.theme);
    strip.setPicture(picture);
    strip.setOutlook(outlook);
    SpendColors colors(context.entities);
    ChartArea chart(context, colors);
    chart.setPicture(picture);
    chart.setOutlook(outlook);
    SpendSumsModel sums;
    sums.setPicture(picture);
    page.words(tr("Spend, %1").arg(rangeName(picture.view.span(), picture.now, picture.view.zone)), TypeStep::Hero,
               Role::Text);
    page.words(subtitle(context, picture), TypeStep::Meta, Role::Muted);
    page.space(gap);
    page.tiles(strip);
    page.space(gap);
    page.chart(chart);
    page.space(gap);
    page.table(sums, [&](int entity) {
        return context.theme.entityColor(colors.slotOf(picture.view.by, picture.entities.at(entity)));
    });
    page.space(gap);
    for (const QString &sentence : notes(picture, outlook)) {
        page.words(sentence, TypeStep::Meta, Role::Muted);
    }
    page.footer(
        tr("Patchbay · made %1").arg(localTime(picture.now, picture.view.zone).toString(u"d MMM yyyy HH:mm"_s)));
}

} // namespace

QByteArray spendReport(const SpendContext &context, const SpendPicture &picture,
                       const std::optional<SpendOutlook> &outlook)
{
    Theme light;
    light.setScheme(Scheme::Light);
    const SpendContext printed { light, context.commands, context.desk, context.entities, {} };
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    constexpr int pointsAnInch = 72;
    writer.setResolution(pointsAnInch);
    writer.setPageSize(QPageSize(QPageSize::A4));
    writer.setPageMargins({});
    writer.setTitle(tr("Spend"));
    writer.setCreator(u"Patchbay"_s);
    QPainter painter(&writer);
    Page page(painter, light, QRectF(0, 0, writer.width(), writer.height()).adjusted(margin, margin, -margin, -margin));
    draw(page, printed, picture, outlook);
    painter.end();
    return bytes;
}

} // namespace patchbay
