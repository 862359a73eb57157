// SPDX-License-Identifier: GPL-3.0-or-later
//
// RoutingContext: what every view of the Routing panel needs. All parts outlive the views.
#pragma once

namespace patchbay {

class Catalog;
class CommandRegistry;
class EntitySlots;
class Theme;

namespace bay {
class ConfigTabs;
}

struct RoutingContext {
    const Theme &theme;
    CommandRegistry &commands;
    bay::ConfigTabs &tabs;
    const Catalog &catalog;
    EntitySlots &entities; // which colour a model has
};

} // namespace patchbay
