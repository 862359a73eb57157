// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/main_window.h"

#include "ui/shell/command_actions.h"
#include "ui/shell/inspector_dock.h"
#include "ui/shell/notice_bar.h"
#include "ui/shell/palette.h"
#include "ui/shell/queue_dock.h"
#include "ui/shell/shortcut_sheet.h"
#include "ui/shell/window_header.h"
#include "ui/shell/workspace.h"

#include <QCloseEvent>
#include <QDataStream>
#include <QKeyEvent>
#include <QMenuBar>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace patchbay {
namespace {

constexpr quint32 layoutMagic = 0x50424c31; // "PBL1"
constexpr QSize smallest(800, 520);
constexpr QSize usual(1440, 900);

} // namespace

MainWindow::MainWindow(const Theme &theme, CommandRegistry &registry, QWidget *parent)
    : QMainWindow(parent)
    , m_theme(theme)
    , m_registry(registry)
    , m_rail(new Rail(theme, this))
    , m_header(new WindowHeader(theme, this))
    , m_workspace(new Workspace(theme, this))
    , m_status(new StatusLine(theme, this))
    , m_notice(new NoticeBar(theme, *m_status, this))
{
    setObjectName(u"mainWindow"_s);
    setWindowTitle(u"Patchbay"_s);
    setContextMenuPolicy(Qt::PreventContextMenu);
    setMinimumSize(smallest);
    resize(usual);
    addToolBar(Qt::LeftToolBarArea, m_rail);
    auto *centre = new QWidget(this);
    auto *column = new QVBoxLayout(centre);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_header);
    column->addWidget(m_workspace, 1);
    setCentralWidget(centre);
    setStatusBar(m_status);
    connect(m_status, &StatusLine::activated, this, &MainWindow::statusItemActivated);
    menuBar()->hide();

    addWindowCommands();
    addTabCommands();
    m_actions = new CommandActions(theme, registry, this);
    connect(m_actions, &CommandActions::refused, this, &MainWindow::refuse);
    connect(&registry, &CommandRegistry::changed, this, &MainWindow::showShortcuts);
    connect(m_rail, &Rail::chosen, this, &MainWindow::showPanel);
    connect(m_header, &WindowHeader::paletteWanted, this, [this] { openPalette(); });
    showShortcuts();
}

MainWindow::~MainWindow()
{
    // Panels take their commands back while they go; by then the rail that would show it is gone.
    m_registry.disconnect(this);
    for (Panel *panel : std::as_const(m_panels)) {
        panel->disconnect(this);
    }
}

void MainWindow::addPanel(Panel *panel, RailPlace place)
{
    m_panels.append(panel);
    m_rail->addItem({ .id = panel->id(), .title = panel->title(), .iconName = panel->iconName(), .place = place });
    m_workspace->addPanel(panel);
    connect(panel, &Panel::noticeRaised, m_notice, &NoticeBar::show);
    connect(panel, &Panel::statusChanged, this, &MainWindow::readStatus);
    orderFocus();
    addPanelCommand(panel, place);
    readStatus();
    if (!m_current) {
        showPanel(panel->id());
    }
}

void MainWindow::orderFocus()
{
    // Tab goes from the rail over the tabs into the panel, its inspector and the queue.
    const QList<QWidget *> stops = m_rail->buttons() + m_header->stops();
    for (qsizetype stop = 1; stop < stops.size(); ++stop) {
        setTabOrder(stops.at(stop - 1), stops.at(stop));
    }
}

bool MainWindow::showPanel(const QString &id)
{
    const auto found = std::ranges::find_if(m_panels, [&id](const Panel *panel) { return panel->id() == id; });
    if (found == m_panels.end()) {
        return false;
    }
    m_rail->setCurrent(id);
    if (m_current == *found) {
        return true;
    }
    m_current = *found;
    if (m_actions) {
        m_actions->setScope(id);
    }
    m_workspace->setCurrent(m_current);
    m_header->setPanel(m_current);
    if (isVisible()) {
        m_current->focusFirst();
    }
    return true;
}

void MainWindow::openPalette(const QString &typed)
{
    if (!m_palette) {
        m_palette = new Palette(m_theme, m_registry, [this](const QString &text) { return find(text); }, this);
        connect(m_palette, &Palette::refused, this, &MainWindow::refuse);
    }
    m_palette->open(typed);
}

