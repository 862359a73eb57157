// SPDX-License-Identifier: GPL-3.0-or-later
//
// SpendContext: what every view of the Spend panel needs. All parts outlive the views.
#pragma once

#include <functional>

#include <QString>

namespace patchbay {

class CommandRegistry;
class EntitySlots;
class SpendDesk;
class Theme;

struct SpendContext {
    const Theme &theme;
    CommandRegistry &commands;
    SpendDesk &desk;
    EntitySlots &entities; // of models, the same as in every other panel
    // Reads another tool's records into the ledger, off the GUI thread; the sentence says what came of it. Empty: cannot.
    std::function<void(const QString &file, std::function<void(const QString &sentence)> done)> importFile {};
};

} // namespace patchbay
