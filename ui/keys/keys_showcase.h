// SPDX-License-Identifier: GPL-3.0-or-later
//
// KeysShowcase: a Keys panel in known states, over a vault of samples in a temporary folder: what --screenshots and
// the picture tests show. Show a state, let the event loop run for 300 ms, and grab.
#pragma once

#include "models/keeper/vault_keeper.h"
#include "ui/keys/secret_clipboard.h"
#include "ui/shell/panel.h"

#include <QPointer>
#include <QTemporaryDir>

#include <memory>

namespace patchbay {

class CommandRegistry;
class KeysPanel;
class Theme;
class VirtualKeyDesk;

class KeysShowcase final : public QObject {
    Q_OBJECT
public:
    enum class Vault { Missing, Filled };

    // All outlive it.
    KeysShowcase(const Theme &theme, CommandRegistry &commands, const Catalog &catalog, Vault vault = Vault::Filled);
    ~KeysShowcase() override;

    QStringList states() const;
    void show(const QString &state);
    // May be given a parent that deletes it.
    KeysPanel &panel() { return *m_panel; }
    VaultKeeper &keeper() { return *m_keeper; }
    static constexpr const char *passphrase = "a passphrase of the pictures";

private:
    class SampleClock;
    class NoKeys;
    void fill();
    void showOpen(const QString &state);
    void fillDesk();
    void showLeaks();

    const Catalog &m_catalog;
    Vault m_kind;
    QTemporaryDir m_folder;
    std::unique_ptr<SampleClock> m_clock;
    std::unique_ptr<NoKeys> m_none;
    std::unique_ptr<vault::VaultKeys> m_keys;
    std::unique_ptr<VaultKeeper> m_keeper;
    std::unique_ptr<VirtualKeyDesk> m_desk;
    std::unique_ptr<SecretClipboard> m_clipboard;
    QPointer<KeysPanel> m_panel;
};

} // namespace patchbay