void MainWindow::dismissOverlays()
{
    if (m_palette) {
        m_palette->dismiss();
    }
    if (m_sheet) {
        m_sheet->dismiss();
    }
}

void MainWindow::openShortcutSheet()
{
    if (!m_sheet) {
        m_sheet = new ShortcutSheet(m_theme, m_registry, this);
        connect(m_sheet, &ShortcutSheet::editingWanted, this,
                [this] { refuse(m_registry.trigger(u"settings.shortcuts"_s)); });
    }
    m_sheet->open();
}

void MainWindow::showNotice(const Notice &notice)
{
    m_notice->show(notice);
}

void MainWindow::refuse(const QString &sentence)
{
    if (!sentence.isEmpty()) {
        showNotice({ .text = sentence });
    }
}

void MainWindow::setStatusItem(const QString &id, const StatusItem &item)
{
    m_status->setItem(id, item);
}

QRect MainWindow::statusItemPlace(const QString &id) const
{
    return m_status->placeOf(id);
}

void MainWindow::setMenuBarShown(bool shown)
{
    menuBar()->setVisible(shown);
    m_menuBarShown = shown;
}

QList<PaletteEntry> MainWindow::find(const QString &text) const
{
    QList<PaletteEntry> found;
    for (Panel *panel : m_panels) {
        found.append(panel->find(text));
    }
    return found;
}

void MainWindow::readStatus()
{
    // Money stays in view whatever panel is open: the values of all panels, each label once.
    QList<std::pair<QString, QString>> values;
    for (const Panel *panel : std::as_const(m_panels)) {
        for (const auto &value : panel->statusItems()) {
            if (!std::ranges::contains(values, value.first, &std::pair<QString, QString>::first)) {
                values.append(value);
            }
        }
    }
    m_status->setValues(values + m_globalValues);
}

void MainWindow::setGlobalValues(const QList<std::pair<QString, QString>> &values)
{
    m_globalValues = values;
    readStatus();
}

QByteArray MainWindow::saveLayout() const
{
    QByteArray bytes;
    QDataStream stream(&bytes, QIODevice::WriteOnly);
    stream.setVersion(QDataStream::Qt_6_8);
    stream << layoutMagic << saveGeometry() << m_workspace->saveState() << (m_current ? m_current->id() : QString())
           << m_workspace->inspector()->wanted() << m_workspace->queue()->isExpanded() << m_menuBarShown;
    return bytes;
}

bool MainWindow::restoreLayout(const QByteArray &bytes)
{
    QDataStream stream(bytes);
    stream.setVersion(QDataStream::Qt_6_8);
    quint32 magic = 0;
    QByteArray geometry;
    QByteArray docks;
    QString panel;
    bool inspector = true;
    bool queue = false;
    bool menu = false;
    stream >> magic >> geometry >> docks >> panel >> inspector >> queue >> menu;
    if (stream.status() != QDataStream::Ok || magic != layoutMagic) {
        return false;
    }
    restoreGeometry(geometry);
    m_workspace->queue()->setExpanded(queue);
    m_workspace->restoreState(docks);
    m_workspace->inspector()->setWindowWidth(width());
    m_workspace->inspector()->setWanted(inspector);
    m_workspace->queue()->show();
    setMenuBarShown(menu);
    showPanel(panel);
    return true;
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    Q_EMIT closing();
    QMainWindow::closeEvent(event);
}

void MainWindow::resizeEvent(QResizeEvent *event)
{
    QMainWindow::resizeEvent(event);
    m_workspace->inspector()->setWindowWidth(width());
}

void MainWindow::showEvent(QShowEvent *event)
{
    QMainWindow::showEvent(event);
    // Ready to type in, rather than the focus being wherever Qt finds the first stop.
    if (m_current && !focusWidget()) {
        m_current->focusFirst();
    }
}

void MainWindow::keyPressEvent(QKeyEvent *event)
{
    // Alt pressed and let go with nothing between shows the hidden menu bar, as elsewhere.
    m_altAlone = event->key() == Qt::Key_Alt;
    QMainWindow::keyPressEvent(event);
}

void MainWindow::keyReleaseEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Alt && std::exchange(m_altAlone, false) && !m_menuBarShown) {
        menuBar()->setVisible(menuBar()->isHidden());
        if (menuBar()->isVisible()) {
            menuBar()->setFocus(Qt::MenuBarFocusReason);
        }
    }
    QMainWindow::keyReleaseEvent(event);
}

} // namespace patchbay
