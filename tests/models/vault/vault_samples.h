// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/vault/vault.h"

#include <QTemporaryDir>

namespace patchbay::vault {

// Cheap to try, so that tests can try often.
inline VaultOptions cheap()
{
    return { KeyCost { 1, leastMemoryKibibytes } };
}

inline VaultRecord record(const std::string &name, const std::string &secret)
{
    VaultRecord record;
    record.id = "key_" + name;
    record.name = name;
    record.provider = "openai";
    record.origin = "https://api.openai.com:443";
    record.notes = "of the tests";
    record.tags = { "a", "b" };
    record.created = WallTime(std::chrono::seconds(1'700'000'000));
    record.parts.emplace("key", SecretBytes::copyOf(secret));
    return record;
}

inline std::string text(const SecretBytes &secret)
{
    return { secret.bytes().data(), secret.bytes().size() };
}

} // namespace patchbay::vault
