// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/routing/what_if_strip.h"

#include "models/bay/config_tab.h"
#include "models/format/format.h"
#include "ui/routing/aside.h"
#include "ui/routing/fault_row.h"
#include "ui/routing/figure_table.h"
#include "ui/routing/what_if_chart.h"
#include "ui/shell/chrome_widget.h"
#include "ui/widgets/themed.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr int mostFaults = 6;
constexpr double calmAfter = 420; // seconds

QString signedText(double value, int decimals, const QString &unit)
{
    const QString sign = value < 0 ? u"\u2212"_s : u"+"_s;
    return u"%1 %2%3"_s.arg(sign, QString::number(std::abs(value), 'f', decimals), unit);
}

// A change with its interval; what is not decisive is said to be.
FigureTable::Cell changeCell(const routing::Interval &interval, double scale, int decimals, const QString &unit, bool moreIsBetter)
{
    if (!interval.decisive()) {
        return { WhatIfStrip::tr("not decisive"), Role::Muted, false };
    }
    const bool better = (interval.mean > 0) == moreIsBetter;
    return { signedText(interval.mean * scale, decimals, unit), better ? Role::Good : Role::Bad, false };
}

QString seconds(double value)
{
    return u"%1 s"_s.arg(QString::number(value, 'f', 2));
}

} // namespace

