// SPDX-License-Identifier: GPL-3.0-or-later
//
// AboutPage: version, licence, and whose work Patchbay stands on.
#pragma once

#include "ui/settings/settings_page.h"

namespace patchbay {

class AboutPage final : public SettingsPage {
    Q_OBJECT
public:
    AboutPage(const Theme &theme, const QString &version, QWidget *parent = nullptr);

private:
    void addFact(const QString &name, const QString &text);
};

} // namespace patchbay
