// SPDX-License-Identifier: GPL-3.0-or-later
//
// The panel's commands as rows: what the palette lists and shortcuts trigger.
#include "models/keeper/vault_keeper.h"
#include "ui/keys/keys_panel.h"
#include "ui/keys/leaks_view.h"
#include "ui/keys/provider_keys_view.h"
#include "ui/keys/virtual_keys_view.h"
#include "ui/shell/command.h"

#include <QPointer>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

struct Row {
    QString id;
    QString text;
    QString icon;
    QKeySequence keys {};
};

QString whyNoVault(const KeysPanel &panel)
{
    return panel.context().keeper.isUnlocked() && panel.providerKeys() != nullptr
        ? QString()
        : KeysPanel::tr("The vault is locked: open it in Keys");
}

QString whyNoKey(const KeysPanel &panel)
{
    const QString locked = whyNoVault(panel);
    return !locked.isEmpty()                              ? locked
        : panel.providerKeys()->current().isEmpty()       ? KeysPanel::tr("No key is selected")
                                                          : QString();
}

Command made(const Row &row)
{
    Command command;
    command.id = row.id;
    command.text = row.text;
    command.iconName = row.icon;
    command.defaultShortcut = row.keys;
    command.category = KeysPanel::tr("Keys");
    command.scope = u"keys"_s;
    return command;
}

// Sets the desktop's keychain up as what opens the vault, or ends that; each is offered while the other was done last.
void addKeychainCommands(CommandRegistry &registry, KeysPanel &panel)
{
    const auto add = [&](const Row &row, bool use, const QString &done, const QString &already) {
        Command command = made(row);
        command.run = [&panel, use, done] {
            panel.context().keeper.useKeychain(use, [panel = QPointer(&panel), done](const Result<void> &result) {
                if (panel) {
                    const QString text = result
                        ? done
                        : QString::fromStdString(result.error().message + ' ' + result.error().remedy).trimmed();
                    Q_EMIT panel->noticeRaised({ text, {}, {} });
                }
            });
        };
        command.whyNot = [&panel, use, already] {
            const QString locked = whyNoVault(panel);
            return !locked.isEmpty() ? locked : panel.context().keeper.opensWithKeychain() == use ? already : QString();
        };
        registry.add(std::move(command));
    };
    add({ u"keys.keychain"_s, KeysPanel::tr("Open with the desktop's keychain"), u"password-copy"_s }, true,
        KeysPanel::tr("The desktop's keychain opens the vault from now on; the passphrase does too."),
        KeysPanel::tr("The keychain opens it already"));
    add({ u"keys.noKeychain"_s, KeysPanel::tr("Stop opening with the keychain"), u"edit-delete"_s }, false,
        KeysPanel::tr("The keychain does not open the vault any more."), KeysPanel::tr("The keychain does not open it"));
}

// What is done with several virtual keys at once.
void addBulkCommands(CommandRegistry &registry, KeysPanel &panel)
{
    using Act = void (*)(VirtualKeysView &);
    const auto add = [&](const Row &row, Act act, bool needsKeys) {
        Command command = made(row);
        command.run = [&panel, act] {
            panel.showView(KeysToolbar::VirtualKeys);
            act(*panel.virtualKeys());
        };
        command.whyNot = [&panel, needsKeys] {
            const QString locked = whyNoVault(panel);
            const bool none = locked.isEmpty() && needsKeys && panel.virtualKeys()->selected().isEmpty();
            return none ? KeysPanel::tr("No virtual key is selected") : locked;
        };
        registry.add(std::move(command));
    };
    add({ u"keys.editVirtual"_s, KeysPanel::tr("Edit the selected virtual keys"), u"document-edit"_s },
        [](VirtualKeysView &view) { view.editSelected(); }, true);
    add({ u"keys.blockVirtual"_s, KeysPanel::tr("Block the selected virtual keys"), u"dialog-cancel"_s },
        [](VirtualKeysView &view) { view.blockSelected(true); }, true);
    add({ u"keys.unblockVirtual"_s, KeysPanel::tr("Unblock the selected virtual keys"), u"checkmark"_s },
        [](VirtualKeysView &view) { view.blockSelected(false); }, true);
    add({ u"keys.importVirtual"_s, KeysPanel::tr("Import virtual keys from CSV…"), u"document-import"_s },
        [](VirtualKeysView &view) { view.askCsv(true); }, false);
    add({ u"keys.exportVirtual"_s, KeysPanel::tr("Export virtual keys as CSV…"), u"document-export"_s },
        [](VirtualKeysView &view) { view.askCsv(false); }, false);
}

} // namespace

