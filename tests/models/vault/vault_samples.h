// SPDX-License-Identifier: GPL-3.0-or-later
//
// What tests of the vault make it of.
#pragma once

#include "models/vault/vault.h"
#include "models/vault/vault_keys.h"

#include <QTemporaryDir>

namespace patchbay::vault {

class SteppedClock final : public Clock {
public:
    WallTime now() const override { return wall; }
    SteadyTime steadyNow() const override { return steady; }
    WallTime wall { std::chrono::seconds(1'763'000'000) };
    SteadyTime steady { std::chrono::hours(1) };
};

// Where keys come from when the vault has none.
class OneKey final : public KeySource {
public:
    std::optional<SecretBytes> find(std::string_view name, const Origin &) const override
    {
        return name == "OPENAI_API_KEY" ? std::optional(SecretBytes::copyOf("from elsewhere")) : std::nullopt;
    }
};

inline const Origin openAiOrigin { "https", "api.openai.com", 443 };

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
