// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/vault/vault.h"

#include "models/vault/vault_audit.h"
#include "models/vault/vault_file.h"
#include "models/vault/vault_secrets.h"

#include <algorithm>
#include <sys/stat.h>

namespace patchbay::vault {

namespace {

constexpr int longestWaitSeconds = 60;
// The code is random already: it needs no more than a salt's worth of work.
constexpr KeyCost recoveryCost { 1, 64 };

std::unexpected<Error> problem(ErrorClass kind, std::string code, std::string sentence, std::string remedy = {})
{
    Error error = makeError(kind, std::move(sentence));
    error.code = std::move(code);
    error.remedy = std::move(remedy);
    return std::unexpected(error);
}

std::unexpected<Error> wrongSecret(const std::filesystem::path &file)
{
    const std::string backup = backupOf(file);
    return problem(ErrorClass::Authentication, "vault_wrong_secret",
                   "The passphrase is wrong, or the file was changed by something else: " + file.string() + '.',
                   backup.empty() ? "Try again." : "Try again; the version before the last save stands in " + backup + '.');
}

FileStamp stampOf(const std::filesystem::path &file)
{
    struct stat facts {};
    if (::stat(file.c_str(), &facts) != 0) {
        return {};
    }
    constexpr std::int64_t second = 1'000'000'000;
    return { facts.st_ino, facts.st_size, facts.st_mtim.tv_sec * second + facts.st_mtim.tv_nsec };
}

std::unexpected<Error> lockedError()
{
    return problem(ErrorClass::Authentication, "vault_locked", "The vault is locked.", "Unlock it with its passphrase.");
}

} // namespace

Vault::Vault(std::filesystem::path file, const Clock &clock, VaultDisk *disk)
    : m_file(std::move(file))
    , m_clock(&clock)
    , m_disk(disk)
{
}

Result<SealedVault> Vault::readFile() const
{
    PosixDisk system;
    const Result<std::string> bytes = readVaultFile(m_disk != nullptr ? *m_disk : system, m_file);
    Result<SealedVault> sealed = bytes ? decodeVault(*bytes) : std::unexpected(bytes.error());
    if (const std::string backup = backupOf(m_file); !sealed && sealed.error().code == "vault_damaged" && !backup.empty()) {
        sealed.error().remedy = "The version before the last save stands beside it, in " + backup + '.';
    }
    return sealed;
}

Slot Vault::makeSlot(SlotType type, const SecretBytes &secret, const KeyCost &cost) const
{
    Slot slot;
    slot.type = type;
    slot.created = static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::seconds>(m_clock->now().time_since_epoch()).count());
    slot.cost = cost;
    fillRandom(slot.salt);
    const SecretBytes wrappingKey = type == SlotType::Keychain ? secret.clone() : deriveKey(secret, slot.salt, cost);
    wrapKey(slot, slotBinding(m_header, slot), wrappingKey, m_masterKey);
    return slot;
}

Result<Vault> Vault::create(const std::filesystem::path &file, const SecretBytes &passphrase, const Clock &clock,
                            const VaultOptions &options, SecretBytes *recoveryCode)
{
    if (!prepareCrypto()) {
        return problem(ErrorClass::InternalServer, "no_randomness", "This computer gives no random numbers.");
    }
    if (passphrase.empty()) {
        return problem(ErrorClass::BadRequest, "vault_no_passphrase", "A vault needs a passphrase.");
    }
    if (std::error_code ignored; std::filesystem::exists(file, ignored)) {
        return problem(ErrorClass::BadRequest, "vault_exists", "There is a vault already: " + file.string() + '.',
                       "Open it, or move the file away first.");
    }
    // The next save would write the new vault over what may be the last copy of the old one.
    if (const std::string backup = backupOf(file); !backup.empty()) {
        return missingButBackedUp(file, backup);
    }
    Vault vault(file, clock, options.disk);
    fillRandom(vault.m_header.id);
    vault.m_masterKey = randomSecret(keySize);
    const KeyCost cost = options.cost ? *options.cost : calibratedCost();
    vault.m_header.keySlots.push_back(vault.makeSlot(SlotType::Passphrase, normalisedPassphrase(passphrase), cost));
    if (recoveryCode != nullptr) {
        *recoveryCode = newRecoveryCode();
        vault.m_header.keySlots.push_back(vault.makeSlot(SlotType::Recovery, *recoveryCode, recoveryCost));
    }
    if (Result<void> saved = vault.saveRecords({}); !saved) {
        return std::unexpected(saved.error());
    }
    return vault;
}

