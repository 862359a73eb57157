// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/appearance_page.h"

#include "models/settings/settings.h"
#include "ui/widgets/segmented_control.h"

#include <QComboBox>
#include <QFontDatabase>
#include <QSignalBlocker>
#include <QSpinBox>

using namespace Qt::StringLiterals;

namespace patchbay {
namespace {

// The first entry is the system's own; its data is empty, which is what Settings keeps for it.
QComboBox *fontChooser(const QString &systemFamily, bool fixedOnly, QWidget *parent)
{
    auto *chooser = new QComboBox(parent);
    chooser->setMaxVisibleItems(20);
    chooser->addItem(AppearancePage::tr("System (%1)").arg(systemFamily), QString());
    for (const QString &family : QFontDatabase::families()) {
        if (!QFontDatabase::isPrivateFamily(family) && (!fixedOnly || QFontDatabase::isFixedPitch(family))) {
            chooser->addItem(family, family);
        }
    }
    return chooser;
}

void choose(QComboBox *chooser, const QString &family)
{
    const QSignalBlocker quiet(chooser);
    int index = chooser->findData(family);
    if (index < 0) {
        // Chosen on another machine, or uninstalled since: kept, and said.
        chooser->addItem(AppearancePage::tr("%1 (not installed)").arg(family), family);
        index = chooser->count() - 1;
    }
    chooser->setCurrentIndex(index);
}

} // namespace

AppearancePage::AppearancePage(const Theme &theme, Settings &settings, QWidget *parent)
    : SettingsPage(theme, tr("Appearance"), parent)
    , m_settings(settings)
{
    buildLook();
    buildFonts();
    finish();
    read();
    connect(&settings, &Settings::themeChanged, this, &AppearancePage::read);
    connect(&settings, &Settings::densityChanged, this, &AppearancePage::read);
    connect(&settings, &Settings::fontsChanged, this, &AppearancePage::read);
}

void AppearancePage::buildLook()
{
    m_scheme = new SegmentedControl(theme(), this);
    m_scheme->setObjectName(u"scheme"_s);
    for (const QString &name : { tr("System"), tr("Light"), tr("Dark") }) {
        m_scheme->addSegment(name);
    }
    addRow(tr("Theme"), m_scheme, tr("“System” follows the desktop and switches with it."));
    connect(m_scheme, &SegmentedControl::currentChanged, this,
            [this](int index) { m_settings.setTheme(static_cast<Settings::Theme>(index)); });
    m_density = new SegmentedControl(theme(), this);
    m_density->setObjectName(u"density"_s);
    for (const QString &name : { tr("Comfortable"), tr("Compact") }) {
        m_density->addSegment(name);
    }
    addRow(tr("Density"), m_density, tr("Height of rows in tables and lists."));
    connect(m_density, &SegmentedControl::currentChanged, this,
            [this](int index) { m_settings.setDensity(static_cast<Settings::Density>(index)); });
}

void AppearancePage::buildFonts()
{
    addHeading(tr("Fonts"));
    m_uiFont = fontChooser(QFontDatabase::systemFont(QFontDatabase::GeneralFont).family(), false, this);
    m_uiFont->setObjectName(u"uiFont"_s);
    addRow(tr("Interface"), m_uiFont);
    m_fixedFont = fontChooser(QFontDatabase::systemFont(QFontDatabase::FixedFont).family(), true, this);
    m_fixedFont->setObjectName(u"fixedFont"_s);
    addRow(tr("Code"), m_fixedFont, tr("For code, identifiers and tokens."));
    m_size = new QSpinBox(this);
    m_size->setObjectName(u"fontSize"_s);
    m_size->setRange(-4, 8);
    addRow(tr("Size"), m_size, tr("Steps larger or smaller than the system’s size."));
    connect(m_uiFont, &QComboBox::currentIndexChanged, this, &AppearancePage::writeFonts);
    connect(m_fixedFont, &QComboBox::currentIndexChanged, this, &AppearancePage::writeFonts);
    connect(m_size, &QSpinBox::valueChanged, this, &AppearancePage::writeFonts);
}

void AppearancePage::read()
{
    m_scheme->setCurrentIndex(static_cast<int>(m_settings.theme()));
    m_density->setCurrentIndex(static_cast<int>(m_settings.density()));
    choose(m_uiFont, m_settings.uiFont());
    choose(m_fixedFont, m_settings.fixedFont());
    const QSignalBlocker quiet(m_size);
    m_size->setValue(m_settings.fontOffset());
    // The sign tells larger from smaller; 0 is neither.
    m_size->setPrefix(m_settings.fontOffset() > 0 ? u"+"_s : QString());
}

void AppearancePage::writeFonts()
{
    m_settings.setFonts(m_uiFont->currentData().toString(), m_fixedFont->currentData().toString(), m_size->value());
}

} // namespace patchbay
