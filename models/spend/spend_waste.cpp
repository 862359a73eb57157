// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/spend/spend_waste.h"

#include "models/format/format.h"
#include "models/spend/cheaper_model.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

std::optional<qint64> averageOf(const SpendRow &row)
{
    const qint64 priced = row.attempts - row.unpriced;
    return row.known && priced >= enoughRows ? std::optional(row.known->nanoDollars / priced) : std::nullopt;
}

Result<std::optional<SpendWaste>> readOne(SpendQuery &query, const SpendRequest &request)
{
    return query.read(request).transform([&](const QList<SpendRow> &rows) -> std::optional<SpendWaste> {
        if (rows.isEmpty() || !rows.first().known) {
            return std::nullopt;
        }
        return SpendWaste { *request.trait, request, rows.first(), *rows.first().known, {} };
    });
}

// A condition that comes twice would let only what both let through pass, which is what is meant.
Result<std::optional<SpendWaste>> readShort(SpendQuery &query, SpendRequest request)
{
    request.by = { SpendDimension::Model };
    const Result<QList<SpendRow>> byModel = query.read(request);
    if (!byModel) {
        return std::unexpected(byModel.error());
    }
    const DearModels dear = dearModels(*byModel);
    if (dear.models.isEmpty()) {
        return std::nullopt;
    }
    request.by.clear();
    request.where.append({ SpendDimension::Model, dear.models });
    return readOne(query, request).transform([&](std::optional<SpendWaste> waste) {
        if (waste) {
            const qint64 otherwise = dear.averageNano.nanoDollars * (waste->sum.attempts - waste->sum.unpriced);
            waste->wasted = Money { std::max<qint64>(waste->wasted.nanoDollars - otherwise, 0) };
            waste->reference = dear.reference;
        }
        return waste;
    });
}

// Of models that have a price for cached prompts.
Result<std::optional<SpendWaste>> readUncached(SpendQuery &query, SpendRequest request, const Catalog &catalog)
{
    request.by = { SpendDimension::Provider, SpendDimension::Model };
    const Result<QList<SpendRow>> byModel = query.read(request);
    if (!byModel) {
        return std::unexpected(byModel.error());
    }
    QStringList providers;
    QStringList models;
    Money saved;
    for (const SpendRow &row : *byModel) {
        if (const std::optional<Money> less = cacheSaving(catalog, row.values[0], row.values[1], row.promptTokens)) {
            providers.append(row.values[0]);
            models.append(row.values[1]);
            saved += *less;
        }
    }
    if (models.isEmpty()) {
        return std::nullopt;
    }
    request.by.clear();
    providers.removeDuplicates();
    models.removeDuplicates();
    request.where += { { SpendDimension::Provider, providers }, { SpendDimension::Model, models } };
    return readOne(query, request).transform([&](std::optional<SpendWaste> waste) {
        if (waste) {
            waste->wasted = saved;
            waste->isEstimate = true;
        }
        return waste;
    });
}

} // namespace

QString wasteTitle(SpendTrait trait)
{
    switch (trait) {
    case SpendTrait::RetriedBilled: return u"Retries that were billed"_s;
    case SpendTrait::FailedBilled: return u"Failed after tokens were spent"_s;
    case SpendTrait::Cancelled: return u"Cancelled streams"_s;
    case SpendTrait::Repeated: return u"Same request again within a day"_s;
    case SpendTrait::Uncached: return u"Discount for cached prompts not taken"_s;
    case SpendTrait::Short: break;
    }
    return u"Expensive model, short request"_s;
}

QString wasteDetail(const SpendWaste &waste)
{
    switch (waste.trait) {
    case SpendTrait::RetriedBilled: return u"failed, charged all the same, and tried again"_s;
    case SpendTrait::FailedBilled: return u"charged, but no answer came of it"_s;
    case SpendTrait::Cancelled: return u"the reader left before the answer ended"_s;
    case SpendTrait::Repeated: return u"answered before under the same cache key, and paid again"_s;
    case SpendTrait::Uncached: return u"long prompts of one length within five minutes, none from the cache; estimated"_s;
    case SpendTrait::Short: break;
    }
    return u"cost %1; against %2's average"_s.arg(format::money(waste.sum.known.value_or(Money {})), waste.reference);
}

QString wasteAdvice(const SpendWaste &waste)
{
    switch (waste.trait) {
    case SpendTrait::RetriedBilled:
        return u"Fewer attempts at the same deployment, a shorter timeout, or a fallback to another provider after the first "
               "failure: in Routing, under the group's retries and fallbacks."_s;
    case SpendTrait::FailedBilled:
        return u"The rows tell the reason of each. A limit on max_tokens bounds what an answer that is cut can cost."_s;
    case SpendTrait::Cancelled:
        return u"Providers charge what they had written by then. Shorter answers (max_tokens) and a faster first token keep "
               "readers from leaving."_s;
    case SpendTrait::Repeated:
        return u"The gateway had an answer to the very same request. Let it keep answers for longer (cache_params: ttl), or for all "
               "calls, in the configuration's general settings. Only calls over a gateway that keeps answers can be told."_s;
    case SpendTrait::Uncached:
        return u"Where these prompts begin alike, the provider's cache would have had them for less: put what stays the same first, and mark it "
               "where the provider wants that (cache_control). Estimated from lengths: the ledger has no prompts, so how much of them is the same "
               "is not known, and the figure is what the whole of them would have cost less."_s;
    case SpendTrait::Short: break;
    }
    return u"Questions of at most 200 tokens with answers of at most 200 seldom need the dearest model. Compare both on such a "
           "prompt first: the figure is what the rows cost more than %1's average for requests as short as these."_s.arg(waste.reference);
}

DearModels dearModels(const QList<SpendRow> &shortByModel)
{
    DearModels found;
    std::optional<qint64> cheapest;
    for (const SpendRow &row : shortByModel) {
        const std::optional<qint64> average = averageOf(row);
        if (average && *average > 0 && (!cheapest || *average < *cheapest)) {
            cheapest = average;
            found.reference = row.values.first();
        }
    }
    for (const SpendRow &row : shortByModel) {
        const std::optional<qint64> average = averageOf(row);
        if (average && *average >= *cheapest * dearFactor && *average > 0) {
            found.models.append(row.values.first());
        }
    }
    found.averageNano = Money { cheapest.value_or(0) };
    if (found.models.isEmpty()) {
        found.reference.clear();
    }
    return found;
}

Result<QList<SpendWaste>> readWaste(SpendQuery &query, const SpendRequest &request, const Catalog *catalog)
{
    QList<SpendWaste> found;
    for (const SpendTrait trait :
         { SpendTrait::RetriedBilled, SpendTrait::FailedBilled, SpendTrait::Cancelled, SpendTrait::Repeated, SpendTrait::Short, SpendTrait::Uncached }) {
        if (trait == SpendTrait::Uncached && catalog == nullptr) {
            continue;
        }
        SpendRequest asked = request;
        asked.by.clear();
        asked.trait = trait;
        Result<std::optional<SpendWaste>> waste =
            trait == SpendTrait::Short        ? readShort(query, std::move(asked))
            : trait == SpendTrait::Uncached ? readUncached(query, std::move(asked), *catalog)
                                            : readOne(query, asked);
        if (!waste) {
            return std::unexpected(waste.error());
        }
        if (*waste) {
            found.append(std::move(**waste));
        }
    }
    std::ranges::stable_sort(found, std::greater(), &SpendWaste::wasted);
    return found;
}

} // namespace patchbay
