// SPDX-License-Identifier: GPL-3.0-or-later
//
// The words after `patchbay`.
#pragma once

#include <QString>
#include <QStringList>

#include <expected>

namespace patchbay {

struct WindowOptions {
    QString dataDirectory; // empty: the XDG data directory
    QString panel;         // empty: the last one
    QString config;        // a configuration to open in Routing
    QString screenshots;   // directory; the program renders and exits
    QString theme;         // light or dark, for screenshots
    int scale = 1;         // 1 or 2, for screenshots
    QString measure;       // startup, panes, bay or lock: print the window's own figures and exit
    bool help = false;
    bool version = false;
};

QString usageText();
// The sentence to print where the words are wrong.
std::expected<WindowOptions, QString> parseOptions(const QStringList &arguments);

} // namespace patchbay
