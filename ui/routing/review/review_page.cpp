// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/routing/review/review_page.h"

#include "models/bay/config_tabs.h"
#include "models/config/config_changes.h"
#include "models/format/format.h"
#include "ui/routing/aside.h"
#include "ui/routing/review/unified_diff.h"
#include "ui/routing/whatif/figure_rows.h"
#include "ui/shell/chrome_widget.h"
#include "ui/shell/command.h"
#include "ui/widgets/themed.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace patchbay {

using document::ConfigChange;

namespace {

constexpr int leftWidth = 440;
constexpr int headerHeight = 44;

QString text(const std::string &bytes)
{
    return QString::fromStdString(bytes);
}

QLabel *label(const Theme &theme, TypeStep step, Role role, QWidget *parent)
{
    auto *made = new QLabel(parent);
    setTextStyle(made, theme, step, role);
    return made;
}

} // namespace

ReviewPage::ReviewPage(const RoutingContext &context, bay::ConfigTab &tab, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_tab(tab)
    , m_aside(new Aside(this))
    , m_simulator(new Aside(this))
{
    auto *columns = new QHBoxLayout;
    columns->setSpacing(0);
    columns->addWidget(buildLeft());
    columns->addWidget(buildRight(), 1);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addLayout(columns, 1);
    rows->addWidget(buildBar());
    connect(&tab, &bay::ConfigTab::stateChanged, this, &ReviewPage::follow);
}

// A merge, an undo or somebody else's writing while the page is shown: nothing is applied that was not seen.
void ReviewPage::follow()
{
    if (m_applying || !isVisible()) {
        return;
    }
    if (!isCurrent()) {
        open();
    }
    setWhyNot(m_apply, whyNoApply(), tr("Write the file and have the running gateway read it"));
}

QWidget *ReviewPage::buildLeft()
{
    auto *side = new ChromeWidget(m_context.theme, Role::Surface, Qt::RightEdge, this);
    side->setFixedWidth(leftWidth);
    auto *header = new ChromeWidget(m_context.theme, Role::Surface, Qt::BottomEdge, side);
    header->setFixedHeight(headerHeight);
    auto *line = new QHBoxLayout(header);
    line->setContentsMargins(12, 0, 12, 0);
    line->setSpacing(8);
    m_what = label(m_context.theme, TypeStep::Strong, Role::Text, header);
    m_what->setText(tr("What changes"));
    m_summary = label(m_context.theme, TypeStep::Meta, Role::Muted, header);
    line->addWidget(m_what);
    line->addWidget(m_summary, 1);
    auto *area = new QScrollArea(side);
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list = new QWidget;
    setBackground(m_list, m_context.theme, Role::Surface);
    auto *list = new QVBoxLayout(m_list);
    list->setContentsMargins(12, 8, 12, 12);
    list->setSpacing(6);
    area->setWidget(m_list);
    auto *column = new QVBoxLayout(side);
    column->setContentsMargins(0, 0, 1, 0);
    column->setSpacing(0);
    column->addWidget(header);
    column->addWidget(area, 1);
    return side;
}

QWidget *ReviewPage::buildRight()
{
    auto *side = new QWidget(this);
    auto *header = new ChromeWidget(m_context.theme, Role::Surface, Qt::BottomEdge, side);
    header->setFixedHeight(headerHeight);
    auto *line = new QHBoxLayout(header);
    line->setContentsMargins(12, 0, 12, 0);
    line->setSpacing(8);
    m_name = label(m_context.theme, TypeStep::Strong, Role::Text, header);
    m_figures = label(m_context.theme, TypeStep::Meta, Role::Muted, header);
    line->addWidget(m_name);
    line->addWidget(m_figures, 1);
    m_diff = new UnifiedDiff(m_context.theme, side);
    auto *column = new QVBoxLayout(side);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(header);
    column->addWidget(m_diff, 1);
    return side;
}

QWidget *ReviewPage::buildBar()
{
    auto *bar = new ChromeWidget(m_context.theme, Role::Raised, Qt::TopEdge, this);
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(12, 9, 12, 8);
    row->setSpacing(8);
    auto *words = new QVBoxLayout;
    words->setSpacing(2);
    m_target = label(m_context.theme, TypeStep::Body, Role::Text, bar);
    m_outcome = label(m_context.theme, TypeStep::Meta, Role::Muted, bar);
    m_outcome->setWordWrap(true);
    words->addWidget(m_target);
    words->addWidget(m_outcome);
    m_note = new QLineEdit(bar);
    m_note->setPlaceholderText(tr("Note for the history"));
    m_note->setAccessibleName(tr("Note for the history"));
    m_note->setMinimumWidth(180);
    auto *back = new QPushButton(tr("Back to cables"), bar);
    m_save = new QPushButton(tr("Save file only"), bar);
    setThemedIcon(m_save, m_context.theme, u"document-save"_s);
    m_apply = new QPushButton(tr("Apply"), bar);
    setPrimary(m_apply);
    setThemedIcon(m_apply, m_context.theme, u"dialog-ok"_s, Role::AccentText);
    row->addLayout(words, 1);
    row->addWidget(m_note);
    row->addWidget(back);
    row->addWidget(m_save);
    row->addWidget(m_apply);
    connect(back, &QPushButton::clicked, this, &ReviewPage::closeRequested);
    connect(m_save, &QPushButton::clicked, this, &ReviewPage::saveRequested);
    connect(m_apply, &QPushButton::clicked, this, &ReviewPage::apply);
    connect(m_note, &QLineEdit::returnPressed, this, &ReviewPage::apply);
    return bar;
}

void ReviewPage::open()
{
    if (m_applying) {
        return; // its outcome is to come
    }
    m_tab.readNow();
    // While the text is still being read this is no review of it.
    m_shown = m_tab.isReading() ? std::pair<std::string, std::string>() : std::pair(m_tab.saved(), m_tab.text());
    m_outcome->clear();
    const bay::DiffRows rows = bay::diffRows(m_tab.saved(), m_tab.text());
    m_diff->setRows(rows.rows);
    m_name->setText(m_tab.title());
    m_figures->setText(rows.rows.isEmpty() ? tr("nothing is different from the file")
                                           : tr("%1 added, %2 removed, %3 untouched; comments and order kept")
                                                 .arg(format::counted(rows.added, tr("line")))
                                                 .arg(rows.removed)
                                                 .arg(rows.untouched));
    showChanges();
    showTarget();
    simulate();
}

void ReviewPage::addLine(QVBoxLayout *column, const QString &sign, Role role, const QString &words)
{
    auto *row = new QWidget(m_list);
    auto *line = new QHBoxLayout(row);
    line->setContentsMargins(0, 2, 0, 2);
    line->setSpacing(8);
    QLabel *mark = label(m_context.theme, TypeStep::Strong, role, row);
    mark->setText(sign);
    mark->setFixedWidth(16);
    mark->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    QLabel *what = label(m_context.theme, TypeStep::Body, Role::Text, row);
    what->setText(words);
    what->setWordWrap(true);
    line->addWidget(mark, 0, Qt::AlignTop);
    line->addWidget(what, 1);
    column->addWidget(row);
}

void ReviewPage::showChanges()
{
    auto *column = static_cast<QVBoxLayout *>(m_list->layout());
    qDeleteAll(m_list->findChildren<QWidget *>(Qt::FindDirectChildrenOnly));
    while (QLayoutItem *item = column->takeAt(0)) {
        delete item;
    }
    const config::GatewayConfig before = config::parseConfig(m_tab.saved(), m_tab.document().name());
    const document::ConfigComparison all = document::compareConfigs(before, m_tab.document().configuration());
    int added = 0;
    int removed = 0;
    for (const ConfigChange &change : all.changes) {
        using enum ConfigChange::Kind;
        added += change.kind == Added ? 1 : 0;
        removed += change.kind == Removed ? 1 : 0;
        const QString sign = change.kind == Added ? u"+"_s : change.kind == Removed ? u"\u2212"_s : change.kind == Moved ? u">"_s : u"~"_s;
        const Role role = change.kind == Added ? Role::Good : change.kind == Removed ? Role::Bad : Role::Info;
        addLine(column, sign, role, text(change.sentence));
    }
    m_changes = static_cast<int>(all.changes.size());
    m_summary->setText(m_changes == 0 ? tr("nothing that the gateway would notice")
                                      : tr("%1 added, %2 changed, %3 removed").arg(added).arg(m_changes - added - removed).arg(removed));
    const auto heading = [&](const QString &words) {
        column->addSpacing(12);
        QLabel *title = label(m_context.theme, TypeStep::Strong, Role::Text, m_list);
        title->setText(words);
        column->addWidget(title);
    };
    if (!all.effects.empty()) {
        heading(tr("For callers"));
        for (const std::string &effect : all.effects) {
            addLine(column, u"·"_s, Role::Muted, text(effect));
        }
    }
    heading(tr("Checks"));
    showChecks();
    m_simulation = nullptr; // went with the rest
    m_noSimulation = nullptr;
    m_simulated = new QWidget(m_list);
    auto *figures = new QVBoxLayout(m_simulated);
    figures->setContentsMargins(0, 12, 0, 0);
    figures->setSpacing(8);
    m_simulated->hide();
    column->addWidget(m_simulated);
    column->addStretch(1);
}

// What the ledger recorded of these groups, else generated traffic, without any fault: what the edit itself changes.
void ReviewPage::simulate()
{
    m_simulator->stop();
    if (m_changes == 0 || m_tab.unreadable() || !m_tab.document().configuration().usable()) {
        return;
    }
    m_simulator->start<Result<bay::WhatIfResult>>(
        [recorded = m_context.readRecorded, saved = m_tab.saved(), name = m_tab.document().name(),
         edited = m_tab.document().configuration(), catalog = &m_context.catalog](const std::stop_token &stop) {
            const config::GatewayConfig before = config::parseConfig(saved, name);
            Result<bay::WhatIfResult> result = bay::simulateWhatIf({ .recorded = recorded }, before, edited, catalog, stop);
            return result || !recorded ? std::move(result) : bay::simulateWhatIf({}, before, edited, catalog, stop);
        },
        [this](const Result<bay::WhatIfResult> &result) {
            if (result) {
                showSimulation(*result);
            } else {
                showNoSimulation(text(result.error().message));
            }
        });
}

void ReviewPage::showNoSimulation(const QString &why)
{
    if (!m_simulated) {
        return;
    }
    m_noSimulation = label(m_context.theme, TypeStep::Meta, Role::Muted, m_simulated);
    m_noSimulation->setText(tr("What the edit does to traffic could not be simulated: %1").arg(why));
    m_noSimulation->setWordWrap(true);
    m_simulated->layout()->addWidget(m_noSimulation);
    m_simulated->show();
}

void ReviewPage::showSimulation(const bay::WhatIfResult &result)
{
    if (!m_simulated) {
        return;
    }
    auto *column = static_cast<QVBoxLayout *>(m_simulated->layout());
    QLabel *title = label(m_context.theme, TypeStep::Strong, Role::Text, m_simulated);
    title->setText(result.asked.recorded ? tr("On recorded traffic") : tr("On generated traffic"));
    m_simulation = new FigureTable(m_context.theme, m_simulated);
    m_simulation->setCompact(true);
    const auto requests = static_cast<qint64>(result.edited.figures.requests);
    m_simulation->setTable({ format::counted(requests, tr("request")), tr("saved"), tr("edited"), tr("change") }, figureRows(result));
    QLabel *note = label(m_context.theme, TypeStep::Meta, Role::Muted, m_simulated);
    note->setText(tr("Simulated with the same luck, nothing was sent. Changes are decisive at 99 %."));
    note->setWordWrap(true);
    column->addWidget(title);
    column->addWidget(m_simulation);
    column->addWidget(note);
    m_simulated->show();
}

void ReviewPage::showChecks()
{
    auto *column = static_cast<QVBoxLayout *>(m_list->layout());
    if (m_tab.unreadable()) {
        addLine(column, u"!"_s, Role::Bad, tr("Line %1 cannot be read: %2").arg(m_tab.unreadable()->line).arg(text(m_tab.unreadable()->message)));
        return;
    }
    if (m_tab.problems().empty()) {
        addLine(column, u"\u2713"_s, Role::Good, tr("The text is valid: no problem was found"));
    }
    for (const config::Problem &problem : m_tab.problems()) {
        const bool error = problem.severity == config::Severity::Error;
        addLine(column, u"!"_s, error ? Role::Bad : Role::Warn, tr("Line %1: %2").arg(problem.line).arg(text(problem.message)));
    }
}

QString ReviewPage::whyNoApply() const
{
    if (m_tab.isReading() || m_tab.unreadable()) {
        return m_tab.isReading() ? tr("The text is still being read") : tr("The text cannot be read");
    }
    if (!m_tab.document().configuration().usable()) {
        return tr("A gateway would refuse this configuration");
    }
    if (m_tab.file().isEmpty()) {
        return tr("Save the file first");
    }
    if (m_tab.editedFrom()) {
        return tr("The file changed on disk: merge, take or keep first");
    }
    return m_context.historyDirectory.isEmpty() ? tr("There is no data directory to keep versions in") : QString();
}

void ReviewPage::showTarget()
{
    const QString why = whyNoApply();
    setWhyNot(m_apply, why, tr("Write the file and have the running gateway read it"));
    m_apply->setText(m_changes == 0 ? tr("Apply") : tr("Apply %1").arg(format::counted(m_changes, tr("change"))));
    m_target->setText(m_tab.file().isEmpty() ? tr("Not saved yet") : tr("Apply to %1").arg(m_tab.file()));
    if (!m_context.askGateway) {
        return;
    }
    m_outcome->setText(tr("looking for a running gateway…"));
    m_aside->start<std::string>([ask = m_context.askGateway](const std::stop_token &) { return bay::servedFile(ask); },
                                [this](const std::string &served) {
                                    const bool own = !served.empty() && text(served) == m_tab.file();
                                    m_outcome->setText(served.empty() ? tr("No gateway is running here: the file is written only.")
                                                           : own ? tr("The running gateway serves this file and reads it again in place.")
                                                                 : tr("The running gateway serves %1.").arg(text(served)));
                                });
}

void ReviewPage::apply()
{
    if (!whyNoApply().isEmpty() || m_applying) {
        return;
    }
    const bay::Application application { .text = m_tab.text(),
                                         .file = m_tab.file().toStdString(),
                                         .note = m_note->text().toStdString(),
                                         .historyDirectory = m_context.historyDirectory,
                                         .expected = m_tab.saved() };
    m_applying = true;
    setWhyNot(m_apply, tr("It is being applied"));
    m_context.tabs.beginWriting(m_tab);
    m_outcome->setText(tr("applying…"));
    m_aside->start<bay::Outcome>(
        [ask = m_context.askGateway, application](const std::stop_token &) { return applyConfiguration(application, ask); },
        [this, written = application.text](const bay::Outcome &outcome) { take(outcome, written); });
}

void ReviewPage::take(const bay::Outcome &outcome, const std::string &written)
{
    m_context.tabs.endWriting(m_tab, written);
    m_applying = false;
    if (outcome.written) {
        m_note->clear();
    }
    if (outcome.written || !isCurrent()) {
        open();
        m_aside->stop();
    }
    setWhyNot(m_apply, whyNoApply());
    const QString version = outcome.version > 0 ? tr(" Version %1 is in the history.").arg(outcome.version) : QString();
    m_outcome->setText(text(outcome.sentence) + version);
    Q_EMIT applied();
}

} // namespace patchbay
