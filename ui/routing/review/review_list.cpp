// SPDX-License-Identifier: GPL-3.0-or-later
//
// ReviewPage: its left side: what changes, what that means for callers, checks, and the same traffic through both.
#include "ui/routing/review/review_page.h"

#include "models/format/format.h"
#include "ui/routing/aside.h"
#include "ui/routing/whatif/figure_rows.h"
#include "ui/widgets/themed.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

#include <ranges>

using namespace Qt::StringLiterals;

namespace patchbay {

using document::ConfigChange;

namespace {

constexpr std::size_t mostLines = 200;

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

void ReviewPage::clearList()
{
    auto *column = static_cast<QVBoxLayout *>(m_list->layout());
    qDeleteAll(m_list->findChildren<QWidget *>(Qt::FindDirectChildrenOnly));
    while (QLayoutItem *item = column->takeAt(0)) {
        delete item;
    }
    m_simulated = nullptr; // went with the rest
    m_simulation = nullptr;
    m_noSimulation = nullptr;
}

void ReviewPage::showChanges(const document::ConfigComparison &all)
{
    clearList();
    auto *column = static_cast<QVBoxLayout *>(m_list->layout());
    int added = 0;
    std::size_t shown = 0;
    int removed = 0;
    for (const ConfigChange &change : all.changes) {
        using enum ConfigChange::Kind;
        added += change.kind == Added ? 1 : 0;
        removed += change.kind == Removed ? 1 : 0;
        const QString sign = change.kind == Added ? u"+"_s : change.kind == Removed ? u"\u2212"_s : change.kind == Moved ? u">"_s : u"~"_s;
        const Role role = change.kind == Added ? Role::Good : change.kind == Removed ? Role::Bad : Role::Info;
        if (++shown <= mostLines) {
            addLine(column, sign, role, text(change.sentence));
        }
    }
    addMore(column, shown);
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
        for (const std::string &effect : all.effects | std::views::take(mostLines)) {
            addLine(column, u"·"_s, Role::Muted, text(effect));
        }
        addMore(column, all.effects.size());
    }
    heading(tr("Checks"));
    showChecks();
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
    if (m_changes == 0 || m_tab.unreadable() || !m_usable || !m_shown) {
        return;
    }
    if (m_tab.isTextOnly()) {
        tellSimulating();
    }
    m_simulator->start<Result<bay::WhatIfResult>>(
        [recorded = m_context.readRecorded, shown = m_shown, name = m_tab.document().name(),
         catalog = &m_context.catalog](const std::stop_token &stop) {
            Result<bay::WhatIfResult> result = bay::simulateTexts({ .recorded = recorded }, shown->saved, shown->edited, name, catalog, stop);
            return result || !recorded ? std::move(result) : bay::simulateTexts({}, shown->saved, shown->edited, name, catalog, stop);
        },
        [this](const Result<bay::WhatIfResult> &result) {
            if (result) {
                showSimulation(*result);
            } else {
                showNoSimulation(text(result.error().message));
            }
        });
}

// Of a large text it takes seconds.
void ReviewPage::tellSimulating()
{
    if (m_simulated) {
        QLabel *words = label(m_context.theme, TypeStep::Meta, Role::Muted, m_simulated);
        words->setText(tr("Simulating what the edit does to traffic…"));
        m_simulated->layout()->addWidget(words);
        m_simulated->show();
    }
}

void ReviewPage::clearSimulation()
{
    qDeleteAll(m_simulated->findChildren<QWidget *>(Qt::FindDirectChildrenOnly));
}

void ReviewPage::showNoSimulation(const QString &why)
{
    if (!m_simulated) {
        return;
    }
    clearSimulation();
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
    clearSimulation();
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
    for (const config::Problem &problem : m_tab.problems() | std::views::take(mostLines)) {
        const bool error = problem.severity == config::Severity::Error;
        addLine(column, u"!"_s, error ? Role::Bad : Role::Warn, tr("Line %1: %2").arg(problem.line).arg(text(problem.message)));
    }
    addMore(column, m_tab.problems().size());
}

// More lines than that are no list to read.
void ReviewPage::addMore(QVBoxLayout *column, std::size_t all)
{
    if (all > mostLines) {
        addLine(column, u"…"_s, Role::Muted, tr("and %1 more").arg(all - mostLines));
    }
}

} // namespace patchbay
