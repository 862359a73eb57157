// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/spend/headline_strip.h"

#include "models/format/format.h"
#include "models/spend/spend_sums_model.h"
#include "ui/spend/forecast_words.h"
#include "ui/spend/fitting_font.h"
#include "ui/spend/headline_tile.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLocale>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

QList<double> courseOf(const SpendPicture &picture, const std::function<double(const SpendRow &)> &figure)
{
    QList<double> course;
    const qsizetype known = picture.unfinished < 0 ? picture.course.size() : picture.unfinished + 1;
    for (const SpendRow &row : picture.course.first(known)) {
        course.append(figure(row));
    }
    return course;
}

// "+ 18 % against 1–22 October"
QString against(const SpendPicture &picture, const QString &change)
{
    const QString before = beforeName(picture.view.span(), picture.now, picture.view.zone, picture.view.against);
    return !picture.before || before.isEmpty() || change == format::noValue() ? QString() : u"%1 against %2"_s.arg(change, before);
}

QString countChange(qint64 now, const std::optional<SpendRow> &before, qint64 SpendRow::*figure)
{
    // As amounts of money change, so do counts.
    return before ? changeText(Money { now }, Money { (*before).*figure }) : format::noValue();
}

double successOf(const SpendRow &row)
{
    const qint64 ended = row.succeeded + row.failed;
    return ended == 0 ? nothing : double(row.succeeded) / double(ended);
}

std::optional<Money> perRequest(const SpendRow &row)
{
    return row.known && row.requests > 0 ? std::optional(Money { row.known->nanoDollars / row.requests }) : std::nullopt;
}

QString requestsNote(const SpendPicture &picture, const SpendRow &total, const QString &change)
{
    if (total.attempts <= total.requests) {
        return against(picture, change);
    }
    const QString attempts = HeadlineStrip::tr("%1 attempts").arg(format::count(total.attempts));
    return change == format::noValue() ? attempts : attempts + u" · "_s + change;
}

QString shareText(double share)
{
    return std::isnan(share) ? format::noValue() : QString::number(share * 100, 'f', 1) + u" %"_s;
}

} // namespace

HeadlineStrip::HeadlineStrip(const Theme &theme, QWidget *parent)
    : ChromeWidget(theme, Role::Surface, Qt::BottomEdge, parent)
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 1);
    row->setSpacing(0);
    m_spend = addTile(u"spendTile"_s);
    m_forecast = addTile(u"forecastTile"_s);
    m_requests = addTile(u"requestsTile"_s);
    m_success = addTile(u"successTile"_s);
    m_perRequest = addTile(u"perRequestTile"_s);
    m_tokens = addTile(u"tokensTile"_s);
}

HeadlineTile *HeadlineStrip::addTile(const QString &name)
{
    auto *tile = new HeadlineTile(theme(), this);
    tile->setObjectName(name);
    static_cast<QHBoxLayout *>(layout())->addWidget(tile, 1);
    tile->numberLabel()->installEventFilter(this);
    tile->noteLabel()->installEventFilter(this);
    return tile;
}

// Tiles beside each other are of one make: where one note needs two lines, all have two, and no number is larger than its neighbours.
void HeadlineStrip::matchTiles()
{
    const QList<HeadlineTile *> tiles = findChildren<HeadlineTile *>();
    const auto smallest = [&](FigureLabel *(HeadlineTile::*label)() const, int lines) {
        double share = 1;
        for (const HeadlineTile *tile : tiles) {
            share = std::min(share, (tile->*label)()->neededShare(lines));
        }
        return share;
    };
    const double numbers = smallest(&HeadlineTile::numberLabel, 1);
    const int lines = smallest(&HeadlineTile::noteLabel, 1) < 1 ? 2 : 1;
    const double notes = smallest(&HeadlineTile::noteLabel, lines);
    for (const HeadlineTile *tile : tiles) {
        tile->numberLabel()->setShare(numbers);
        tile->noteLabel()->setLines(lines);
        tile->noteLabel()->setShare(notes);
    }
}

