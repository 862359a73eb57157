// SPDX-License-Identifier: GPL-3.0-or-later
//
// RoutingContext: what every view of the Routing panel needs. All parts outlive the views.
#pragma once

#include "models/bay/applying.h"
#include "models/bay/imports.h"
#include "models/bay/what_if.h"
#include "providers/core/clock.h"
#include "providers/core/secret.h"

#include <QStringList>

namespace patchbay {

class Catalog;
class CommandRegistry;
class EntitySlots;
class Theme;

namespace bay {
class ConfigTabs;
class LiveDesk;
}

struct ModelQuestion {
    QString provider {}; // its id
    QString apiBase {}; // without a trailing slash
    SecretBytes key {}; // empty: the one of the vault or the environment
};

// What imports ask of the rest of the program; empty ones cannot be had.
struct ImportPorts {
    bay::HasVariable hasVariable {};
    // `done` is called once, on the GUI thread, also after the asker has gone.
    std::function<void(ModelQuestion question, std::function<void(Result<QStringList> models)> done)> listModels {};
};

struct RoutingContext {
    const Theme &theme;
    CommandRegistry &commands;
    bay::ConfigTabs &tabs;
    const Catalog &catalog;
    EntitySlots &entities; // which colour a model has
    // Asked on a worker thread; empty: there is no gateway to ask.
    bay::AskGateway askGateway {};
    // Where applied versions are kept; empty: nothing can be applied.
    QString historyDirectory {};
    // What the ledger recorded, for what-if; asked on a worker thread. Empty: there is none.
    bay::ReadRecorded readRecorded {};
    ImportPorts imports {};
    // For what is played; the panel's own where it is null.
    const Clock *clock = nullptr;
    // What the running gateway does; the panel's, null where there is none to ask.
    bay::LiveDesk *live = nullptr;
};

} // namespace patchbay
