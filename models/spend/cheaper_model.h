// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which model could have done it for less, and what a cache would have saved, by the price lists. Pure.
#pragma once

#include "providers/catalog/catalog.h"
#include "providers/core/money.h"

#include <QString>

namespace patchbay {

// "provider/name" of a chat model that costs at most half of it for a usual question and can do what it can; of several the
// dearest, which is the nearest to it. `wanted`, a name of which the provider may be another one, comes first where the lists
// know it. Empty: none is known.
QString cheaperModel(const Catalog &catalog, const QString &provider, const QString &model, const QString &wanted = {});

// What so many tokens of a prompt would have cost less from the provider's cache; nothing where it has no such price.
std::optional<Money> cacheSaving(const Catalog &catalog, const QString &provider, const QString &model, qint64 promptTokens);

} // namespace patchbay
