// SPDX-License-Identifier: GPL-3.0-or-later
//
// VaultWork: the vault of a data directory as one thread works with it: each change locks other processes out, takes
// what they have saved, saves, and is written into the audit log.
//
// All of it may take long (Argon2id, fsync) and belongs to one thread at a time, never the GUI's.
#pragma once

#include "models/keeper/key_facts.h"
#include "models/keeper/vault_turn.h"
#include "models/keeper/waiting_keychain.h"
#include "models/vault/keychain.h"
#include "models/vault/key_taking.h"
#include "models/vault/leak_watch.h"
#include "models/vault/vault.h"
#include "models/vault/audit_pen.h"
#include "models/vault/vault_keys.h"

#include <chrono>
#include <functional>
#include <memory>

namespace patchbay {

// A key that a person enters.
struct KeyDraft {
    std::string name;
    std::string provider;
    std::string origin; // empty: the provider's own
    vault::SecretParts parts;
    std::string notes;
    std::vector<std::string> tags;
    std::optional<WallTime> expires;
    std::string testResult; // of the test before saving; empty: none
};

// What may be changed of a key without its secret; the fields that are set.
struct KeyEdit {
    std::string id;
    std::optional<std::string> name;
    std::optional<std::string> notes;
    std::optional<std::vector<std::string>> tags;
    std::optional<std::optional<WallTime>> expires;
};

struct ImportCount {
    int taken = 0;
    int known = 0;
    std::vector<std::string> left {}; // what looked like a key and was not taken, a sentence each
    bool operator==(const ImportCount &) const = default;
};

class VaultWork {
public:
    struct Parts {
        std::filesystem::path folder;
        const Clock &clock;
        const Catalog &catalog;
        vault::VaultKeys *keys = nullptr; // told of every change; may be null
        vault::VaultOptions options {};
        vault::Keychain *keychain = nullptr; // the desktop's; may be null
        QStringList ledgerFolders {}; // beside `folder`
    };
    // What the parts refer to outlives it.
    explicit VaultWork(Parts parts);

    // From here on what waits for another process, or for the desktop's keychain, gives up once the call is raised.
    void heed(std::shared_ptr<const LockCall> call)
    {
        m_call = std::move(call);
        if (m_keychain) {
            m_keychain->heed(m_call);
        }
    }

    bool isUnlocked() const { return m_vault && !m_vault->isLocked(); }
    QList<KeyFacts> facts() const;

    // The backup of a vault that is missing, under the vault's name.
    Result<void> restoreBackup();
    Result<SecretBytes> create(const SecretBytes &passphrase); // gives the recovery code
    Result<void> unlock(const SecretBytes &secret);
    // With what the desktop's keychain keeps for this vault; the desktop may ask the person.
    Result<void> unlockFromKeychain();
    // Sets the keychain up, or takes the key out of it and the vault's slot away.
    Result<void> useKeychain(bool use);
    // Of a locked vault too, once it was looked at.
    bool hasKeychainSlot() const { return m_vault && m_vault->hasKeychainSlot(); }
    // Reads what a locked vault says of itself.
    Result<void> look();
    void lock(const std::string &why);
    // Whether it is the passphrase; wrong ones make the next try wait.
    Result<void> confirm(const SecretBytes &passphrase);
    // `before` is the passphrase or the recovery code.
    Result<void> changePassphrase(const SecretBytes &before, const SecretBytes &after);
    Result<SecretBytes> renewRecoveryCode(const SecretBytes &passphrase);

    Result<void> add(KeyDraft draft);
    Result<void> edit(const KeyEdit &edit);
    // These parts; others stay. The old ones get what `share` leaves of the calls. `testResult` is what the provider said
    // of the new ones.
    Result<void> rotate(const std::string &id, vault::SecretParts fresh, std::chrono::hours grace, int share = 100,
                        const std::string &testResult = {});
    // How many percent of the calls the new key gets; the old one out of the vault.
    Result<void> shift(const std::string &id, int share);
    Result<void> retire(const std::string &id);
    // What was rotated out is revoked at the provider, the person says.
    Result<void> revoked(const std::string &id);
    Result<KeySlices> slices(const std::string &id, std::chrono::seconds width, int count);
    // Until the vault is locked, or the next one is removed, bringBack() has it.
    Result<void> remove(const std::string &id);
    Result<void> bringBack();
    // Gives what to tell: where nobody could be asked, what was known before stays known.
    Result<std::string> noteTest(const std::string &id, const std::string &verdict);
    // `purpose` is what the audit log says: "copy", "reveal".
    Result<SecretBytes> secretOf(const std::string &id, const std::string &purpose);
    // The origin that a record is bound to, with its secret: for a test.
    Result<KeyDraft> draftOf(const std::string &id);

    Result<ImportCount> import(const std::string &text, const std::string &where);
    // LiteLLM's config.yaml with references in place of the keys that the vault has: planned, and written.
    Result<std::vector<vault::ReplacedLine>> planReplacement(const std::filesystem::path &file);
    Result<int> replaceInFile(const std::filesystem::path &file);
    Result<ImportCount> importVault(const std::filesystem::path &file, const SecretBytes &passphrase);
    Result<int> exportTo(const std::filesystem::path &file, const SecretBytes &passphrase);
    Result<vault::AuditLog> audit() const;
    // What finds the keys in plain text, on any thread; and what was found, for the log.
    Result<vault::LeakWatch> leakWatch() const;
    Result<void> noteLeaks(const vault::LeakReport &report);
    // Takes what another process has saved; whether there was something.
    bool takeChanges();
    // What the log could not take since it was last asked for; such lines are written with the next one that it takes.
    std::optional<Error> takeTrouble() { return std::exchange(m_trouble, std::nullopt); }

private:
    Result<void> begin();
    Result<void> begin(const VaultTurn &turn);
    // After a change: the audit log, and what the engine may use. The change stands whether the log takes its line or not.
    Result<void> done(const Result<void> &changed, const std::string &action, const std::string &subject = {},
                      const std::string &detail = {});
    // A change of the key with this id, by its name.
    Result<void> changeOf(const std::string &id, const std::function<Result<void>(const std::string &name)> &change,
                          const std::string &action, const std::string &detail = {});
    Result<void> note(const std::string &action, const std::string &subject, const std::string &detail);
    void noteLater(const std::string &action, const std::string &subject, const std::string &detail);
    const vault::VaultRecord *find(const std::string &id) const;
    Result<vault::ReplacedConfig> replaced(const std::filesystem::path &file) const;
    std::filesystem::path vaultFile() const { return m_parts.folder / "vault.bin"; }

    void readUses() const;
    void lookAtLog();

    Parts m_parts;
    vault::AuditPen m_pen;
    KeyTraffic m_traffic;
    mutable std::map<std::string, KeyUse> m_uses; // by the key's name, read anew every few seconds
    mutable std::optional<SteadyTime> m_usesRead;
    std::optional<vault::Vault> m_vault;
    std::optional<vault::VaultRecord> m_removed;
    std::shared_ptr<const LockCall> m_call; // may be null
    std::optional<Error> m_trouble;
    std::unique_ptr<WaitingKeychain> m_keychain; // null: there is none
};

} // namespace patchbay