Result<Vault> Vault::open(const std::filesystem::path &file, const Clock &clock, VaultDisk *disk)
{
    if (!prepareCrypto()) {
        return problem(ErrorClass::InternalServer, "no_randomness", "This computer gives no random numbers.");
    }
    Vault vault(file, clock, disk);
    Result<SealedVault> sealed = vault.readFile();
    if (!sealed) {
        return std::unexpected(sealed.error());
    }
    vault.m_header = std::move(sealed->header);
    return vault;
}

SecretBytes Vault::tryUnlock(const SecretBytes &secret) const
{
    const SecretBytes passphrase = normalisedPassphrase(secret);
    const SecretBytes code = normalisedRecoveryCode(secret);
    for (const Slot &slot : m_header.keySlots) {
        if (slot.type == SlotType::Keychain) {
            continue;
        }
        const SecretBytes &given = slot.type == SlotType::Recovery ? code : passphrase;
        SecretBytes key = unwrapKey(slot, slotBinding(m_header, slot), deriveKey(given, slot.salt, slot.cost));
        if (!key.empty()) {
            return key;
        }
    }
    return {};
}

Result<VaultBody> Vault::recordsOf(const SealedVault &sealed, const SecretBytes &key) const
{
    if (key.empty() || !isEqual(headerCode(sealed.headerBytes, subKey(key, SubKey::Header)), sealed.code)) {
        return wrongSecret(m_file);
    }
    const std::string binding = encodeVault({ {}, sealed.headerBytes, sealed.code, sealed.nonce, {} });
    const Result<SecretBytes> body = openBody(sealed.body, binding, sealed.nonce, subKey(key, SubKey::Body));
    return body ? decodeRecords(*body) : std::unexpected(body.error());
}

Result<void> Vault::reload()
{
    if (isLocked()) {
        return lockedError();
    }
    Result<SealedVault> sealed = readFile();
    if (!sealed) {
        return std::unexpected(sealed.error());
    }
    if (sealed->header == m_header) {
        return {};
    }
    Result<VaultBody> body = recordsOf(*sealed, m_masterKey);
    if (!body) {
        return wrongSecret(m_file);
    }
    m_header = std::move(sealed->header);
    m_records = std::move(body->records);
    m_anchor = std::move(body->anchor);
    remember();
    return {};
}

Result<bool> Vault::reloadIfChanged()
{
    const FileStamp stamp = stampOf(m_file);
    if (stamp == m_stamp) {
        return false;
    }
    const std::uint64_t before = m_header.generation;
    const Result<void> read = reload();
    m_stamp = read ? stamp : FileStamp {};
    return read.transform([&] { return m_header.generation != before; });
}

// The file as it is now: another process may have saved it.
Result<SealedVault> Vault::readAgain()
{
    Result<SealedVault> sealed = readFile();
    if (sealed) {
        m_header = sealed->header;
    }
    return sealed;
}

Result<void> Vault::unlock(const SecretBytes &secret)
{
    if (m_lastFailure) {
        const auto wait = std::chrono::seconds(std::min(longestWaitSeconds, 1 << std::min(m_failures - 1, 6)));
        const auto left = *m_lastFailure + wait - m_clock->steadyNow();
        if (left > left.zero()) {
            const auto seconds = std::chrono::ceil<std::chrono::seconds>(left).count();
            return problem(ErrorClass::RateLimit, "vault_wait",
                           "Wait " + std::to_string(seconds) + " s before the next try.");
        }
    }
    const Result<SealedVault> sealed = readAgain();
    if (!sealed) {
        return std::unexpected(sealed.error());
    }
    SecretBytes key = tryUnlock(secret);
    Result<VaultBody> body = recordsOf(*sealed, key);
    if (!body) {
        ++m_failures;
        m_lastFailure = m_clock->steadyNow();
        return wrongSecret(m_file);
    }
    m_failures = 0;
    m_lastFailure.reset();
    m_masterKey = std::move(key);
    m_records = std::move(body->records);
    m_anchor = std::move(body->anchor);
    remember();
    return {};
}

void Vault::lock()
{
    m_masterKey = {};
    m_records.clear();
}

const VaultRecord *Vault::find(std::string_view name) const
{
    const auto found = std::ranges::find(m_records, name, &VaultRecord::name);
    return found == m_records.end() ? nullptr : &*found;
}

std::vector<VaultRecord> Vault::copyOfRecords() const
{
    std::vector<VaultRecord> copy;
    for (const VaultRecord &record : m_records) {
        copy.push_back(record.clone());
    }
    return copy;
}

