// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/widgets/gallery_sheets.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/segmented_control.h"
#include "ui/widgets/state_label.h"
#include "ui/widgets/themed.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QRadioButton>
#include <QSlider>
#include <QSpinBox>
#include <QSplitter>
#include <QTabBar>
#include <QTableWidget>
#include <QToolBar>
#include <QToolButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace patchbay {
namespace {

QPushButton *button(const QString &text, const QString &icon, const Theme &theme)
{
    auto *made = new QPushButton(text);
    if (!icon.isEmpty()) {
        setThemedIcon(made, theme, icon);
    }
    return made;
}

void addButtons(QVBoxLayout *column, const Theme &theme)
{
    auto *row = new QHBoxLayout;
    auto *stop = button("Stop all", "media-playback-stop", theme);
    setKeyCap(stop, "Esc");
    auto *run = new QPushButton("Run");
    setThemedIcon(run, theme, "media-playback-start", Role::AccentText);
    setPrimary(run);
    setKeyCap(run, "Ctrl+Enter");
    auto *off = button("Export", "document-export", theme);
    setWhyNot(off, "Nothing has run yet.");
    auto *offPrimary = new QPushButton("Run");
    setPrimary(offPrimary);
    setWhyNot(offPrimary, "Write a prompt first.");
    auto *link = new QPushButton("Use qwen2.5:14b instead");
    setLink(link);
    auto *menuButton = new QPushButton("More");
    menuButton->setMenu(new QMenu(menuButton));
    auto *flat = button("Pane", "list-add", theme);
    flat->setFlat(true);
    for (QWidget *widget : std::initializer_list<QWidget *> { stop, run, off, offPrimary, menuButton, flat, link }) {
        row->addWidget(widget);
    }
    row->addStretch();
    column->addLayout(row);
}

void addToolBar(QVBoxLayout *column, const Theme &theme)
{
    auto *bar = new QToolBar;
    auto *title = new QLabel("Support triage");
    setTextStyle(title, theme, TypeStep::Title);
    bar->addWidget(title);
    auto *views = new SegmentedControl(theme);
    for (const char *name : { "Panes", "Diff", "Table", "Arena", "Chart" }) {
        views->addSegment(name);
    }
    views->setWhyNot(4, "Run something first.");
    bar->addWidget(views);
    bar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    QAction *sync = bar->addAction("Sync all");
    setThemedIcon(sync, theme, "link");
    sync->setCheckable(true);
    sync->setChecked(true);
    setThemedIcon(bar->addAction("Pane"), theme, "list-add");
    bar->addSeparator();
    auto *more = new QToolButton;
    setThemedIcon(more, theme, "view-more-symbolic");
    bar->addWidget(more);
    column->addWidget(bar);
}

void addTabs(QVBoxLayout *column, const Theme &theme)
{
    auto *documents = new QTabBar;
    documents->setDocumentMode(true);
    documents->setTabsClosable(true);
    documents->setExpanding(false);
    documents->addTab(theme.icon("view-split-left-right"), "Support triage");
    documents->addTab(theme.icon("view-split-left-right"), "Refund policy");
    documents->addTab(theme.icon("code-context"), "gateway.yaml");
    column->addWidget(documents);
    auto *parts = new QTabBar;
    for (const char *name : { "System", "User", "Tools 1", "Response text" }) {
        parts->addTab(name);
    }
    setUnderlined(parts);
    parts->setCurrentIndex(1);
    column->addWidget(parts);
}

void addChips(QVBoxLayout *column, const Theme &theme)
{
    auto *row = new QHBoxLayout;
    row->addWidget(new Chip(theme, "ticket", "Payslips show gross pay twice since this morning"));
    row->addWidget(new Chip(theme, "plan", "Business"));
    auto *file = new Chip(theme, {}, "payslip-0417.png");
    file->setTone(Chip::Tone::Outlined);
    file->setIconName("mail-attachment");
    file->setTrailing("212 KB");
    file->setRemovable(true);
    row->addWidget(file);
    auto *pass = new Chip(theme, {}, "pass");
    pass->setTone(Chip::Tone::Good);
    row->addWidget(pass);
    auto *fail = new Chip(theme, {}, "fail");
    fail->setTone(Chip::Tone::Bad);
    row->addWidget(fail);
    row->addStretch();
    column->addLayout(row);
    auto *states = new QHBoxLayout;
    for (const char *words : { "streaming", "done", "cooling 4 s", "failed", "queued", "ready", "idle" }) {
        auto *label = new StateLabel(theme);
        label->setState(words);
        states->addWidget(label);
    }
    states->addStretch();
    column->addLayout(states);
}

QFormLayout *makeForm(const Theme &theme)
{
    auto *form = new QFormLayout;
    auto *model = new QComboBox;
    model->addItem(theme.icon("rating", Role::Accent), "gpt-4o");
    form->addRow("Model", model);
    auto *temperature = new QDoubleSpinBox;
    temperature->setValue(0.2);
    form->addRow("Temperature", temperature);
    auto *timeout = new QSpinBox;
    timeout->setSuffix(" s");
    timeout->setValue(60);
    form->addRow("Timeout", timeout);
    auto *seed = new QLineEdit;
    seed->setPlaceholderText("none");
    form->addRow("Seed", seed);
    auto *focused = new QLineEdit("focused");
    focused->setFocus();
    form->addRow("Name", focused);
    auto *off = new QLineEdit("disabled");
    off->setEnabled(false);
    form->addRow("Bound to", off);
    auto *editable = new QComboBox;
    editable->setEditable(true);
    editable->addItem("editable");
    form->addRow("Preset", editable);
    return form;
}

QVBoxLayout *makeChoices()
{
    auto *column = new QVBoxLayout;
    auto *on = new QCheckBox("sync all panes");
    on->setChecked(true);
    auto *partial = new QCheckBox("some");
    partial->setTristate(true);
    partial->setCheckState(Qt::PartiallyChecked);
    auto *off = new QCheckBox("disabled");
    off->setEnabled(false);
    auto *radio = new QRadioButton("this one");
    radio->setChecked(true);
    auto *progress = new QProgressBar;
    progress->setTextVisible(false);
    progress->setValue(52);
    auto *busy = new QProgressBar;
    busy->setTextVisible(false);
    busy->setRange(0, 0);
    auto *slider = new QSlider(Qt::Horizontal);
    slider->setValue(40);
    auto *text = new QPlainTextEdit("Triage this ticket.\nGive category, urgency and team.");
    text->setFixedHeight(70);
    for (QWidget *widget : std::initializer_list<QWidget *> { on, partial, off, new QCheckBox("plain"), radio,
             new QRadioButton("that one"), progress, busy, slider, text }) {
        column->addWidget(widget);
    }
    column->addStretch();
    return column;
}

} // namespace

