// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/spend/spend_panel.h"

#include "models/spend/spend_desk.h"
#include "ui/shell/command.h"
#include "ui/spend/chart_area.h"
#include "ui/spend/dashboard_page.h"
#include "ui/spend/row_inspector.h"
#include "ui/spend/spend_empty_page.h"
#include "ui/spend/spend_toolbar.h"
#include "ui/spend/waste_page.h"

#include <QFileDialog>
#include <QPointer>
#include <QStackedWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr int refreshMilliseconds = 3'000;

} // namespace

SpendPanel::SpendPanel(const SpendContext &context, const QTimeZone &zone, QWidget *parent)
    : Panel(parent)
    , m_context(context)
    , m_zone(zone)
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(refreshMilliseconds);
    connect(&m_soon, &QTimer::timeout, this, &SpendPanel::refresh);
    addSpendCommands(context.commands, *this);
}

SpendPanel::~SpendPanel()
{
    for (const Command &command : QList<Command>(m_context.commands.commands())) {
        if (command.id.startsWith(u"spend.")) {
            m_context.commands.remove(command.id);
        }
    }
}

QString SpendPanel::id() const { return u"spend"_s; }
QString SpendPanel::title() const { return tr("Spend"); }
QString SpendPanel::iconName() const { return u"office-chart-bar"_s; }

void SpendPanel::showEvent(QShowEvent *event)
{
    const bool first = m_stack == nullptr;
    build();
    if (!first && m_stale) {
        m_dashboard->ask();
    }
    m_stale = false;
    Panel::showEvent(event);
}

void SpendPanel::build()
{
    if (m_stack != nullptr) {
        return;
    }
    m_toolbar = new SpendToolbar(m_context, this);
    m_stack = new QStackedWidget(this);
    m_inspector = new RowInspector(m_context.theme, this);
    m_inspector->hide();
    m_dashboard = new DashboardPage(m_context, m_zone, m_stack);
    m_empty = new SpendEmptyPage(m_context, m_stack);
    m_stack->addWidget(m_dashboard);
    m_stack->addWidget(m_empty);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_toolbar);
    column->addWidget(m_stack, 1);
    connect(&m_context.desk, &SpendDesk::changed, this, &SpendPanel::showState);
    connect(m_toolbar, &SpendToolbar::viewChosen, this, &SpendPanel::showWaste);
    connect(m_dashboard, &DashboardPage::rowChosen, this, &SpendPanel::inspect);
    m_exporter = new SpendExporter(m_context, this);
    connect(m_exporter, &SpendExporter::done, this, [this](const QString &sentence) { Q_EMIT noticeRaised({ sentence, {}, {} }); });
    connect(m_toolbar, &SpendToolbar::exportWanted, this, [this](SpendExporter::Kind kind) {
        if (const std::optional<SpendPicture> &picture = m_context.desk.picture()) {
            m_exporter->ask(kind, *picture, m_dashboard->chart()->canvas());
        }
    });
    m_dashboard->ask();
}

void SpendPanel::showState()
{
    const std::optional<SpendPicture> &picture = m_context.desk.picture();
    const bool nothing = !m_context.desk.problem() && (!picture || !picture->anything);
    m_stack->setCurrentWidget(nothing ? static_cast<QWidget *>(m_empty) : currentPage());
    m_toolbar->showState(!nothing);
    Q_EMIT inspectorChanged();
}

QWidget *SpendPanel::currentPage() const
{
    return m_showsWaste ? static_cast<QWidget *>(m_waste) : m_dashboard;
}

void SpendPanel::inspect(const AttemptRow *row)
{
    m_inspector->setRow(row, m_dashboard->view().zone);
    Q_EMIT inspectorChanged();
}

void SpendPanel::showWaste(bool waste)
{
    build();
    m_showsWaste = waste;
    if (waste && m_waste == nullptr) {
        m_waste = new WastePage(m_context, m_stack);
        m_stack->addWidget(m_waste);
        connect(m_waste, &WastePage::rowChosen, this, &SpendPanel::inspect);
    }
    inspect(nullptr);
    m_toolbar->setWaste(waste);
    if (waste) {
        m_waste->setView(m_dashboard->view());
    }
    showState();
}

void SpendPanel::refreshSoon()
{
    if (!m_soon.isActive()) {
        m_soon.start();
    }
}

void SpendPanel::refresh()
{
    // Rows that somebody reads stay as they are.
    if (m_stack != nullptr && isVisible() && !m_dashboard->showsRows() && !m_context.desk.isSample()) {
        m_dashboard->ask();
    } else {
        m_stale = true;
    }
}

void SpendPanel::openSample(bool sample)
{
    build();
    if (m_showsWaste) {
        showWaste(false);
    }
    m_context.desk.setSample(sample);
    m_dashboard->reset();
}

void SpendPanel::importRecords()
{
    auto *dialog = new QFileDialog(this, tr("Import spend records"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({ tr("Records (*.json *.jsonl *.csv)"), tr("All files (*)") });
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &file) {
        Q_EMIT noticeRaised({ tr("Reading %1…").arg(file), {}, {} });
        m_context.importFile(file, [self = QPointer(this)](const QString &sentence) {
            if (self) {
                Q_EMIT self->noticeRaised({ sentence, {}, {} });
                self->openSample(false);
            }
        });
    });
    dialog->open();
}

QWidget *SpendPanel::inspector()
{
    return m_stack != nullptr && m_stack->currentWidget() != m_empty && m_inspector->hasRow() ? m_inspector : nullptr;
}

QList<PaletteEntry> SpendPanel::find(const QString &text)
{
    QList<PaletteEntry> entries;
    const std::optional<SpendPicture> &picture = m_context.desk.picture();
    if (text.size() < 2 || m_stack == nullptr || !picture) {
        return entries;
    }
    for (const SpendEntity &entity : picture->entities) {
        if (!entity.rest && entity.name.contains(text, Qt::CaseInsensitive)) {
            entries.append({ tr("Spend"), entity.name, tr("Spend of this %1").arg(dimensionWords(picture->view.by)), iconName(),
                             [this, condition = picture->conditionOf(entity)] {
                                 m_context.commands.trigger(u"panel.spend"_s);
                                 m_dashboard->filterBy(condition);
                             } });
        }
    }
    return entries;
}

void SpendPanel::focusFirst()
{
    if (m_stack == nullptr) {
        return;
    }
    if (m_stack->currentWidget() == m_empty) {
        m_empty->focusFirst();
    } else if (m_showsWaste) {
        m_waste->focusFirst();
    } else {
        m_dashboard->focusFirst();
    }
}

} // namespace patchbay
