// SPDX-License-Identifier: GPL-3.0-or-later
//
// Vault: provider keys in one encrypted file. Opened locked; unlocked with a passphrase or a recovery
// code; every change is saved at once, crash-safe, and read back before it counts.
//
// Not thread-safe; VaultKeys (vault_keys.h) gives I/O threads what they may read. Errors have the code
// "vault_locked", "vault_wrong_secret" (a wrong passphrase and a changed file look the same),
// "vault_damaged", "vault_version", "vault_missing" ("vault_backup" where its backup is there), "vault_exists", "vault_wait", "not_found", "exists".
#pragma once

#include "models/vault/vault_crypto.h"
#include "models/vault/vault_disk.h"
#include "models/vault/vault_record.h"
#include "models/vault/vault_secrets.h"
#include "providers/core/clock.h"

#include <filesystem>
#include <memory>

namespace patchbay::vault {

struct VaultOptions {
    // Calibrated to this computer where nothing is said.
    std::optional<KeyCost> cost;
    // The file system where there is none; outlives the vault.
    VaultDisk *disk = nullptr;
};

// What changes with every save of a file.
struct FileStamp {
    std::uint64_t inode = 0;
    std::int64_t size = -1;
    std::int64_t nanoseconds = 0;
    bool operator==(const FileStamp &) const = default;
};

class Vault {
public:
    // `recoveryCode` is filled with a code that opens the vault too, to be printed once.
    static Result<Vault> create(const std::filesystem::path &file, const SecretBytes &passphrase, const Clock &clock,
                                const VaultOptions &options = {}, SecretBytes *recoveryCode = nullptr);
    // Locked. The clock outlives it, and so does the disk; null is the file system.
    static Result<Vault> open(const std::filesystem::path &file, const Clock &clock, VaultDisk *disk = nullptr);
    Vault(Vault &&) noexcept = default;
    Vault &operator=(Vault &&) noexcept = default;

    // Takes the passphrase's time by design. After a failure the next try has to wait 1, 2, 4 … 60 s.
    Result<void> unlock(const SecretBytes &secret);
    // With the key of the keychain's slot; no wait after a failure, as there is nothing to guess.
    Result<void> unlockWithKey(const SecretBytes &wrappingKey);
    void lock();
    // What another process has saved since, with the key that is there; nothing is read where the file is the same.
    Result<void> reload();
    // The same at the price of a look at the file's size and time; whether there was something.
    Result<bool> reloadIfChanged();
    bool isLocked() const { return m_masterKey.empty(); }

    const std::vector<VaultRecord> &records() const { return m_records; }
    const VaultRecord *find(std::string_view name) const;
    // Each saves; when that fails, nothing has changed here either.
    Result<void> add(VaultRecord record);
    Result<void> addAll(std::vector<VaultRecord> fresh); // all of them, or none
    Result<void> replace(VaultRecord record); // by its id
    Result<void> remove(std::string_view name);
    // The parts become the record's; the old ones stay until `graceUntil`, and get what `share` leaves of the calls.
    // `testResult` is what the provider said of the new ones, where it was asked. "same_secret" where nothing would be
    // new, "rotating" while the old ones of the rotation before are still there.
    Result<void> rotate(std::string_view name, SecretParts parts, std::optional<WallTime> graceUntil, int share = 100,
                        const std::string &testResult = {});
    // Whether rotate() would refuse these parts; nothing changes.
    Result<void> mayRotate(std::string_view name, const SecretParts &parts) const;
    // How many percent of the calls the new parts get while the old ones are there; the old ones go with `retire`.
    Result<void> shift(std::string_view name, int share);
    Result<void> retire(std::string_view name);
    // The person has revoked at the provider what was rotated out before now; "not_found" where nothing was.
    Result<void> revoked(std::string_view name);
    Result<void> changePassphrase(const SecretBytes &passphrase, const VaultOptions &options = {});
    // A new code that opens the vault, to be printed once; the one before opens it no more.
    Result<SecretBytes> renewRecoveryCode();

    // How the audit log beside the file stood when the vault was saved last; number 0: there was none, or the version
    // that saved it did not say.
    const AuditAnchor &auditAnchor() const { return m_anchor; }

    // "vault_older" where a newer one of this vault was seen in this folder: a copy was put back. The next change ends it.
    std::optional<Error> olderWarning() const;

    // A slot that the desktop's keychain opens. Setting gives the key to keep there, and replaces an earlier slot's.
    bool hasKeychainSlot() const;
    Result<SecretBytes> setKeychainSlot();
    Result<void> removeKeychainSlot();
    // Whether the keychain's slot is one for this key; nothing changes.
    bool isOpenedBy(const SecretBytes &wrappingKey) const;
    // What the key is called in a keychain.
    std::string keychainName() const;

    // Derived from the master key; empty while locked.
    SecretBytes derived(SubKey purpose) const;
    std::uint64_t generation() const { return m_header.generation; }
    const std::filesystem::path &file() const { return m_file; }

private:
    Vault(std::filesystem::path file, const Clock &clock, VaultDisk *disk);
    Result<SealedVault> readFile() const;
    std::string idText() const; // the vault's id in hexadecimal digits
    std::uint64_t seenHere() const;
    std::uint64_t nextGeneration() const;
    void remember() const;
    Result<void> save(const std::vector<VaultRecord> &records, const VaultHeader &header);
    Result<void> saveRecords(std::vector<VaultRecord> records);
    std::vector<VaultRecord> copyOfRecords() const;
    Slot makeSlot(SlotType type, const SecretBytes &secret, const KeyCost &cost) const;
    SecretBytes tryUnlock(const SecretBytes &secret) const;
    Result<SealedVault> readAgain();
    Result<void> saveHeader(VaultHeader header);
    SecretBytes masterKeyBy(const SecretBytes &wrappingKey) const;
    Result<VaultBody> recordsOf(const SealedVault &sealed, const SecretBytes &key) const;

    std::filesystem::path m_file;
    const Clock *m_clock;
    VaultDisk *m_disk; // null: the file system
    VaultHeader m_header;
    SecretBytes m_masterKey;
    std::vector<VaultRecord> m_records;
    AuditAnchor m_anchor;
    int m_failures = 0;
    std::optional<SteadyTime> m_lastFailure;
    FileStamp m_stamp; // of the last look
};

} // namespace patchbay::vault
