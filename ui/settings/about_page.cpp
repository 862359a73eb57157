// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/about_page.h"

#include "ui/widgets/themed.h"

#include <QLabel>

using namespace Qt::StringLiterals;

namespace patchbay {
namespace {

struct Library {
    const char *name;
    const char *use;
    const char *licence;
};

constexpr Library libraries[] = {
    { "Qt", "window, storage, charts", "GPL-3.0" },
    { "KSyntaxHighlighting", "code, YAML and JSON in colour", "MIT" },
    { "Breeze Icons", "icons", "LGPL-3.0-or-later" },
    { "Boost.Asio, Boost.JSON", "network, JSON", "BSL-1.0" },
    { "OpenSSL", "TLS", "Apache-2.0" },
    { "SQLite", "runs and spend", "public domain" },
    { "zlib", "compressed answers", "Zlib" },
};

} // namespace

AboutPage::AboutPage(const Theme &theme, const QString &version, QWidget *parent)
    : SettingsPage(theme, tr("About Patchbay"), parent)
{
    addText(tr("A desktop workbench for model operations."), Role::Text);
    addFact(tr("Version"), tr("%1, Qt %2").arg(version, QString::fromLatin1(qVersion())));
    addFact(tr("Licence"), tr("GPL-3.0-or-later: you may use, study, share and change it."));
    addFact(tr("Warranty"), tr("None, to the extent permitted by law."));
    addHeading(tr("Built with"));
    for (const Library &library : libraries) {
        addFact(QString::fromLatin1(library.name),
                u"%1 · %2"_s.arg(QString::fromLatin1(library.use), QString::fromLatin1(library.licence)));
    }
    finish();
}

void AboutPage::addFact(const QString &name, const QString &text)
{
    auto *label = new QLabel(text, this);
    setTextStyle(label, theme(), TypeStep::Body);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    addRow(name, label);
}

} // namespace patchbay
