// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/gateway_services.h"

#include "app/window/served_here.h"
#include "app/window/vault_desk.h"
#include "models/bay/config_tabs.h"
#include "models/settings/settings.h"
#include "models/storage/data_directory.h"
#include "ui/host/gateway_popover.h"
#include "ui/host/gateway_status.h"
#include "ui/routing/routing_panel.h"
#include "ui/shell/main_window.h"

#include <QApplication>
#include <QClipboard>
#include <QFileDialog>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

const QString itemId = u"gateway"_s;

} // namespace

GatewayServices::GatewayServices(const Parts &parts)
    : m_settings(parts.settings)
    , m_host([&catalog = parts.catalog, &keys = parts.keys, &vault = parts.vault, &directory = parts.directory,
              &ledger = parts.ledger, &budgets = parts.budgets](const GatewayWish &wish) {
        const serving::ServingKeys source { keys, [&vault](std::string_view name) { return vault.mayKnow(name); }, {},
                                             &vault.keys() };
        return ServedHere::start(wish, catalog, source, { directory, ledger, budgets });
    })
{
}

GatewayServices::~GatewayServices() = default;

void GatewayServices::show(const Places &places)
{
    m_window = &places.window;
    m_theme = &places.theme;
    m_configurations = &places.configurations;
    m_routing = &places.routing;
    const auto refresh = [this] { m_window->setStatusItem(itemId, gatewayStatus(m_host)); };
    connect(&m_host, &GatewayHost::stateChanged, this, refresh);
    connect(&m_host, &GatewayHost::counted, this, refresh);
    refresh();
    connect(m_window, &MainWindow::statusItemActivated, this, [this](const QString &id) {
        if (id == itemId) {
            openPopover();
        }
    });
    addCommands(places.commands);
}

void GatewayServices::addCommands(CommandRegistry &commands)
{
    const auto add = [&commands](const QString &id, const QString &text, const QString &icon, auto run, auto whyNot) {
        commands.add({ .id = id, .text = text, .category = tr("Gateway"), .iconName = icon, .run = run, .whyNot = whyNot });
    };
    const auto runs = [this] { return m_host.state() == GatewayHost::State::Running; };
    add(u"gateway.show"_s, tr("Gateway of this window"), u"network-server"_s, [this] { openPopover(); },
        [] { return QString(); });
    add(u"gateway.start"_s, tr("Start the gateway"), u"media-playback-start"_s,
        [this] { wish().configFile.isEmpty() ? openPopover() : start(wish()); },
        [this] { return m_host.state() == GatewayHost::State::Off ? QString() : tr("It runs already."); });
    add(u"gateway.stop"_s, tr("Stop the gateway"), u"media-playback-stop"_s, [this] { m_host.stop(); },
        [runs] { return runs() ? QString() : tr("It does not run."); });
    add(u"gateway.copyAddress"_s, tr("Copy the gateway's address"), u"edit-copy"_s,
        [this] { QApplication::clipboard()->setText(m_host.address()); },
        [runs] { return runs() ? QString() : tr("It does not run."); });
}

// What was served last; else the file that is open.
GatewayWish GatewayServices::wish() const
{
    GatewayWish wish;
    wish.configFile = m_settings.gatewayFile();
    wish = placeFrom(m_settings.gatewayPlace(), wish).value_or(wish);
    const bay::ConfigTab *open = m_configurations->currentTab();
    if (wish.configFile.isEmpty() && open) {
        wish.configFile = open->file();
    }
    return wish;
}

void GatewayServices::openPopover()
{
    if (!m_popover) {
        m_popover = new GatewayPopover(*m_theme, m_host, m_window);
        connect(m_popover, &GatewayPopover::startWanted, this, &GatewayServices::start);
        connect(m_popover, &GatewayPopover::fileWanted, this, &GatewayServices::chooseFile);
        connect(m_popover, &GatewayPopover::keysWanted, this, [this] { m_window->showPanel(u"keys"_s); });
        connect(m_popover, &GatewayPopover::configurationWanted, this, [this](const QString &file) {
            m_window->showPanel(u"routing"_s);
            m_routing->openFile(file);
        });
    }
    m_popover->setWish(wish());
    m_popover->openAt(m_window->statusItemPlace(itemId));
}

void GatewayServices::chooseFile()
{
    m_popover->close(); // or the dialog would stand below it
    auto *dialog = new QFileDialog(m_window, tr("The configuration to serve"), QFileInfo(wish().configFile).absolutePath(),
                                   tr("Configurations (*.yaml *.yml);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &file) {
        m_settings.setGateway(file, m_settings.gatewayPlace());
        openPopover();
    });
    dialog->open();
}

void GatewayServices::start(const GatewayWish &wish)
{
    const QString host = wish.address.contains(u':') ? u'[' + wish.address + u']' : wish.address;
    m_settings.setGateway(wish.configFile, u"%1:%2"_s.arg(host).arg(wish.port));
    m_host.start(wish);
}

} // namespace patchbay