// The labels know their width once their own layout has run.
bool HeadlineStrip::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize) {
        matchTiles();
    }
    return ChromeWidget::eventFilter(watched, event);
}

void HeadlineStrip::setMarker(int bucket)
{
    for (HeadlineTile *tile : findChildren<HeadlineTile *>()) {
        tile->setMarker(bucket);
    }
}

HeadlineTile *HeadlineStrip::tile(const QString &name) const
{
    return findChild<HeadlineTile *>(name);
}

void HeadlineStrip::setPicture(const SpendPicture &picture)
{
    const SpendRow &total = picture.total;
    const std::optional<SpendRow> &before = picture.totalBefore;
    const auto dollars = [](const SpendRow &row) { return row.known ? double(row.known->nanoDollars) * 1e-9 : 0.0; };
    QString note = against(picture, before ? changeText(total.known, before->known) : format::noValue());
    if (total.unpriced > 0) {
        const QString change = before ? changeText(total.known, before->known) : format::noValue();
        note = u"+ %1 without a price"_s.arg(format::count(total.unpriced)) + (change == format::noValue() ? QString() : u" · "_s + change);
    }
    m_spend->setContent({ rangeName(picture.view.span(), picture.now, picture.view.zone),
                          total.known || total.unpriced > 0 ? costText(total) : format::money(Money {}), note, courseOf(picture, dollars) });
    m_requests->setContent({ tr("Requests"), format::count(total.requests),
                             requestsNote(picture, total, countChange(total.requests, before, &SpendRow::requests)),
                             courseOf(picture, [](const SpendRow &row) { return double(row.requests); }) });
    const double wasSuccess = before ? successOf(*before) : nothing;
    m_success->setContent({ tr("Success of attempts"), shareText(successOf(total)),
                            tr("%1 failed").arg(format::counted(total.failed, tr("attempt")))
                                + (std::isnan(wasSuccess) ? QString() : tr(" · was %1").arg(shareText(wasSuccess))),
                            courseOf(picture, successOf) });
    const std::optional<Money> each = perRequest(total);
    m_perRequest->setContent({ tr("Cost per request"), each ? costSign(total) + format::money(*each) : format::noValue(),
                               against(picture, before ? changeText(each, perRequest(*before)) : format::noValue()),
                               courseOf(picture, [](const SpendRow &row) {
                                   const std::optional<Money> cost = perRequest(row);
                                   return cost ? double(cost->nanoDollars) * 1e-9 : nothing;
                               }) });
    m_tokens->setContent({ tr("Tokens"), format::countShort(total.promptTokens + total.completionTokens),
                           tr("%1 in, %2 cached · %3 out")
                               .arg(format::countShort(total.promptTokens),
                                    total.promptTokens == 0 ? format::noValue()
                                                            : format::percent(double(total.cachedTokens) / double(total.promptTokens)),
                                    format::countShort(total.completionTokens)),
                           courseOf(picture, [](const SpendRow &row) { return double(row.promptTokens + row.completionTokens); }) });
    matchTiles();
}

void HeadlineStrip::setOutlook(const std::optional<SpendOutlook> &outlook)
{
    if (!outlook) {
        m_forecast->setContent({ tr("Forecast"), format::noValue(), tr("reading…"), {} });
        return;
    }
    const QString caption = tr("Forecast for %1").arg(QLocale::c().standaloneMonthName(outlook->month.month()));
    if (!outlook->forecast) {
        m_forecast->setContent({ caption, format::noValue(), tr("needs two weeks of days, there are %1").arg(outlook->daysKnown), {} });
        return;
    }
    const ForecastWords words = forecastWords(*outlook);
    m_forecast->setContent({ caption, words.total, words.band + u", "_s + words.error, {} });
    m_forecast->setToolTip(tr("What the month has cost and what its other days will cost if the weeks go on as the last eight did. The "
                              "error is the median over %1 spans of the same length in your own past.").arg(outlook->forecast->trials));
    matchTiles();
}

} // namespace patchbay
