// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/routing/whatif/what_if_strip.h"

#include "models/bay/config_tab.h"
#include "ui/routing/aside.h"
#include "ui/routing/whatif/fault_row.h"
#include "ui/routing/whatif/figure_table.h"
#include "ui/routing/whatif/run_bar.h"
#include "ui/routing/whatif/what_if_chart.h"
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

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr int mostFaults = 6;
constexpr double calmAfter = 420; // seconds
constexpr std::size_t mostGroupsOffered = 1'000; // of a text without a picture

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
    connect(&tab, &bay::ConfigTab::textChanged, this, [this] {
        if (m_result) {
            loadPlayer(tr("The configuration was edited after this run: run it again"));
        }
    });
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
    m_caption->setVisible(!compact);
    m_verdict->setContentsMargins(12, compact ? 5 : 8, 12, compact ? 5 : 8);
    m_results->setMinimumHeight(std::max(m_table->sizeHint().height() + (compact ? 28 : 64),
                                         m_left->minimumSize().height() + (compact ? 28 : 0)));
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
    m_traffic = box(tr("Which traffic"), 120);
    m_traffic->addItem(tr("generated traffic"), false);
    if (m_context.readRecorded) {
        m_traffic->addItem(tr("recorded traffic (ledger)"), true);
    }
    m_group = box(tr("Which requests"), 120);
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
    const bay::WhatIfNames names =
        m_tab.isTextOnly() ? bay::whatIfNames(m_tab.document().configuration(), mostGroupsOffered) : bay::WhatIfNames {};
    for (const std::string &provider : names.providers) {
        targets.append({ QString::fromStdString(provider), QString::fromStdString(provider) });
    }
    for (const std::string &group : names.groups) {
        const QString name = QString::fromStdString(group);
        targets.append({ tr("group %1").arg(name), name });
        groupNames.append(name);
        groupData.append(name);
    }
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
    m_asked = m_tab.text();
    if (m_tab.isTextOnly()) {
        runTexts();
        return;
    }
    m_aside->start<Simulated>(
        [asked = asked(), saved = m_tab.saved(), name, edited = m_tab.document().configuration(),
         catalog = &m_context.catalog](const std::stop_token &stop) {
            Simulated simulated { simulateWhatIf(asked, config::parseConfig(saved, name), edited, catalog, stop), nullptr };
            const Result<document::ConfigDocument> document = document::ConfigDocument::fromText(saved, name);
            if (simulated.result && simulated.result->savedRun && document) {
                simulated.saved = std::make_shared<const bay::Picture>(bay::makePicture(*document, catalog));
            }
            return simulated;
        },
        [this](Simulated simulated) { take(std::move(simulated)); });
    showState();
}

// A large text is read there too, which takes seconds: the steps are told, and nobody waits for the end.
void WhatIfStrip::runTexts()
{
    bay::WhatIf asked = this->asked();
    asked.tell = [this, mailbox = Mailbox::of(this)](bay::WhatIfStep step) { mailbox->post([this, step] { tellStep(step); }); };
    m_stopping = false;
    m_aside->start<Simulated>(
        [asked = std::move(asked), saved = m_tab.saved(), edited = m_asked, name = m_tab.document().name(),
         catalog = &m_context.catalog](const std::stop_token &stop) {
            return Simulated { simulateTexts(asked, saved, edited, name, catalog, stop), nullptr };
        },
        [this](Simulated simulated) {
            m_stopping = false;
            take(std::move(simulated));
        });
    showState();
}

void WhatIfStrip::tellStep(bay::WhatIfStep step)
{
    const QStringList words { tr("reading the saved text"), tr("reading the edited text"), tr("running the saved configuration"),
                              tr("running the edited configuration"), tr("running it without faults") };
    const auto number = static_cast<qsizetype>(step);
    if (isRunning() && !m_stopping) {
        m_verdict->setText(tr("Step %1 of %2: %3…").arg(number + 1).arg(words.size()).arg(words[number]));
    }
}

void WhatIfStrip::stop()
{
    if (m_tab.isTextOnly() && isRunning()) {
        m_stopping = true;
        m_aside->ask();
        m_verdict->setText(tr("Stopping…"));
    } else {
        m_aside->stop();
    }
    showState();
}

bool WhatIfStrip::isRunning() const
{
    return m_aside->isRunning();
}

void WhatIfStrip::take(Simulated simulated)
{
    showState();
    Result<bay::WhatIfResult> &result = simulated.result;
    if (result) {
        m_result = std::move(*result);
        m_saved = std::move(simulated.saved);
        showResult();
        loadPlayer(m_tab.isTextOnly()          ? tr("The text is too large for a picture that this could be played on")
                       : m_tab.text() == m_asked ? QString() : tr("The configuration was edited after this run: run it again"));
    } else {
        m_verdict->setText(QString::fromStdString(result.error().message));
    }
    Q_EMIT finished();
}

void WhatIfStrip::showState()
{
    const bool running = isRunning();
    m_run->setText(running ? tr("Stop") : tr("Run"));
    setWhyNot(m_run, m_stopping && running ? tr("It ends with the step that it is in") : QString());
    m_rate->setVisible(!m_traffic->currentData().toBool());
    setThemedIcon(m_run, m_context.theme, running ? u"media-playback-stop"_s : u"media-playback-start"_s);
}

void WhatIfStrip::focusFirst()
{
    m_faults.constFirst()->target()->setFocus(Qt::OtherFocusReason);
}

} // namespace patchbay
