// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a recorded attempt costs by a price list, and a model's prices as a person corrects them: dollars for a million
// tokens. Pure.
#pragma once

#include "models/ledger/attempt_row.h"
#include "providers/catalog/catalog.h"

#include <QByteArray>
#include <QString>

#include <expected>

namespace patchbay {

// By the list's entry for the model; null, or an attempt that was not billed by tokens, has no price: what the ledger keeps
// of an attempt is its tokens, so that pictures, seconds and pages cannot be computed from it.
Amount priceOf(const AttemptRow &row, const ModelEntry *entry);

// Of the standard tier, for any length of prompt. Empty: no price.
struct TokenPrices {
    QString input {};
    QString cached {};
    QString cacheWrite {};
    QString output {};
    bool operator==(const TokenPrices &) const = default;
};
TokenPrices tokenPrices(const ModelEntry *entry);

// The entry with the prices in the place of its own, named `source`; what else it has stays. The error names what is no
// price.
std::expected<ModelEntry, QString> withTokenPrices(ModelEntry entry, const TokenPrices &prices, const QString &source, const QString &date);

// One entry of LiteLLM's price map, as CatalogStore imports it.
QByteArray priceMapEntry(const ModelEntry &entry);

} // namespace patchbay