WhatIfStrip::WhatIfStrip(const RoutingContext &context, bay::ConfigTab &tab, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_tab(tab)
    , m_aside(new Aside(this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(buildControls());
    column->addWidget(buildResults());
    connect(&tab, &bay::ConfigTab::pictureChanged, this, &WhatIfStrip::fillChoices);
    setCompact(false);
    addFault();
    showResult();
    showState();
}

void WhatIfStrip::setCompact(bool compact)
{
    constexpr int usualChart = 110;
    constexpr int compactChart = 88;
    const int margin = compact ? 4 : 7;
    m_controls->setContentsMargins(12, margin, 12, margin);
    m_controls->setSpacing(compact ? 4 : 6);
    m_faultRows->setSpacing(compact ? 4 : 6);
    m_left->setContentsMargins(12, compact ? 4 : 8, 8, compact ? 2 : 8);
    m_chart->setMinimumHeight(compact ? compactChart : usualChart);
    m_table->setCompact(compact);
    // All five figures, and two lines of verdict below them or one below all.
    (compact ? m_side : m_below)->removeWidget(m_verdict);
    (compact ? m_below : m_side)->addWidget(m_verdict, compact ? 0 : 1);
    m_verdict->setContentsMargins(12, compact ? 5 : 8, 12, compact ? 5 : 8);
    m_results->setMinimumHeight(m_table->sizeHint().height() + (compact ? 28 : 64));
}

void WhatIfStrip::addWord(QHBoxLayout *row, const QString &text, bool strong)
{
    auto *word = new QLabel(text, this);
    setTextStyle(word, m_context.theme, strong ? TypeStep::Strong : TypeStep::Body, strong ? Role::Text : Role::Muted);
    row->addWidget(word);
}

QWidget *WhatIfStrip::buildControls()
{
    auto *bar = new ChromeWidget(m_context.theme, Role::Raised, Qt::TopEdge | Qt::BottomEdge, this);
    setCompactControls(bar);
    auto *column = new QVBoxLayout(bar);
    m_controls = column;
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    column->addLayout(row);
    m_faultRows = new QVBoxLayout;
    column->addLayout(m_faultRows);
    const auto box = [&](const QString &name, int width) {
        auto *made = new QComboBox(bar);
        made->setAccessibleName(name);
        made->setMinimumWidth(width);
        made->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        return made;
    };
    m_traffic = box(tr("Which traffic"), 150);
    m_traffic->addItem(tr("generated traffic"), false);
    if (m_context.readRecorded) {
        m_traffic->addItem(tr("recorded traffic (ledger)"), true);
    }
    m_group = box(tr("Which requests"), 150);
    m_rate = new QSpinBox(bar);
    m_rate->setRange(1, 200);
    m_rate->setValue(4);
    m_rate->setSuffix(tr(" req/s"));
    m_rate->setAccessibleName(tr("Requests a second"));
    m_add = new QPushButton(tr("Fault"), bar);
    m_add->setAccessibleName(tr("Add a fault"));
    setThemedIcon(m_add, m_context.theme, u"list-add"_s);
    m_run = new QPushButton(tr("Run"), bar);
    auto *leave = new QToolButton(bar);
    leave->setAutoRaise(true);
    leave->setAccessibleName(tr("Close"));
    leave->setToolTip(tr("Close"));
    setThemedIcon(leave, m_context.theme, u"window-close"_s);
    addWord(row, tr("What if"), true);
    row->addWidget(m_traffic, 1);
    addWord(row, tr("for"));
    row->addWidget(m_group, 1);
    row->addWidget(m_rate);
    row->addStretch(1);
    row->addWidget(m_add);
    row->addWidget(m_run);
    row->addWidget(leave);
    connect(m_run, &QPushButton::clicked, this, [this] { isRunning() ? stop() : run(); });
    connect(m_add, &QPushButton::clicked, this, &WhatIfStrip::addFault);
    connect(m_traffic, &QComboBox::currentIndexChanged, this, &WhatIfStrip::showState);
    connect(leave, &QToolButton::clicked, this, &WhatIfStrip::closeRequested);
    return bar;
}

void WhatIfStrip::addFault()
{
    if (m_faults.size() >= mostFaults) {
        return;
    }
    auto *row = new FaultRow(m_context.theme, m_faults.isEmpty(), this);
    setCompactControls(row);
    const bay::WhatIfFault last = m_faults.isEmpty() ? bay::WhatIfFault {} : m_faults.last()->fault();
    m_faults.append(row);
    m_faultRows->addWidget(row);
    connect(row, &FaultRow::removeWanted, this, [this, row] { removeFault(row); });
    fillChoices();
    row->setFault({ .selector = {}, .kind = last.kind, .from = last.from, .to = last.to });
    showFaults();
}

void WhatIfStrip::removeFault(FaultRow *row)
{
    m_faults.removeOne(row);
    m_faultRows->removeWidget(row);
    row->hide();
    row->deleteLater(); // its button is being clicked
    showFaults();
}

// The first one is the strip's own; the others may go.
void WhatIfStrip::showFaults()
{
    for (FaultRow *row : std::as_const(m_faults)) {
        row->removeButton()->setVisible(m_faults.size() > 1);
    }
    setWhyNot(m_add, m_faults.size() < mostFaults ? QString() : tr("More than %1 faults at once are not simulated").arg(mostFaults),
              tr("Add a fault"));
}

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

void WhatIfStrip::fillChoices()
{
    const bay::Picture &picture = m_tab.picture();
    const auto refill = [](QComboBox *box, const QStringList &names, const QList<QVariant> &values) {
        const QVariant before = box->currentData();
        box->clear();
        for (qsizetype index = 0; index < names.size(); ++index) {
            box->addItem(names[index], values[index]);
        }
        box->setCurrentIndex(std::max(0, box->findData(before)));
    };
    QList<FaultRow::Target> targets;
    QStringList groupNames { tr("all groups") };
    QList<QVariant> groupData { QString() };
    for (const bay::NodeKind kind : { bay::NodeKind::Provider, bay::NodeKind::Group }) {
        for (const bay::BayNode &node : picture.nodes) {
            const QString name = QString::fromStdString(node.name);
            if (node.kind != kind || node.missing || node.name == bay::everyGroup) {
                continue;
            }
            targets.append({ kind == bay::NodeKind::Group ? tr("group %1").arg(name) : QString::fromStdString(node.title), name });
            if (kind == bay::NodeKind::Group) {
                groupNames.append(name);
                groupData.append(name);
            }
        }
    }
    targets.append({ tr("nothing"), {} });
    for (FaultRow *row : std::as_const(m_faults)) {
        row->setTargets(targets);
    }
    refill(m_group, groupNames, groupData);
}

void WhatIfStrip::setSelector(const QString &selector)
{
    bay::WhatIfFault fault = m_faults.constFirst()->fault();
    fault.selector = selector.toStdString();
    m_faults.constFirst()->setFault(fault);
}

bay::WhatIf WhatIfStrip::asked() const
{
    bay::WhatIf asked;
    asked.span = calmAfter;
    for (const FaultRow *row : m_faults) {
        bay::WhatIfFault fault = row->fault();
        asked.span = std::max(asked.span, fault.to + calmAfter);
        if (!fault.selector.empty()) {
            asked.faults.push_back(std::move(fault));
        }
    }
    asked.group = m_group->currentData().toString().toStdString();
    asked.requestsPerSecond = m_rate->value();
    asked.recorded = m_traffic->currentData().toBool() ? m_context.readRecorded : bay::ReadRecorded {};
    return asked;
}

void WhatIfStrip::run()
{
    m_tab.readNow();
    if (m_tab.unreadable()) {
        m_verdict->setText(tr("The text cannot be read; mend line %1 first.").arg(m_tab.unreadable()->line));
        return;
    }
    const std::string name = m_tab.document().name();
    m_aside->start<Result<bay::WhatIfResult>>(
        [asked = asked(), saved = m_tab.saved(), name, edited = m_tab.document().configuration(),
         catalog = &m_context.catalog](const std::stop_token &stop) {
            return simulateWhatIf(asked, config::parseConfig(saved, name), edited, catalog, stop);
        },
        [this](Result<bay::WhatIfResult> result) { take(std::move(result)); });
    showState();
}

void WhatIfStrip::stop()
{
    m_aside->stop();
    showState();
}

bool WhatIfStrip::isRunning() const
{
    return m_aside->isRunning();
}

void WhatIfStrip::take(Result<bay::WhatIfResult> result)
{
    showState();
    if (result) {
        m_result = std::move(*result);
        showResult();
    } else {
        m_verdict->setText(QString::fromStdString(result.error().message));
    }
    Q_EMIT finished();
}

void WhatIfStrip::showState()
{
    const bool running = isRunning();
    m_run->setText(running ? tr("Stop") : tr("Run"));
    m_rate->setVisible(!m_traffic->currentData().toBool());
    setThemedIcon(m_run, m_context.theme, running ? u"media-playback-stop"_s : u"media-playback-start"_s);
}

QStringList WhatIfStrip::header()
{
    return { tr("with the faults"), tr("saved"), tr("edited"), tr("change") };
}

// The rows are there before the first run, so that nothing jumps when the figures come.
void WhatIfStrip::showNothing()
{
    m_caption->setText(tr("simulated, nothing is sent"));
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
    const routing::Figures &saved = m_result->saved.figures;
    const routing::Figures &edited = m_result->edited.figures;
    const routing::Comparison &change = m_result->comparison;
    const auto row = [](const QString &name, const QString &before, const QString &after, const FigureTable::Cell &last) {
        return FigureTable::Row { { name, Role::Text, false }, { before, Role::Muted, false }, { after, Role::Text, true }, last };
    };
    const auto share = [](double value) { return u"%1 %"_s.arg(QString::number(value * 100, 'f', 2)); };
    const auto money = [](double dollars) { return u"$"_s + QString::number(dollars, 'f', 2); };
    m_table->setTable(
        header(), { row(tr("Success"), share(saved.success), share(edited.success), changeCell(change.success, 100, 1, tr(" pt"), true)),
                  row(tr("p50"), seconds(saved.p50), seconds(edited.p50), changeCell(change.p50, 1, 2, tr(" s"), false)),
                  row(tr("p95"), seconds(saved.p95), seconds(edited.p95), changeCell(change.p95, 1, 2, tr(" s"), false)),
                  row(tr("Cost"), money(saved.cost), money(edited.cost), changeCell(change.cost, 1000, 3, tr(" $/1000"), false)),
                  row(tr("Extra attempts"), QString::number(saved.hops, 'f', 2), QString::number(edited.hops, 'f', 2),
                      changeCell(change.hops, 1, 2, {}, false)) });
    const QString kind = m_result->asked.recorded ? tr("recorded") : tr("generated");
    m_caption->setText(tr("%1 %5, seed %2, %3 s · %4 moved by fallback · simulated, nothing is sent")
                           .arg(format::counted(static_cast<qint64>(edited.requests), tr("request")))
                           .arg(m_result->asked.seed)
                           .arg(QString::number(m_result->seconds, 'f', 2))
                           .arg(m_result->movedByFallback)
                           .arg(kind));
    m_verdict->setText(QString::fromStdString(m_result->verdict) + tr(" Intervals hold at 99 %."));
}

void WhatIfStrip::focusFirst()
{
    m_faults.constFirst()->target()->setFocus(Qt::OtherFocusReason);
}

} // namespace patchbay
