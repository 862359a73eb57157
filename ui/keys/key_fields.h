// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a person types about a key, as the vault keeps it. Pure.
#pragma once

#include "providers/core/clock.h"
#include "providers/core/result.h"

#include <QString>

#include <string>
#include <vector>

namespace patchbay {

// "https://host[:port]" with its port; empty stays empty.
Result<std::string> originFrom(const QString &text);
// "2027-01-31"; empty is no day.
Result<std::optional<WallTime>> dayFrom(const QString &text);
// "team, prod"
std::vector<std::string> tagsFrom(const QString &text);

} // namespace patchbay
