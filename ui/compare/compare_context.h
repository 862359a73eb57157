// SPDX-License-Identifier: GPL-3.0-or-later
//
// CompareContext: what every view of the Compare panel needs. All parts outlive the views.
#pragma once

#include <QString>

#include <functional>

namespace patchbay {

class CommandRegistry;
class EntitySlots;
class ModelDirectory;
class Theme;

struct CompareContext {
    const Theme &theme;
    CommandRegistry &commands;
    const ModelDirectory &models;
    EntitySlots &entities; // which colour a model has
    // Where the key for a model comes from, in words: "OPENAI_API_KEY", "no key needed".
    std::function<QString(const QString &model)> keySource;
};

} // namespace patchbay
