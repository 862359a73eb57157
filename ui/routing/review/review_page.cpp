// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/routing/review/review_page.h"

#include "models/bay/config_tabs.h"
#include "models/format/format.h"
#include "ui/routing/aside.h"
#include "ui/routing/review/unified_diff.h"
#include "ui/shell/chrome_widget.h"
#include "ui/shell/command.h"
#include "ui/widgets/themed.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>


using namespace Qt::StringLiterals;

namespace patchbay {

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
    , m_comparer(new Aside(this))
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
    m_shown = std::make_shared<const Shown>(m_tab.isReading() ? Shown() : Shown { m_tab.saved(), m_tab.text() });
    m_outcome->clear();
    m_name->setText(m_tab.title());
    m_simulator->stop();
    m_comparer->stop();
    if (m_tab.isTextOnly()) {
        startComparing();
        showTarget();
        return;
    }
    const config::GatewayConfig before = config::parseConfig(m_tab.saved(), m_tab.document().name());
    show({ bay::diffRows(m_tab.saved(), m_tab.text()), document::compareConfigs(before, m_tab.document().configuration()),
           m_tab.document().configuration().usable() });
    showTarget();
    simulate();
}

bool ReviewPage::isComparing() const
{
    return m_comparer->isRunning();
}

void ReviewPage::startComparing()
{
    clearList();
    m_changes = 0;
    m_diff->setRows({});
    m_summary->setText(tr("comparing…"));
    m_figures->setText(tr("comparing a large text, which takes some seconds…"));
    m_comparer->start<Compared>(
        [shown = m_shown, name = m_tab.document().name()](const std::stop_token &stop) {
            Compared compared { .rows = bay::diffRows(shown->saved, shown->edited), .changes = {} };
            const config::GatewayConfig before = config::parseConfig(shown->saved, name);
            if (!stop.stop_requested()) {
                const config::GatewayConfig after = config::parseConfig(shown->edited, name);
                compared.changes = document::compareConfigs(before, after);
                compared.usable = after.usable();
            }
            return compared;
        },
        [this](const Compared &compared) {
            show(compared);
            showTarget();
            simulate();
        });
}

void ReviewPage::show(const Compared &compared)
{
    const bay::DiffRows &rows = compared.rows;
    m_usable = compared.usable;
    m_diff->setRows(rows.rows);
    m_figures->setText(rows.rows.isEmpty() ? tr("nothing is different from the file")
                                           : tr("%1 added, %2 removed, %3 untouched; comments and order kept")
                                                 .arg(format::counted(rows.added, tr("line")))
                                                 .arg(rows.removed)
                                                 .arg(rows.untouched));
    showChanges(compared.changes);
}

QString ReviewPage::whyNoApply() const
{
    if (m_tab.isReading() || m_tab.unreadable()) {
        return m_tab.isReading() ? tr("The text is still being read") : tr("The text cannot be read");
    }
    if (isComparing()) {
        return tr("It is still being compared with the file");
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
    // Once: copies of long texts are what the window would wait for.
    const auto application = std::make_shared<const bay::Application>(
        bay::Application { .text = m_tab.text(), .file = m_tab.file().toStdString(), .note = m_note->text().toStdString(),
                           .historyDirectory = m_context.historyDirectory, .expected = m_tab.saved() });
    m_applying = true;
    setWhyNot(m_apply, tr("It is being applied"));
    m_context.tabs.beginWriting(m_tab);
    m_outcome->setText(tr("applying…"));
    m_aside->start<bay::Outcome>(
        [ask = m_context.askGateway, application](const std::stop_token &) { return applyConfiguration(*application, ask); },
        [this, application](const bay::Outcome &outcome) { take(outcome, application->text); });
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
