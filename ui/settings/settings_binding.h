// SPDX-License-Identifier: GPL-3.0-or-later
//
// SettingsBinding: what a person chose, put into effect: theme, density, fonts and shortcuts follow
// Settings at once and from then on. Widgets write to Settings only; this is the one way back.
#pragma once

#include <QObject>

namespace patchbay {

class CommandRegistry;
class Settings;
class Theme;

class SettingsBinding final : public QObject {
    Q_OBJECT
public:
    // All outlive the binding.
    SettingsBinding(const Settings &settings, Theme &theme, CommandRegistry &registry, QObject *parent = nullptr);

private:
    void applyScheme();
    void applyDensity();
    void applyFonts();
    void applyShortcuts();

    const Settings &m_settings;
    Theme &m_theme;
    CommandRegistry &m_registry;
};

} // namespace patchbay
