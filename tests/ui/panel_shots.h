// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the pictures of panels have in common: light and dark, in several sizes, and that no label is cut. Without the folder
// that PATCHBAY_SHOTS names only the first size is laid out, and nothing is written.
#pragma once

#include "ui/widgets/patchbay_style.h"
#include "ui/widgets/theme.h"

#include <QApplication>
#include <QDir>
#include <QLabel>
#include <QTest>

namespace patchbay::test {

// `render(folder, theme, scheme, size)`; the folder is empty where nothing is to be written.
template <typename Render> void shootPanel(const QList<QSize> &sizes, Render &&render)
{
    const QString folder = qEnvironmentVariable("PATCHBAY_SHOTS");
    QVERIFY(folder.isEmpty() || QDir().mkpath(folder));
    Theme theme;
    PatchbayStyle::install(*qApp, theme);
    for (const auto &[scheme, name] : { std::pair { Scheme::Light, "light" }, { Scheme::Dark, "dark" } }) {
        theme.setScheme(scheme);
        for (const QSize &size : folder.isEmpty() ? sizes.first(1) : sizes) {
            render(folder, theme, QString::fromLatin1(name), size);
        }
    }
    qApp->setStyle(QStringLiteral("fusion"));
}

// A picture that only some are wanted of: PATCHBAY_SHOTS_ONLY names them, with commas.
inline bool isWanted(const QString &state)
{
    const QString only = qEnvironmentVariable("PATCHBAY_SHOTS_ONLY");
    return only.isEmpty() || only.split(u',').contains(state);
}

inline void checkLabels(const QWidget &panel, const QString &state)
{
    for (const QLabel *label : panel.findChildren<QLabel *>()) {
        const bool empty = label->text().isEmpty() && label->pixmap().isNull();
        QVERIFY2(!label->isVisible() || empty || label->wordWrap() || label->width() >= label->minimumSizeHint().width(),
                 qPrintable(state + QStringLiteral(": \"") + label->text() + QStringLiteral("\" is cut")));
    }
}

} // namespace patchbay::test
