// SPDX-License-Identifier: GPL-3.0-or-later
//
// DataPage: where Patchbay keeps things, how much, and whether the sandbox's samples are shown.
#pragma once

#include "ui/settings/settings_page.h"

class QCheckBox;

namespace patchbay {

class Settings;

class DataPage final : public SettingsPage {
    Q_OBJECT
public:
    DataPage(const Theme &theme, Settings &settings, const QString &directory, QWidget *parent = nullptr);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void buildDirectory();
    void buildSandbox();
    void buildVault();
    void measure();

    Settings &m_settings;
    QString m_directory;
    QLabel *m_size = nullptr;
    QCheckBox *m_sandbox = nullptr;
};

} // namespace patchbay