Result<void> Vault::save(const std::vector<VaultRecord> &records, const VaultHeader &header)
{
    if (isLocked()) {
        return lockedError();
    }
    SealedVault sealed;
    sealed.headerBytes = encodeHeader(header);
    sealed.code = headerCode(sealed.headerBytes, subKey(m_masterKey, SubKey::Header));
    fillRandom(sealed.nonce);
    const std::string binding = encodeVault(sealed);
    const SecretBytes bodyKey = subKey(m_masterKey, SubKey::Body);
    AuditAnchor anchor = auditAnchorOf(m_file.parent_path() / auditLogName);
    sealed.body = sealBody(encodeRecords(records, anchor), binding, sealed.nonce, bodyKey);
    PosixDisk system;
    const Result<void> written = writeVaultFile(m_disk != nullptr ? *m_disk : system, m_file, encodeVault(sealed), [&](std::string_view readBack) {
        const Result<SealedVault> again = decodeVault(readBack);
        return again && again->header == header && openBody(again->body, binding, again->nonce, bodyKey).has_value();
    }, header.generation == 1);
    if (written) {
        m_anchor = std::move(anchor);
    }
    return written;
}

Result<void> Vault::saveRecords(std::vector<VaultRecord> records)
{
    // A key whose grace is over goes with the next save, whatever that is for.
    for (VaultRecord &record : records) {
        if (record.previousUntil && *record.previousUntil <= m_clock->now()) {
            record.forgetPrevious(m_clock->now());
        }
    }
    VaultHeader header = m_header;
    header.generation = nextGeneration();
    Result<void> saved = save(records, header);
    if (saved) {
        m_header = std::move(header);
        m_records = std::move(records);
        remember();
    }
    return saved;
}

Result<void> Vault::add(VaultRecord record)
{
    std::vector<VaultRecord> one;
    one.push_back(std::move(record));
    return addAll(std::move(one));
}

Result<void> Vault::addAll(std::vector<VaultRecord> fresh)
{
    if (isLocked()) {
        return lockedError();
    }
    std::vector<VaultRecord> records = copyOfRecords();
    for (VaultRecord &record : fresh) {
        if (std::ranges::contains(records, record.name, &VaultRecord::name)) {
            return problem(ErrorClass::BadRequest, "exists", "The vault has a key named " + record.name + " already.",
                           "Choose another name, or rotate that one.");
        }
        records.push_back(std::move(record));
    }
    return saveRecords(std::move(records));
}

Result<void> Vault::replace(VaultRecord record)
{
    std::vector<VaultRecord> records = copyOfRecords();
    const auto found = std::ranges::find(records, record.id, &VaultRecord::id);
    if (found == records.end()) {
        return problem(ErrorClass::NotFound, "not_found", "The vault has no key named " + record.name + '.');
    }
    *found = std::move(record);
    return saveRecords(std::move(records));
}

Result<void> Vault::remove(std::string_view name)
{
    std::vector<VaultRecord> records = copyOfRecords();
    if (std::erase_if(records, [&](const VaultRecord &record) { return record.name == name; }) == 0) {
        return problem(ErrorClass::NotFound, "not_found", "The vault has no key named " + std::string(name) + '.');
    }
    return saveRecords(std::move(records));
}

Result<void> Vault::changePassphrase(const SecretBytes &passphrase, const VaultOptions &options)
{
    if (isLocked()) {
        return lockedError();
    }
    if (passphrase.empty()) {
        return problem(ErrorClass::BadRequest, "vault_no_passphrase", "A vault needs a passphrase.");
    }
    VaultHeader header = m_header;
    std::erase_if(header.keySlots, [](const Slot &slot) { return slot.type == SlotType::Passphrase; });
    const KeyCost cost = options.cost ? *options.cost : calibratedCost();
    header.keySlots.insert(header.keySlots.begin(), makeSlot(SlotType::Passphrase, normalisedPassphrase(passphrase), cost));
    return saveHeader(std::move(header));
}

Result<SecretBytes> Vault::renewRecoveryCode()
{
    if (isLocked()) {
        return lockedError();
    }
    SecretBytes code = newRecoveryCode();
    VaultHeader header = m_header;
    std::erase_if(header.keySlots, [](const Slot &slot) { return slot.type == SlotType::Recovery; });
    header.keySlots.push_back(makeSlot(SlotType::Recovery, code, recoveryCost));
    return saveHeader(std::move(header)).transform([&code] { return std::move(code); });
}

Result<void> Vault::saveHeader(VaultHeader header)
{
    header.generation = nextGeneration();
    Result<void> saved = save(m_records, header);
    if (saved) {
        m_header = std::move(header);
        remember();
    }
    return saved;
}

SecretBytes Vault::derived(SubKey purpose) const
{
    return isLocked() ? SecretBytes() : subKey(m_masterKey, purpose);
}

} // namespace patchbay::vault
