// SPDX-License-Identifier: GPL-3.0-or-later
//
// MainWindow: Patchbay's frame: rail, tabs, the panels' workspace, status line, palette, shortcuts
// sheet and menu bar. Knows panels by their face and commands by the registry, nothing else; the
// composition root adds panels and keeps the bytes that saveLayout gives.
#pragma once

#include "ui/shell/command.h"
#include "ui/shell/panel.h"
#include "ui/shell/rail.h"
#include "ui/shell/status_line.h"
#include "ui/widgets/theme.h"

#include <QMainWindow>

namespace patchbay {

class CommandActions;
class NoticeBar;
class Palette;
class ShortcutSheet;
class WindowHeader;
class Workspace;

class MainWindow final : public QMainWindow {
    Q_OBJECT
public:
    // Theme and registry outlive the window. Adds the window's own commands to the registry.
    MainWindow(const Theme &theme, CommandRegistry &registry, QWidget *parent = nullptr);
    ~MainWindow() override;

    // Takes the panel; the first one becomes current. Those at the top get Ctrl+1, Ctrl+2, …
    void addPanel(Panel *panel, RailPlace place = RailPlace::Top);
    const QList<Panel *> &panels() const { return m_panels; }
    Panel *currentPanel() const { return m_current; }
    // False where there is no such panel.
    bool showPanel(const QString &id);

    void openPalette(const QString &typed = {});
    void openShortcutSheet();
    // Palette and shortcut sheet go away.
    void dismissOverlays();
    void showNotice(const Notice &notice);
    // Left side of the status line; an empty text takes the item away.
    void setStatusItem(const QString &id, const StatusItem &item);
    // Where an item of it stands on the screen.
    QRect statusItemPlace(const QString &id) const;
    // Right side, after the panels' own values: label and value.
    void setGlobalValues(const QList<std::pair<QString, QString>> &values);

    void setMenuBarShown(bool shown);

    // Geometry, docks, current panel, menu bar; bytes of another version are refused.
    QByteArray saveLayout() const;
    bool restoreLayout(const QByteArray &bytes);

Q_SIGNALS:
    // Of an item that opens.
    void statusItemActivated(const QString &id);
    // The window goes away: the moment to save what is open.
    void closing();

protected:
    void closeEvent(QCloseEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void keyReleaseEvent(QKeyEvent *event) override;

private:
    void addWindowCommands();
    void addTabCommands();
    void addPanelCommand(const Panel *panel, RailPlace place);
    void orderFocus();
    void showShortcuts();
    void stepTab(int step);
    void readStatus();
    QList<PaletteEntry> find(const QString &text) const;
    QString whyNoTabs() const;
    void refuse(const QString &sentence);

    const Theme &m_theme;
    CommandRegistry &m_registry;
    QList<Panel *> m_panels;
    Panel *m_current = nullptr;
    int m_panelShortcuts = 0;
    Rail *m_rail = nullptr;
    WindowHeader *m_header = nullptr;
    Workspace *m_workspace = nullptr;
    StatusLine *m_status = nullptr;
    NoticeBar *m_notice = nullptr;
    CommandActions *m_actions = nullptr;
    Palette *m_palette = nullptr;     // made when it is opened first
    ShortcutSheet *m_sheet = nullptr; // likewise
    QList<std::pair<QString, QString>> m_globalValues;
    bool m_menuBarShown = false;
    bool m_altAlone = false;
};

} // namespace patchbay
