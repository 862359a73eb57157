// SPDX-License-Identifier: GPL-3.0-or-later
//
// GatewayServices: the window's own gateway, its place in the status line and its commands.
#pragma once

#include "models/host/gateway_host.h"
#include "ui/shell/command.h"

#include <memory>

namespace patchbay {

class BudgetGuard;
class DataDirectory;
class GatewayPopover;
class KeySource;
class MainWindow;
class RoutingPanel;
class Settings;
class SqlLedger;
class Theme;
class VaultDesk;
class Catalog;

namespace bay {
class ConfigTabs;
}

class GatewayServices final : public QObject {
    Q_OBJECT
public:
    // All outlive it.
    struct Parts {
        const DataDirectory &directory;
        SqlLedger &ledger;
        BudgetGuard &budgets;
        const Catalog &catalog;
        const KeySource &keys;
        VaultDesk &vault;
        Settings &settings;
    };
    explicit GatewayServices(const Parts &parts);
    ~GatewayServices() override;

    // Where it shows. All outlive it; once.
    struct Places {
        MainWindow &window;
        const Theme &theme;
        CommandRegistry &commands;
        bay::ConfigTabs &configurations;
        RoutingPanel &routing;
    };
    void show(const Places &places);
    GatewayHost &host() { return m_host; }

private:
    void addCommands(CommandRegistry &commands);
    GatewayWish wish() const;
    void openPopover();
    void chooseFile();
    void start(const GatewayWish &wish);

    Settings &m_settings;
    GatewayHost m_host;
    MainWindow *m_window = nullptr;
    const Theme *m_theme = nullptr;
    bay::ConfigTabs *m_configurations = nullptr;
    RoutingPanel *m_routing = nullptr;
    GatewayPopover *m_popover = nullptr; // the window's; made when it is opened first
};

} // namespace patchbay
