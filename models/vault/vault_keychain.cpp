// SPDX-License-Identifier: GPL-3.0-or-later
//
// The vault's slot for the desktop's keychain.
#include "models/vault/vault.h"

#include <algorithm>
#include <format>

namespace patchbay::vault {

namespace {

std::unexpected<Error> problem(ErrorClass kind, std::string code, std::string sentence, std::string remedy)
{
    Error error = makeError(kind, std::move(sentence));
    error.code = std::move(code);
    error.remedy = std::move(remedy);
    return std::unexpected(error);
}

bool isKeychainSlot(const Slot &slot)
{
    return slot.type == SlotType::Keychain;
}

} // namespace

bool Vault::hasKeychainSlot() const
{
    return std::ranges::any_of(m_header.keySlots, isKeychainSlot);
}

std::string Vault::idText() const
{
    std::string text;
    for (const unsigned char byte : m_header.id) {
        text += std::format("{:02x}", byte);
    }
    return text;
}

std::string Vault::keychainName() const
{
    return "vault " + idText();
}

Result<SecretBytes> Vault::setKeychainSlot()
{
    if (isLocked()) {
        return problem(ErrorClass::Authentication, "vault_locked", "The vault is locked.", "Unlock it with its passphrase.");
    }
    SecretBytes key = randomSecret(keySize);
    VaultHeader header = m_header;
    std::erase_if(header.keySlots, isKeychainSlot);
    header.keySlots.push_back(makeSlot(SlotType::Keychain, key, { 0, 0 }));
    return saveHeader(std::move(header)).transform([&key] { return std::move(key); });
}

Result<void> Vault::removeKeychainSlot()
{
    if (isLocked()) {
        return problem(ErrorClass::Authentication, "vault_locked", "The vault is locked.", "Unlock it with its passphrase.");
    }
    VaultHeader header = m_header;
    if (std::erase_if(header.keySlots, isKeychainSlot) == 0) {
        return {};
    }
    return saveHeader(std::move(header));
}

// Empty where no slot is for the key.
SecretBytes Vault::masterKeyBy(const SecretBytes &wrappingKey) const
{
    SecretBytes key;
    for (const Slot &slot : m_header.keySlots) {
        if (isKeychainSlot(slot) && key.empty()) {
            key = unwrapKey(slot, slotBinding(m_header, slot), wrappingKey);
        }
    }
    return key;
}

bool Vault::isOpenedBy(const SecretBytes &wrappingKey) const
{
    return !masterKeyBy(wrappingKey).empty();
}

Result<void> Vault::unlockWithKey(const SecretBytes &wrappingKey)
{
    const Result<SealedVault> sealed = readAgain();
    if (!sealed) {
        return std::unexpected(sealed.error());
    }
    if (!hasKeychainSlot()) {
        return problem(ErrorClass::BadRequest, "keychain_unused", "This vault is not set up for the desktop's keychain.",
                       "Open it with its passphrase, then set the keychain up.");
    }
    SecretBytes key = masterKeyBy(wrappingKey);
    Result<VaultBody> body = recordsOf(*sealed, key);
    if (!body) {
        return problem(ErrorClass::Authentication, "vault_wrong_secret",
                       "What the keychain keeps does not open this vault, or the vault file was changed by something else.",
                       "Use the passphrase, then set the keychain up again.");
    }
    m_masterKey = std::move(key);
    m_records = std::move(body->records);
    m_anchor = std::move(body->anchor);
    remember();
    return {};
}

} // namespace patchbay::vault
