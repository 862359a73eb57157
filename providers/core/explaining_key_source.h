// SPDX-License-Identifier: GPL-3.0-or-later
//
// ExplainingKeySource: a KeySource that can say why a key is not there: its vault is locked.
#pragma once

#include "providers/core/result.h"
#include "providers/core/secret.h"

namespace patchbay {

class ExplainingKeySource : public KeySource {
public:
    // Why find() gave nothing, where there is more to say than that nobody knows such a key.
    virtual std::optional<Error> whyMissing(std::string_view name) const = 0;
};

// The same of any source.
inline std::optional<Error> whyMissing(const KeySource &keys, std::string_view name)
{
    const auto *explaining = dynamic_cast<const ExplainingKeySource *>(&keys);
    return explaining ? explaining->whyMissing(name) : std::nullopt;
}

} // namespace patchbay
