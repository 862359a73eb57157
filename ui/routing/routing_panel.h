// SPDX-License-Identifier: GPL-3.0-or-later
//
// RoutingPanel: the patch bay. Empty until it is shown for the first time, so that the window's start does not pay
// for it: then the tabs of the last session are opened and a view is made for the one in front.
#pragma once

#include "providers/core/clock.h"
#include "ui/routing/routing_context.h"
#include "ui/shell/panel.h"

class QStackedWidget;

namespace patchbay {

namespace bay {
class ConfigTab;
}
class Importer;
class OpenPage;
class RoutingInspector;
class RoutingView;

class RoutingPanel final : public Panel {
    Q_OBJECT
public:
    explicit RoutingPanel(const RoutingContext &context, QWidget *parent = nullptr);
    ~RoutingPanel() override;

    QString id() const override;
    QString title() const override;
    QString iconName() const override;
    QWidget *inspector() override;
    QList<PaletteEntry> find(const QString &text) override;
    void focusFirst() override;
    QStringList tabTitles() const override;
    int currentTab() const override;
    void setCurrentTab(int index) override;
    void closeTab(int index) override;
    void newTab() override;
    bool tabModified(int index) const override;

    // Null while nothing is open.
    RoutingView *currentView() const;
    const RoutingContext &context() const { return m_context; }
    // Opens a file, and tells where it cannot.
    bool openFile(const QString &file);
    void askFile();
    // To its own file; one that has none asks for a name.
    void save();
    void askSaveAs();
    void explain();
    void explainCopied();
    Importer *importer();

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    void build();
    void connectTabs();
    void syncViews();
    void showCurrent();
    RoutingView *viewOf(bay::ConfigTab &tab);
    void say(const QString &sentence);
    void saveTo(const QString &file);

    const SystemClock m_clock {};
    RoutingContext m_context;
    QStackedWidget *m_stack = nullptr; // null until it is built
    OpenPage *m_open = nullptr;
    Importer *m_importer = nullptr;
    RoutingInspector *m_inspector = nullptr; // likewise
    QHash<bay::ConfigTab *, RoutingView *> m_views;
    bool m_choosing = false; // a new tab was asked for: the open page, though tabs are open
};

// Registers the panel's commands; part of the constructor, in routing_commands.cpp.
void addRoutingCommands(CommandRegistry &registry, RoutingPanel &panel);

} // namespace patchbay
