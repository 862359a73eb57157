// SPDX-License-Identifier: GPL-3.0-or-later
//
// PanelStyle: the application wears the workbench's style while a test class lives, which has it as a member: QTEST_MAIN makes
// the application before the class and takes it down afterwards.
#pragma once

#include "ui/widgets/patchbay_style.h"
#include "ui/widgets/theme.h"

#include <QApplication>

namespace patchbay::test {

class PanelStyle {
public:
    PanelStyle() { PatchbayStyle::install(*qApp, m_theme); }
    // The style refers to the theme.
    ~PanelStyle() { qApp->setStyle(QStringLiteral("fusion")); }
    PanelStyle(const PanelStyle &) = delete;
    PanelStyle &operator=(const PanelStyle &) = delete;

    Theme &theme() { return m_theme; }

private:
    Theme m_theme;
};

} // namespace patchbay::test
