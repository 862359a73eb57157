// SPDX-License-Identifier: GPL-3.0-or-later
//
// The cryptography of a vault, all of it libsodium's: Argon2id for passphrases, XChaCha20-Poly1305 for
// keys and body, keyed BLAKE2b for the header and for what is derived from the master key.
#pragma once

#include "models/vault/vault_header.h"
#include "providers/core/secret.h"

#include <chrono>
#include <span>

namespace patchbay::vault {

constexpr std::size_t keySize = 32;

// What a key derived from the master key is for.
enum class SubKey : std::uint64_t { Header = 1, Body = 2, Pepper = 3, Fingerprint = 4 };

// Once per process, before anything else here; false when there is no good randomness.
bool prepareCrypto();

SecretBytes randomSecret(std::size_t size);
void fillRandom(std::span<unsigned char> bytes);

// Takes as long as the cost says. Empty when there is not enough memory.
SecretBytes deriveKey(const SecretBytes &passphrase, const Salt &salt, const KeyCost &cost);
// A cost that takes about `wanted` on this computer, never less than 3 passes over 64 MiB.
KeyCost calibratedCost(std::chrono::milliseconds wanted = std::chrono::milliseconds(700));

SecretBytes subKey(const SecretBytes &masterKey, SubKey purpose);

void wrapKey(Slot &slot, const std::string &binding, const SecretBytes &wrappingKey, const SecretBytes &masterKey);
// Empty when the wrapping key is another one or anything was changed.
SecretBytes unwrapKey(const Slot &slot, const std::string &binding, const SecretBytes &wrappingKey);

HeaderCode headerCode(std::string_view headerBytes, const SecretBytes &key);
// In constant time.
bool isEqual(const HeaderCode &left, const HeaderCode &right);

std::string sealBody(const SecretBytes &plain, std::string_view binding, const Nonce &nonce, const SecretBytes &key);
Result<SecretBytes> openBody(std::string_view sealed, std::string_view binding, const Nonce &nonce, const SecretBytes &key);

// Hexadecimal BLAKE2b-256 of any text.
std::string digestOf(std::string_view text);

} // namespace patchbay::vault