void addKeysCommands(CommandRegistry &registry, KeysPanel &panel)
{
    Command lock = made({ u"vault.lock"_s, KeysPanel::tr("Lock the vault"), u"object-locked"_s, QKeySequence(Qt::CTRL | Qt::Key_L) });
    lock.scope.clear();
    lock.run = [&panel] { panel.context().keeper.lock(); };
    lock.whyNot = [&panel] {
        return panel.context().keeper.isUnlocked() ? QString() : KeysPanel::tr("The vault is not open");
    };
    registry.add(std::move(lock));
    using Act = void (*)(ProviderKeysView &);
    const auto add = [&](const Row &row, Act act, QString (*why)(const KeysPanel &)) {
        Command command = made(row);
        command.run = [&panel, act] {
            panel.showView(KeysToolbar::ProviderKeys);
            act(*panel.providerKeys());
        };
        command.whyNot = [&panel, why] { return why(panel); };
        registry.add(std::move(command));
    };
    add({ u"keys.add"_s, KeysPanel::tr("Add a provider key"), u"list-add"_s, QKeySequence(Qt::CTRL | Qt::Key_N) },
        [](ProviderKeysView &view) { view.startAdd(); }, whyNoVault);
    add({ u"keys.import"_s, KeysPanel::tr("Import keys…"), u"document-import"_s },
        [](ProviderKeysView &view) { view.startImport(); }, whyNoVault);
    add({ u"keys.export"_s, KeysPanel::tr("Export sealed…"), u"document-export"_s },
        [](ProviderKeysView &view) { view.startExport(); }, whyNoKey);
    add({ u"keys.passphrase"_s, KeysPanel::tr("Change the passphrase…"), u"document-edit"_s },
        [](ProviderKeysView &view) { view.startPassphrase(); }, whyNoVault);
    add({ u"keys.recovery"_s, KeysPanel::tr("New recovery code…"), u"documentinfo"_s },
        [](ProviderKeysView &view) { view.startRecoveryCode(); }, whyNoVault);
    add({ u"keys.copy"_s, KeysPanel::tr("Copy the selected key"), u"edit-copy"_s, QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C) },
        [](ProviderKeysView &view) { view.copy(view.current()); }, whyNoKey);
    add({ u"keys.test"_s, KeysPanel::tr("Test the selected key"), u"checkmark"_s },
        [](ProviderKeysView &view) { view.test(view.current()); }, whyNoKey);
    add({ u"keys.rotate"_s, KeysPanel::tr("Rotate the selected key"), u"view-refresh"_s },
        [](ProviderKeysView &view) { view.startRotate(view.current()); }, whyNoKey);
    add({ u"keys.remove"_s, KeysPanel::tr("Remove the selected key"), u"edit-delete"_s },
        [](ProviderKeysView &view) { view.remove(view.current()); }, whyNoKey);
    addKeychainCommands(registry, panel);
    if (panel.context().desk != nullptr) {
        Command fresh = made({ u"keys.newVirtual"_s, KeysPanel::tr("New virtual key"), u"list-add"_s,
                               QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_N) });
        fresh.run = [&panel] {
            panel.showView(KeysToolbar::VirtualKeys);
            panel.virtualKeys()->startNew();
        };
        fresh.whyNot = [&panel] { return whyNoVault(panel); };
        registry.add(std::move(fresh));
        addBulkCommands(registry, panel);
    }
    Command leaks = made({ u"keys.leaks"_s, KeysPanel::tr("Search for keys in plain text"), u"search"_s });
    leaks.run = [&panel] {
        panel.showView(KeysToolbar::Leaks);
        panel.leaks()->search();
    };
    leaks.whyNot = [&panel] { return whyNoVault(panel); };
    registry.add(std::move(leaks));
    Command all = made({ u"keys.testAll"_s, KeysPanel::tr("Test all keys"), u"checkmark"_s });
    all.run = [&panel] { panel.context().keeper.testAll(); };
    all.whyNot = [&panel] {
        const QString locked = whyNoVault(panel);
        return !locked.isEmpty()                            ? locked
            : panel.context().keeper.keys().isEmpty()       ? KeysPanel::tr("There is no key to test")
                                                            : QString();
    };
    registry.add(std::move(all));
}

} // namespace patchbay
