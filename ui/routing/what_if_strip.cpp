// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/routing/what_if_strip.h"

#include "models/bay/config_tab.h"
#include "models/format/format.h"
#include "ui/routing/aside.h"
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

#include <cmath>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr int longestFault = 60; // minutes
constexpr double calmBefore = 180; // seconds
constexpr double calmAfter = 420;

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
    fillChoices();
    showResult();
    showState();
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
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(12, 7, 12, 7);
    row->setSpacing(8);
    const auto box = [&](const QString &name, int width) {
        auto *made = new QComboBox(bar);
        made->setAccessibleName(name);
        made->setMinimumWidth(width);
        made->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        return made;
    };
    m_selector = box(tr("What fails"), 120);
    m_fault = box(tr("How it fails"), 150);
    for (const bay::FaultChoice &choice : bay::faultChoices()) {
        m_fault->addItem(QString::fromUtf8(choice.words.data(), static_cast<qsizetype>(choice.words.size())),
                         QString::fromUtf8(choice.kind.data(), static_cast<qsizetype>(choice.kind.size())));
    }
    m_minutes = new QSpinBox(bar);
    m_minutes->setRange(1, longestFault);
    m_minutes->setValue(10);
    m_minutes->setSuffix(tr(" min"));
    m_minutes->setAccessibleName(tr("For how long"));
    m_group = box(tr("Which requests"), 120);
    m_rate = new QSpinBox(bar);
    m_rate->setRange(1, 200);
    m_rate->setValue(4);
    m_rate->setSuffix(tr(" req/s"));
    m_rate->setAccessibleName(tr("Requests a second"));
    m_run = new QPushButton(tr("Run"), bar);
    auto *leave = new QToolButton(bar);
    leave->setAutoRaise(true);
    leave->setAccessibleName(tr("Close"));
    leave->setToolTip(tr("Close"));
    setThemedIcon(leave, m_context.theme, u"window-close"_s);
    addWord(row, tr("What if"), true);
    row->addWidget(m_selector, 1);
    addWord(row, tr("answers"));
    row->addWidget(m_fault, 1);
    addWord(row, tr("for"));
    row->addWidget(m_minutes);
    addWord(row, tr("on"));
    row->addWidget(m_group, 1);
    row->addWidget(m_rate);
    row->addStretch(1);
    row->addWidget(m_run);
    row->addWidget(leave);
    connect(m_run, &QPushButton::clicked, this, [this] { isRunning() ? stop() : run(); });
    connect(leave, &QToolButton::clicked, this, &WhatIfStrip::closeRequested);
    return bar;
}

QWidget *WhatIfStrip::buildResults()
{
    auto *results = new QWidget(this);
    setBackground(results, m_context.theme, Role::Surface);
    auto *row = new QHBoxLayout(results);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    auto *left = new QVBoxLayout;
    left->setContentsMargins(12, 8, 8, 8);
    left->setSpacing(4);
    m_caption = new QLabel(results);
    setTextStyle(m_caption, m_context.theme, TypeStep::Meta, Role::Muted);
    m_chart = new WhatIfChart(m_context.theme, results);
    left->addWidget(m_caption);
    left->addWidget(m_chart, 1);
    auto *side = new ChromeWidget(m_context.theme, Role::Surface, Qt::LeftEdge, results);
    auto *right = new QVBoxLayout(side);
    right->setContentsMargins(1, 0, 0, 0);
    right->setSpacing(0);
    m_table = new FigureTable(m_context.theme, side);
    m_verdict = new QLabel(side);
    m_verdict->setWordWrap(true);
    m_verdict->setContentsMargins(12, 8, 12, 8);
    m_verdict->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    setTextStyle(m_verdict, m_context.theme, TypeStep::Body);
    right->addWidget(m_table);
    right->addWidget(m_verdict, 1);
    // All five figures and two lines of verdict.
    results->setMinimumHeight(6 * 26 + 64);
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
    QStringList faultNames;
    QList<QVariant> faultData;
    QStringList groupNames { tr("all groups") };
    QList<QVariant> groupData { QString() };
    for (const bay::NodeKind kind : { bay::NodeKind::Provider, bay::NodeKind::Group }) {
        for (const bay::BayNode &node : picture.nodes) {
            const QString name = QString::fromStdString(node.name);
            if (node.kind != kind || node.missing || node.name == bay::everyGroup) {
                continue;
            }
            faultNames.append(kind == bay::NodeKind::Group ? tr("group %1").arg(name) : QString::fromStdString(node.title));
            faultData.append(name);
            if (kind == bay::NodeKind::Group) {
                groupNames.append(name);
                groupData.append(name);
            }
        }
    }
    faultNames.append(tr("nothing"));
    faultData.append(QString());
    refill(m_selector, faultNames, faultData);
    refill(m_group, groupNames, groupData);
}

void WhatIfStrip::setSelector(const QString &selector)
{
    m_selector->setCurrentIndex(std::max(0, m_selector->findData(selector)));
}

bay::WhatIf WhatIfStrip::asked() const
{
    bay::WhatIf asked;
    asked.selector = m_selector->currentData().toString().toStdString();
    asked.fault = m_fault->currentData().toString().toStdString();
    asked.faultFrom = calmBefore;
    asked.faultFor = m_minutes->value() * 60.0;
    asked.span = asked.faultFrom + asked.faultFor + calmAfter;
    asked.group = m_group->currentData().toString().toStdString();
    asked.requestsPerSecond = m_rate->value();
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
    setThemedIcon(m_run, m_context.theme, running ? u"media-playback-stop"_s : u"media-playback-start"_s);
}

void WhatIfStrip::showResult()
{
    m_chart->setResult(m_result);
    const QStringList header { tr("with the fault"), tr("saved"), tr("edited"), tr("change") };
    if (!m_result) {
        m_caption->setText(tr("simulated, nothing is sent"));
        m_table->setTable(header, {});
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
        header, { row(tr("Success"), share(saved.success), share(edited.success), changeCell(change.success, 100, 1, tr(" pt"), true)),
                  row(tr("p50"), seconds(saved.p50), seconds(edited.p50), changeCell(change.p50, 1, 2, tr(" s"), false)),
                  row(tr("p95"), seconds(saved.p95), seconds(edited.p95), changeCell(change.p95, 1, 2, tr(" s"), false)),
                  row(tr("Cost"), money(saved.cost), money(edited.cost), changeCell(change.cost, 1000, 3, tr(" $/1000"), false)),
                  row(tr("Extra attempts"), QString::number(saved.hops, 'f', 2), QString::number(edited.hops, 'f', 2),
                      changeCell(change.hops, 1, 2, {}, false)) });
    m_caption->setText(tr("%1, seed %2, %3 s · %4 moved by fallback · simulated, nothing is sent")
                           .arg(format::counted(static_cast<qint64>(edited.requests), tr("request")))
                           .arg(m_result->asked.seed)
                           .arg(QString::number(m_result->seconds, 'f', 2))
                           .arg(m_result->movedByFallback));
    m_verdict->setText(QString::fromStdString(m_result->verdict) + tr(" Intervals hold at 99 %."));
}

void WhatIfStrip::focusFirst()
{
    m_selector->setFocus(Qt::OtherFocusReason);
}

} // namespace patchbay
