// SPDX-License-Identifier: GPL-3.0-or-later
//
// RoutingShowcase: a Routing panel in known states, from a sample configuration only: what --screenshots and the
// picture tests show. Show a state, let the event loop run for 200 ms, and grab.
#pragma once

#include "ui/shell/panel.h"

#include <QPointer>

#include <memory>

namespace patchbay {

class Catalog;
class CommandRegistry;
class EntitySlots;
class RoutingPanel;
class RoutingView;
class Theme;

namespace bay {
class ConfigTab;
class ConfigTabs;
}

class RoutingShowcase final : public QObject {
    Q_OBJECT
public:
    // All outlive it.
    RoutingShowcase(const Theme &theme, CommandRegistry &commands, const Catalog &catalog);
    ~RoutingShowcase() override;

    static QStringList states();
    void show(const QString &state);
    // May be given a parent that deletes it.
    RoutingPanel &panel() { return *m_panel; }
    static std::string sample();

private:
    void showFallback(bay::ConfigTab &tab);
    void showText(const QString &state, RoutingView &view);

    std::unique_ptr<bay::ConfigTabs> m_tabs;
    std::unique_ptr<EntitySlots> m_entities;
    QPointer<RoutingPanel> m_panel;
};

} // namespace patchbay
