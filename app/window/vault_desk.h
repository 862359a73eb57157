// SPDX-License-Identifier: GPL-3.0-or-later
//
// VaultDesk: the vault in the running window: its keys answer calls, its panel shows it, the status line tells its
// state, and it locks itself while nobody is there.
#pragma once

#include "app/shared/key_probe.h"
#include "models/keeper/vault_keeper.h"
#include "providers/engine/environment_keys.h"
#include "ui/keys/idle_lock.h"
#include "ui/keys/secret_clipboard.h"
#include "ui/keys/session_lock.h"
#include "ui/shell/status_line.h"

namespace patchbay {

class CommandRegistry;
class KeysPanel;
class SessionKeys;
class Settings;
class VirtualKeyDesk;

namespace bay {
class ConfigTabs;
}

class VaultDesk final : public QObject {
    Q_OBJECT
public:
    struct Parts {
        const QString &folder;
        const Clock &clock;
        const Catalog &catalog;
        SessionKeys &session;
        Settings &settings;
    };
    // What the parts refer to outlives it; the session asks it for keys from now on.
    explicit VaultDesk(const Parts &parts);
    ~VaultDesk() override;

    // Keys are tested with it; no test begins once it has gone.
    void useProbe(KeyProbe &probe);
    // The files that are open in the patch bay: they are searched for keys in plain text too.
    // The tabs outlive every event.
    void useTabs(const bay::ConfigTabs &tabs) { m_tabs = &tabs; }
    // Whether a gateway of this window's serves: by the settings the vault stays open for it though nobody is there.
    void setServing(std::function<bool()> isServing);
    // A gateway of this window's was started or stopped.
    void lookAtGateway();
    // Owned by who takes it.
    KeysPanel *makePanel(const Theme &theme, CommandRegistry &commands);
    VaultKeeper &keeper() { return m_keeper; }
    // Whether it has a key of that name, or may have one while it is locked. From any thread.
    bool mayKnow(std::string_view name) const { return m_keys.mayKnow(name); }
    vault::VaultKeys &keys() { return m_keys; }
    // Empty while there is no vault.
    StatusItem status() const;

private:
    void tellSession();

    const Catalog &m_catalog;
    SessionKeys &m_session;
    Settings &m_settings;
    const bay::ConfigTabs *m_tabs = nullptr;
    EnvironmentKeys m_environment;
    vault::VaultKeys m_keys;
    std::unique_ptr<vault::Keychain> m_keychain;
    VaultKeeper m_keeper;
    IdleLock m_idle;
    SessionLock m_sessionLock;
    SecretClipboard m_clipboard;
    std::unique_ptr<VirtualKeyDesk> m_virtualKeys;
};

} // namespace patchbay
