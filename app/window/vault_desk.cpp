// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/vault_desk.h"

#include "models/bay/config_tab.h"
#include "models/bay/config_tabs.h"
#include "models/keeper/virtual_key_desk.h"
#include "models/keys/session_keys.h"
#include "models/settings/settings.h"
#include "models/storage/data_directory.h"
#include "ui/keys/keys_panel.h"

using namespace Qt::StringLiterals;

namespace patchbay {

VaultDesk::VaultDesk(const Parts &parts)
    : m_catalog(parts.catalog)
    , m_session(parts.session)
    , m_settings(parts.settings)
    , m_keys(parts.catalog, m_environment, &parts.clock)
    , m_keychain(vault::desktopKeychain())
    , m_keeper({ parts.folder.toStdString(), parts.clock, parts.catalog, &m_keys, {}, m_keychain.get(),
                 { DataDirectory::defaultPath() } })
    , m_idle(m_keeper)
    , m_sessionLock(m_keeper)
    , m_virtualKeys(std::make_unique<VirtualKeyDesk>(QStringList { parts.folder, DataDirectory::defaultPath() }, parts.clock))
{
    m_session.setStored(&m_keys);
    m_keys.setLocked(m_keeper.state() == VaultKeeper::State::Locked);
    connect(&m_keeper, &VaultKeeper::keysChanged, this, &VaultDesk::tellSession);
    connect(&m_keeper, &VaultKeeper::stateChanged, this, [this] {
        if (!m_keeper.isUnlocked()) {
            m_clipboard.clearNow();
        }
    });
    m_keeper.setConfigsInUse([this] {
        std::vector<std::filesystem::path> files;
        for (int at = 0; m_tabs != nullptr && at < m_tabs->count(); ++at) {
            if (const QString open = m_tabs->at(at).file(); !open.isEmpty()) {
                files.emplace_back(open.toStdString());
            }
        }
        if (const QString served = m_settings.gatewayFile(); !served.isEmpty()) {
            files.emplace_back(served.toStdString());
        }
        return files;
    });
    const auto readSettings = [this] { m_idle.setPatience(std::chrono::minutes(m_settings.vaultIdleMinutes())); };
    connect(&m_settings, &Settings::vaultIdleMinutesChanged, this, readSettings);
    readSettings();
}

VaultDesk::~VaultDesk() = default;

void VaultDesk::tellSession()
{
    std::map<std::string, KeyInfo> info;
    for (const KeyFacts &key : m_keeper.keys()) {
        const auto [place, first] = info.try_emplace(
            key.provider.toStdString(), KeyInfo { .source = KeyInfo::Source::Vault, .variable = key.name, .masked = key.masked });
        if (!first) {
            // Keys of one provider take turns.
            place->second.variable += u", "_s + key.name;
        }
    }
    m_session.setStoredInfo(std::move(info));
}

void VaultDesk::useProbe(KeyProbe &probe)
{
    m_keeper.setProbe([this, &probe](const KeyDraft &draft, std::function<void(Result<std::vector<std::string>>)> answer) {
        ApiBases bases = apiBasesFromEnvironment(m_catalog, processEnvironment());
        const QMap<QString, QString> chosen = m_settings.apiBases();
        for (auto base = chosen.begin(); base != chosen.end(); ++base) {
            bases.insert_or_assign(base.key().toStdString(), base.value().toStdString());
        }
        vault::VaultRecord record;
        record.name = draft.name;
        record.provider = draft.provider;
        record.origin = draft.origin;
        record.parts = vault::cloneOf(draft.parts);
        probe.ask(record, std::move(bases), std::move(answer));
    }, [&probe] { probe.cancel(); });
}

void VaultDesk::setServing(std::function<bool()> isServing)
{
    m_idle.setNeeded([this, isServing = std::move(isServing)] { return m_settings.vaultOpenWhileServing() && isServing(); });
}

void VaultDesk::lookAtGateway()
{
    // Only what was shown before has something to take back.
    if (!m_virtualKeys->keys().isEmpty()) {
        m_virtualKeys->refresh();
    }
}

KeysPanel *VaultDesk::makePanel(const Theme &theme, CommandRegistry &commands)
{
    return new KeysPanel({ theme, commands, m_keeper, m_clipboard, m_virtualKeys.get() });
}

StatusItem VaultDesk::status() const
{
    switch (m_keeper.state()) {
    case VaultKeeper::State::Missing: return {};
    case VaultKeeper::State::Locked: return { tr("vault locked"), {}, {}, tr("Open it in Keys") };
    case VaultKeeper::State::Unlocked: return { tr("vault unlocked"), {}, {}, tr("Ctrl+L locks it") };
    }
    return {};
}

} // namespace patchbay
