// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/data_page.h"

#include "models/format/format.h"
#include "models/settings/settings.h"
#include "ui/settings/directory_size.h"
#include "ui/widgets/themed.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDesktopServices>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace patchbay {

DataPage::DataPage(const Theme &theme, Settings &settings, const QString &directory, QWidget *parent)
    : SettingsPage(theme, tr("Data"), parent)
    , m_settings(settings)
    , m_directory(directory)
{
    buildDirectory();
    buildSandbox();
    buildVault();
    finish();
}

void DataPage::buildDirectory()
{
    auto *path = new QLineEdit(QDir::toNativeSeparators(m_directory), this);
    path->setObjectName(u"dataDirectory"_s);
    path->setReadOnly(true);
    addRow(tr("Directory"), path,
           tr("Runs, open tabs, spend and settings. Start with --data DIR to use another one."));
    m_size = new QLabel(this);
    m_size->setObjectName(u"dataSize"_s);
    setTextStyle(m_size, theme(), TypeStep::Body);
    addRow(tr("Size"), m_size);
    auto *open = new QPushButton(tr("Open folder"), this);
    open->setObjectName(u"openDataFolder"_s);
    setThemedIcon(open, theme(), u"folder-open"_s);
    open->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(open, &QPushButton::clicked, this,
            [this] { QDesktopServices::openUrl(QUrl::fromLocalFile(m_directory)); });
    addRow({}, open);
    open->setAccessibleName(open->text());
}

void DataPage::buildSandbox()
{
    addHeading(tr("Sample data"));
    m_sandbox = new QCheckBox(tr("Show the sandbox"), this);
    m_sandbox->setObjectName(u"showSandbox"_s);
    m_sandbox->setChecked(m_settings.showSandbox());
    connect(m_sandbox, &QCheckBox::toggled, &m_settings, &Settings::setShowSandbox);
    connect(&m_settings, &Settings::showSandboxChanged, this,
            [this] { m_sandbox->setChecked(m_settings.showSandbox()); });
    addRow(tr("Sandbox"), m_sandbox,
           tr("Simulated models that answer offline and cost nothing. Everything from them is marked “sandbox”."));
    m_sandbox->setAccessibleName(m_sandbox->text());
}

void DataPage::buildVault()
{
    addHeading(tr("Vault"));
    auto *idle = new QComboBox(this);
    idle->setObjectName(u"vaultIdle"_s);
    for (const int minutes : { 1, 5, 10, 30, 60 }) {
        idle->addItem(minutes == 1 ? tr("after 1 minute") : tr("after %1 minutes").arg(minutes), minutes);
    }
    idle->addItem(tr("never"), 0);
    const auto read = [this, idle] {
        const int minutes = m_settings.vaultIdleMinutes();
        if (idle->findData(minutes) < 0) {
            idle->addItem(tr("after %1 minutes").arg(minutes), minutes);
        }
        idle->setCurrentIndex(idle->findData(minutes));
    };
    read();
    connect(idle, &QComboBox::activated, this, [this, idle] { m_settings.setVaultIdleMinutes(idle->currentData().toInt()); });
    connect(&m_settings, &Settings::vaultIdleMinutesChanged, idle, read);
    idle->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    addRow(tr("Lock it while idle"), idle, tr("Ctrl+L locks it at once. Calls that are under way end with the key they have."));
    auto *serving = new QCheckBox(tr("Not while the gateway serves"), this);
    serving->setObjectName(u"vaultOpenWhileServing"_s);
    serving->setAccessibleName(serving->text());
    serving->setChecked(m_settings.vaultOpenWhileServing());
    connect(serving, &QCheckBox::toggled, &m_settings, &Settings::setVaultOpenWhileServing);
    connect(&m_settings, &Settings::vaultOpenWhileServingChanged, serving,
            [this, serving] { serving->setChecked(m_settings.vaultOpenWhileServing()); });
    addRow(tr("Gateway"), serving,
           tr("The gateway that this window runs would lose its keys while nobody is at the keyboard. Screen lock, sleep and Ctrl+L "
              "lock the vault all the same."));
}

void DataPage::showEvent(QShowEvent *event)
{
    measure();
    SettingsPage::showEvent(event);
}

void DataPage::measure()
{
    m_size->setText(tr("counting…"));
    directorySize(m_directory).then(this, [this](qint64 bytes) { m_size->setText(format::bytes(bytes)); });
}

} // namespace patchbay
