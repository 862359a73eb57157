// SPDX-License-Identifier: GPL-3.0-or-later
//
// The lower half of WhatIfStrip: what came of a simulation as a chart, figures and a verdict, and playing it.
#include "models/bay/config_tab.h"
#include "models/format/format.h"
#include "ui/routing/whatif/figure_rows.h"
#include "ui/routing/whatif/figure_table.h"
#include "ui/routing/whatif/run_bar.h"
#include "ui/routing/whatif/what_if_chart.h"
#include "ui/routing/whatif/what_if_strip.h"
#include "ui/shell/chrome_widget.h"
#include "ui/widgets/themed.h"

#include <QLabel>
#include <QVBoxLayout>

#include <cmath>

using namespace Qt::StringLiterals;

namespace patchbay {

QWidget *WhatIfStrip::buildResults()
{
    auto *results = new QWidget(this);
    m_results = results;
    setBackground(results, m_context.theme, Role::Surface);
    m_below = new QVBoxLayout(results);
    m_below->setContentsMargins(0, 0, 0, 0);
    m_below->setSpacing(0);
    auto *row = new QHBoxLayout;
    row->setSpacing(0);
    m_below->addLayout(row, 1);
    auto *left = new QVBoxLayout;
    m_left = left;
    left->setSpacing(4);
    m_caption = new QLabel(results);
    setTextStyle(m_caption, m_context.theme, TypeStep::Meta, Role::Muted);
    m_chart = new WhatIfChart(m_context.theme, results);
    left->addWidget(m_caption);
    left->addWidget(m_chart, 1);
    buildPlayer(left);
    auto *side = new ChromeWidget(m_context.theme, Role::Surface, Qt::LeftEdge, results);
    auto *right = new QVBoxLayout(side);
    m_side = right;
    right->setContentsMargins(1, 0, 0, 0);
    right->setSpacing(0);
    m_table = new FigureTable(m_context.theme, side);
    m_verdict = new QLabel(side);
    m_verdict->setWordWrap(true);
    m_verdict->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    setTextStyle(m_verdict, m_context.theme, TypeStep::Body);
    right->addWidget(m_table);
    right->addStretch(0);
    showNothing();
    row->addLayout(left, 5);
    row->addWidget(side, 4);
    return results;
}

// The run that is played: the bar below the chart, the chart's own line, and the picture above the strip.
void WhatIfStrip::buildPlayer(QVBoxLayout *column)
{
    m_player = new RunBar(m_context.theme, *m_context.clock, m_results);
    setCompactControls(m_player);
    column->addWidget(m_player);
    // At the same moment of the other one.
    connect(m_player, &RunBar::sideChosen, this, [this] {
        const double at = m_player->position();
        const bool wasShown = m_player->isShown();
        loadPlayer();
        if (wasShown) {
            m_player->seek(at);
        }
    });
    connect(m_player, &RunBar::shown, this, &WhatIfStrip::runShown);
    connect(m_player, &RunBar::travelled, this, &WhatIfStrip::runTravelled);
    connect(m_player, &RunBar::left, this, [this] {
        m_chart->setPosition(std::nullopt);
        showCaption();
        Q_EMIT runLeft();
    });
    connect(m_player, &RunBar::moved, this, [this](double seconds, const bay::RunCounts &counts) {
        m_chart->setPosition(seconds);
        QString words = tr("%1 so far · %2 moved by fallback · %3 refused")
                            .arg(format::counted(static_cast<qint64>(counts.requests), tr("request")))
                            .arg(counts.moved)
                            .arg(counts.refused);
        if (counts.faultLeft > 0) {
            words += tr(" · %1 of fault left").arg(format::countdown(std::chrono::milliseconds(std::llround(counts.faultLeft * 1'000))));
        }
        m_caption->setText(words);
    });
    connect(m_chart, &WhatIfChart::seekWanted, m_player, &RunBar::seek);
}

// What was edited after the simulation has another picture.
void WhatIfStrip::loadPlayer(const QString &whyNot)
{
    const bool has = m_result && whyNot.isEmpty();
    m_player->offerSides(!has ? whyNot : m_saved ? QString() : tr("Nothing was edited: both are the same"));
    const std::shared_ptr<const bay::Picture> saved = playedPicture();
    const auto picture = [&] {
        return saved ? std::make_shared<bay::RunPicture>(m_result->savedRun, *saved, m_result->asked)
                     : std::make_shared<bay::RunPicture>(m_result->run, m_tab.picture(), m_result->asked);
    };
    m_player->setRun(has ? picture() : nullptr, has ? m_result->asked.span : 0, whyNot);
}

std::shared_ptr<const bay::Picture> WhatIfStrip::playedPicture() const
{
    return m_player->isSaved() ? m_saved : nullptr;
}

QStringList WhatIfStrip::header()
{
    return { tr("with the faults"), tr("saved"), tr("edited"), tr("change") };
}

// The rows are there before the first run, so that nothing jumps when the figures come.
void WhatIfStrip::showNothing()
{
    showCaption();
    QList<FigureTable::Row> rows;
    for (const QString &name : { tr("Success"), tr("p50"), tr("p95"), tr("Cost"), tr("Extra attempts") }) {
        const FigureTable::Cell none { format::noValue(), Role::Muted, false };
        rows.append(FigureTable::Row { { name, Role::Text, false }, none, none, none });
    }
    m_table->setTable(header(), rows);
}

void WhatIfStrip::showResult()
{
    m_chart->setResult(m_result);
    if (!m_result) {
        showNothing();
        return;
    }
    m_table->setTable(header(), figureRows(*m_result));
    m_verdict->setText(QString::fromStdString(m_result->verdict) + tr(" Intervals hold at 99 %."));
    showCaption();
}

void WhatIfStrip::showCaption()
{
    if (!m_result) {
        m_caption->setText(tr("simulated, nothing is sent"));
        return;
    }
    const QString kind = m_result->asked.recorded ? tr("recorded") : tr("generated");
    m_caption->setText(tr("%1 %5, seed %2, %3 s · %4 moved by fallback · simulated, nothing is sent")
                           .arg(format::counted(static_cast<qint64>(m_result->edited.figures.requests), tr("request")))
                           .arg(m_result->asked.seed)
                           .arg(QString::number(m_result->seconds, 'f', 2))
                           .arg(m_result->movedByFallback)
                           .arg(kind));
}

} // namespace patchbay