std::unique_ptr<QWidget> makeControlSheet(const Theme &theme)
{
    auto sheet = std::make_unique<QWidget>();
    auto *column = new QVBoxLayout(sheet.get());
    addTabs(column, theme);
    addToolBar(column, theme);
    addButtons(column, theme);
    addChips(column, theme);
    auto *row = new QHBoxLayout;
    row->addLayout(makeForm(theme), 1);
    row->addSpacing(24);
    row->addLayout(makeChoices(), 1);
    column->addLayout(row);
    return sheet;
}

std::unique_ptr<QWidget> makeViewSheet(const Theme &theme)
{
    auto sheet = std::make_unique<QWidget>();
    auto *row = new QHBoxLayout(sheet.get());
    auto *rail = new QToolBar;
    setRail(rail);
    for (const char *name : { "Compare", "Routing", "Keys" }) {
        QAction *action = rail->addAction(name);
        setThemedIcon(action, theme, "view-split-left-right");
        action->setCheckable(true);
    }
    rail->actions().constFirst()->setChecked(true);
    row->addWidget(rail);
    auto *table = new QTableWidget(12, 3);
    table->setHorizontalHeaderLabels({ "Name", "Provider", "Spend" });
    table->verticalHeader()->hide();
    table->setShowGrid(false);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    setRowLines(table);
    for (int at = 0; at < table->rowCount(); ++at) {
        table->setItem(at, 0, new QTableWidgetItem(QString("openai-prod-%1").arg(at)));
        table->setItem(at, 1, new QTableWidgetItem("OpenAI"));
        auto *spend = new QTableWidgetItem("$14.13");
        spend->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
        table->setItem(at, 2, spend);
        table->setRowHeight(at, theme.rowHeight());
    }
    table->selectRow(1);
    auto *tree = new QTreeWidget;
    tree->setHeaderLabels({ "Run", "When" });
    auto *parent = new QTreeWidgetItem(tree, { "Support triage", "yesterday 16:02" });
    new QTreeWidgetItem(parent, { "gpt-4o", "2.41 s" });
    tree->expandAll();
    auto *splitter = new QSplitter;
    splitter->addWidget(table);
    splitter->addWidget(tree);
    row->addWidget(splitter, 1);
    auto *menu = new QMenu(sheet.get());
    setThemedIcon(menu->addAction("Copy"), theme, "edit-copy");
    menu->actions().constLast()->setShortcut(QKeySequence::Copy);
    menu->addSeparator();
    QAction *checked = menu->addAction("Show metrics");
    checked->setCheckable(true);
    checked->setChecked(true);
    menu->addMenu("Export")->addAction("Markdown");
    menu->addAction("Delete")->setEnabled(false);
    menu->setActiveAction(checked);
    menu->setWindowFlags(Qt::Widget);
    row->addWidget(menu);
    menu->show();
    return sheet;
}

std::vector<GallerySheet> gallerySheets()
{
    return { { "controls", makeControlSheet }, { "views", makeViewSheet }, { "markdown", makeMarkdownSheet },
             { "kit", makeKitSheet }, { "diff", makeDiffSheet } };
}

} // namespace patchbay
