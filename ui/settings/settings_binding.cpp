// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/settings_binding.h"

#include "models/settings/settings.h"
#include "ui/shell/command.h"
#include "ui/widgets/theme.h"

namespace patchbay {

SettingsBinding::SettingsBinding(const Settings &settings, Theme &theme, CommandRegistry &registry, QObject *parent)
    : QObject(parent)
    , m_settings(settings)
    , m_theme(theme)
    , m_registry(registry)
{
    connect(&settings, &Settings::themeChanged, this, &SettingsBinding::applyScheme);
    connect(&settings, &Settings::densityChanged, this, &SettingsBinding::applyDensity);
    connect(&settings, &Settings::fontsChanged, this, &SettingsBinding::applyFonts);
    connect(&settings, &Settings::shortcutsChanged, this, &SettingsBinding::applyShortcuts);
    // Each of these repaints everything: at the start only what differs from the theme's own.
    if (settings.theme() != Settings::Theme::System) {
        applyScheme();
    }
    if (settings.density() != Settings::Density::Comfortable) {
        applyDensity();
    }
    if (!settings.uiFont().isEmpty() || !settings.fixedFont().isEmpty() || settings.fontOffset() != 0) {
        applyFonts();
    }
    applyShortcuts();
}

void SettingsBinding::applyScheme()
{
    switch (m_settings.theme()) {
    case Settings::Theme::System: m_theme.setScheme(Scheme::System); break;
    case Settings::Theme::Light: m_theme.setScheme(Scheme::Light); break;
    case Settings::Theme::Dark: m_theme.setScheme(Scheme::Dark); break;
    }
}

void SettingsBinding::applyDensity()
{
    m_theme.setDensity(m_settings.density() == Settings::Density::Compact ? Density::Compact : Density::Comfortable);
}

void SettingsBinding::applyFonts()
{
    m_theme.setFonts(m_settings.uiFont(), m_settings.fixedFont(), m_settings.fontOffset());
}

void SettingsBinding::applyShortcuts()
{
    QHash<QString, QKeySequence> overrides;
    const QMap<QString, QString> shortcuts = m_settings.shortcuts();
    for (auto entry = shortcuts.cbegin(); entry != shortcuts.cend(); ++entry) {
        overrides.insert(entry.key(), QKeySequence(entry.value(), QKeySequence::PortableText));
    }
    m_registry.setOverrides(overrides);
}

} // namespace patchbay
