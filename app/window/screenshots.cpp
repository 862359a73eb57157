// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/screenshots.h"

#include "app/window/screenshot_tour.h"
#include "models/keys/provider_list_model.h"
#include "models/keys/session_keys.h"
#include "models/settings/settings.h"
#include "providers/catalog/catalog.h"
#include "ui/compare/compare_panel.h"
#include "ui/compare/compare_showcase.h"
#include "ui/keys/keys_panel.h"
#include "ui/keys/keys_showcase.h"
#include "ui/routing/routing_panel.h"
#include "ui/routing/routing_showcase.h"
#include "ui/settings/settings_panel.h"
#include "ui/shell/main_window.h"
#include "ui/spend/spend_showcase.h"
#include "ui/widgets/patchbay_style.h"

#include <QApplication>

#include <iostream>

using namespace Qt::StringLiterals;

namespace patchbay {
namespace {

void addCompareStops(ScreenshotTour &tour, MainWindow &window, CompareShowcase &showcase)
{
    for (const QString &state : CompareShowcase::states()) {
        tour.add(u"compare-"_s + state, [&window, &showcase, state] {
            window.showPanel(u"compare"_s);
            showcase.show(state);
        });
    }
}

void addRoutingStops(ScreenshotTour &tour, MainWindow &window, RoutingShowcase &showcase)
{
    for (const QString &state : RoutingShowcase::states()) {
        tour.add(u"routing-"_s + state, [&window, &showcase, state] {
            window.showPanel(u"routing"_s);
            showcase.show(state);
        });
    }
}

void addKeysStops(ScreenshotTour &tour, MainWindow &window, KeysShowcase &showcase)
{
    for (const QString &state : showcase.states()) {
        tour.add(u"keys-"_s + state, [&window, &showcase, state] {
            window.showPanel(u"keys"_s);
            // As VaultDesk and the composition say it: keys of a locked vault are not ready.
            const bool isLocked = state == u"locked";
            window.setStatusItem(u"keys"_s, isLocked ? StatusItem {} : StatusItem { u"3 provider keys ready"_s, {}, Role::Good, {} });
            window.setStatusItem(u"vault"_s, isLocked ? StatusItem { u"vault locked"_s, {}, {}, {} } : StatusItem {});
            showcase.show(state);
        });
    }
}

void addSpendStops(ScreenshotTour &tour, MainWindow &window, SpendShowcase &showcase)
{
    for (const QString &state : SpendShowcase::states()) {
        tour.add(u"spend-"_s + state,
                 [&window, &showcase, state] {
                     window.showPanel(u"spend"_s);
                     showcase.show(state);
                 },
                 [&showcase] { return showcase.isReady(); });
    }
}

void addShellStops(ScreenshotTour &tour, MainWindow &window)
{
    tour.add(u"palette"_s, [&window] { window.openPalette(u"sh"_s); });
    tour.add(u"shortcuts"_s, [&window] {
        window.dismissOverlays();
        window.openShortcutSheet();
    });
}

void addSettingsStops(ScreenshotTour &tour, MainWindow &window, SettingsPanel &settings)
{
    for (const QString &section : { u"appearance"_s, u"shortcuts"_s, u"providers"_s, u"data"_s, u"about"_s }) {
        tour.add(u"settings-"_s + section, [&window, &settings, section] {
            window.dismissOverlays();
            window.showPanel(u"settings"_s);
            settings.showSection(section);
        });
    }
    tour.add(u"settings-add-provider"_s, [&settings] { settings.showAddProvider(); });
}

void addSmallStops(ScreenshotTour &tour, MainWindow &window, CompareShowcase &showcase)
{
    for (const QSize &size : { QSize(1024, 640), QSize(2560, 1440) }) {
        tour.add(u"compare-%1x%2"_s.arg(size.width()).arg(size.height()), [&window, &showcase, size] {
            window.showPanel(u"compare"_s);
            window.resize(size);
            showcase.show(CompareShowcase::states().at(1));
        });
    }
}

} // namespace

int renderScreenshots(QApplication &application, const WindowOptions &options)
{
    const Result<Catalog> catalog = Catalog::builtIn();
    if (!catalog || !QDir().mkpath(options.screenshots)) {
        std::cerr << "Cannot write to " << options.screenshots.toStdString() << '\n';
        return 1;
    }
    Theme theme;
    theme.setScheme(options.theme == "dark"_L1 ? Scheme::Dark : Scheme::Light);
    PatchbayStyle::install(application, theme);
    CommandRegistry commands;
    Settings settings(QString {});
    // A machine's own variables have no place in pictures.
    SessionKeys keys(*catalog, [](const std::string &) { return std::string(); });
    for (const char *provider : { "anthropic", "gemini", "openai" }) {
        keys.paste(provider, SecretBytes::copyOf("a key of the picture 4f2a"));
    }
    ProviderListModel providers(*catalog, keys);
    Result<std::unique_ptr<CompareShowcase>> showcase = CompareShowcase::create(theme, commands);
    if (!showcase) {
        std::cerr << showcase.error().message << '\n';
        return 1;
    }
    // They outlive the window, which holds their panels' inspectors.
    RoutingShowcase routing(theme, commands, *catalog);
    KeysShowcase vault(theme, commands, *catalog);
    SpendShowcase spend(theme, commands);
    MainWindow window(theme, commands);
    window.addPanel(&(*showcase)->panel());
    window.addPanel(&routing.panel());
    window.addPanel(&vault.panel());
    window.addPanel(&spend.panel());
    auto *settingsPanel = new SettingsPanel({ theme, settings, commands, { &*catalog, &providers, [](auto &&...) {}, [](auto &&...) {}, [](auto &&...) {} },
                                              u"~/.local/share/patchbay"_s, QApplication::applicationVersion() });
    window.addPanel(settingsPanel, RailPlace::Bottom);
    window.setStatusItem(u"keys"_s, { u"3 provider keys ready"_s, {}, Role::Good, {} });
    window.setGlobalValues({ { u"today"_s, u"$1.24"_s }, { u"month"_s, u"$31.42"_s } });
    window.resize(1440, 900);
    window.show();
    const QString suffix = u"-"_s + options.theme + (options.scale == 2 ? u"@2x"_s : QString());
    ScreenshotTour tour(window, QDir(options.screenshots), suffix);
    addCompareStops(tour, window, **showcase);
    addRoutingStops(tour, window, routing);
    addKeysStops(tour, window, vault);
    addSpendStops(tour, window, spend);
    addShellStops(tour, window);
    addSettingsStops(tour, window, *settingsPanel);
    addSmallStops(tour, window, **showcase);
    QObject::connect(&tour, &ScreenshotTour::finished, &application, &QApplication::quit);
    QTimer::singleShot(0, &tour, &ScreenshotTour::start);
    QApplication::exec();
    return tour.failed() ? 1 : 0;
}

} // namespace patchbay
