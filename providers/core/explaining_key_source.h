// SPDX-License-Identifier: GPL-3.0-or-later
//
// ExplainingKeySource: a KeySource that can say why a key is not there (its vault is locked), and which one it gave.
#pragma once

#include "providers/core/result.h"
#include "providers/core/secret.h"

namespace patchbay {

// A secret with what the ledger shall call it.
struct NamedSecret {
    SecretBytes secret;
    std::string name;
};

class ExplainingKeySource : public KeySource {
public:
    // What find() gives; its name is the one that was asked for where the source has no better.
    virtual std::optional<NamedSecret> findNamed(std::string_view name, const Origin &origin) const
    {
        return find(name, origin).transform([&](SecretBytes &&secret) {
            return NamedSecret { std::move(secret), std::string(name) };
        });
    }
    // Why find() gave nothing, where there is more to say than that nobody knows such a key.
    virtual std::optional<Error> whyMissing(std::string_view name) const = 0;
};

// The same of any source.
inline std::optional<Error> whyMissing(const KeySource &keys, std::string_view name)
{
    const auto *explaining = dynamic_cast<const ExplainingKeySource *>(&keys);
    return explaining ? explaining->whyMissing(name) : std::nullopt;
}

inline std::optional<NamedSecret> findNamed(const KeySource &keys, std::string_view name, const Origin &origin)
{
    if (const auto *explaining = dynamic_cast<const ExplainingKeySource *>(&keys)) {
        return explaining->findNamed(name, origin);
    }
    return keys.find(name, origin).transform([&](SecretBytes &&secret) {
        return NamedSecret { std::move(secret), std::string(name) };
    });
}

} // namespace patchbay
