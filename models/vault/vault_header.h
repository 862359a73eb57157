// SPDX-License-Identifier: GPL-3.0-or-later
//
// VaultHeader: what a vault file says before its sealed body, as bytes and back. Pure; the format is
// docs/vault-format.md. All numbers are little-endian.
#pragma once

#include "providers/core/result.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::vault {

using VaultId = std::array<unsigned char, 16>;
using Salt = std::array<unsigned char, 16>;
using Nonce = std::array<unsigned char, 24>;
using WrappedKey = std::array<unsigned char, 48>; // 32 bytes and their tag
using HeaderCode = std::array<unsigned char, 32>;

enum class SlotType : std::uint8_t { Passphrase = 1, Keychain = 2, Recovery = 3 };

// How expensive it is to try a passphrase.
struct KeyCost {
    std::uint32_t passes = 4;
    std::uint32_t memoryKibibytes = 256 * 1024;
    bool operator==(const KeyCost &) const = default;
};

// A file must not make us hang or run out of memory, nor talk us into a guessable key.
constexpr std::uint32_t mostPasses = 16;
constexpr std::uint32_t mostMemoryKibibytes = 1024 * 1024;
constexpr std::uint32_t leastMemoryKibibytes = 8;

struct Slot {
    SlotType type = SlotType::Passphrase;
    std::uint64_t created = 0; // seconds since 1970
    KeyCost cost; // zero passes for slots whose key is random already
    Salt salt {};
    Nonce nonce {};
    WrappedKey key {};
    bool operator==(const Slot &) const = default;
};

struct VaultHeader {
    VaultId id {};
    std::uint64_t generation = 0; // grows with every save
    std::vector<Slot> keySlots; // "slots" is a word of Qt's
    bool operator==(const VaultHeader &) const = default;
};

// The bytes that the header's code is computed over.
std::string encodeHeader(const VaultHeader &header);
// What a slot's key is bound to besides its own key: the vault and all of the slot before the nonce.
std::string slotBinding(const VaultHeader &header, const Slot &slot);

// A file taken apart, nothing of it verified.
struct SealedVault {
    VaultHeader header;
    std::string headerBytes; // as they stand in the file
    HeaderCode code {};
    Nonce nonce {};
    std::string body; // ciphertext with its tag
};

std::string encodeVault(const SealedVault &vault);
// Fails for what is no vault, for another version (the sentence says which), and for parameters beyond the bounds.
Result<SealedVault> decodeVault(std::string_view bytes);

} // namespace patchbay::vault
