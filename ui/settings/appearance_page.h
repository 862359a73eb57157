// SPDX-License-Identifier: GPL-3.0-or-later
//
// AppearancePage: theme, density and fonts. Every change holds at once.
#pragma once

#include "ui/settings/settings_page.h"

class QComboBox;
class QSpinBox;

namespace patchbay {

class SegmentedControl;
class Settings;

class AppearancePage final : public SettingsPage {
    Q_OBJECT
public:
    AppearancePage(const Theme &theme, Settings &settings, QWidget *parent = nullptr);

private:
    void buildLook();
    void buildFonts();
    void read();
    void writeFonts();

    Settings &m_settings;
    SegmentedControl *m_scheme = nullptr;
    SegmentedControl *m_density = nullptr;
    QComboBox *m_uiFont = nullptr;
    QComboBox *m_fixedFont = nullptr;
    QSpinBox *m_size = nullptr;
};

} // namespace patchbay
