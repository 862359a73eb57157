// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/spend/cheaper_model.h"

#include <algorithm>

namespace patchbay {

namespace {

// A usual question and answer.
constexpr std::int64_t usualPrompt = 1'000;
constexpr std::int64_t usualCompletion = 500;

const PriceRate *plainRate(const ModelEntry &entry, RateKind kind)
{
    const auto found = std::ranges::find_if(entry.rates, [kind](const PriceRate &rate) {
        return rate.kind == kind && rate.abovePromptTokens == 0 && rate.serviceTier.empty() && rate.variant.empty();
    });
    return found == entry.rates.end() ? nullptr : &*found;
}

std::optional<Money> usualCost(const ModelEntry &entry)
{
    const PriceRate *input = plainRate(entry, RateKind::Input);
    const PriceRate *output = plainRate(entry, RateKind::Output);
    if (!input || !output) {
        return std::nullopt;
    }
    ExactSum sum;
    sum.add(input->perUnit, usualPrompt);
    sum.add(output->perUnit, usualCompletion);
    return sum.rounded();
}

bool canReplace(const ModelEntry &entry, const ModelEntry &dear)
{
    const ModelCapabilities &has = entry.capabilities;
    const ModelCapabilities &wanted = dear.capabilities;
    return entry.mode == "chat" && entry.name != dear.name && (has.tools || !wanted.tools) && (has.vision || !wanted.vision)
        && (has.jsonSchema || !wanted.jsonSchema) && (has.systemMessages || !wanted.systemMessages);
}

QString fullName(const ModelEntry &entry)
{
    return QString::fromStdString(entry.provider + '/' + entry.name);
}

} // namespace

QString cheaperModel(const Catalog &catalog, const QString &provider, const QString &model, const QString &wanted)
{
    if (!wanted.isEmpty()) {
        const std::string name = wanted.toStdString();
        if (const ModelEntry *same = catalog.model(provider.toStdString(), name)) {
            return fullName(*same);
        }
        const auto other = std::ranges::find(catalog.models(), name, &ModelEntry::name);
        if (other != catalog.models().end()) {
            return fullName(*other);
        }
    }
    const ModelEntry *dear = catalog.model(provider.toStdString(), model.toStdString());
    const std::optional<Money> cost = dear ? usualCost(*dear) : std::nullopt;
    const ModelEntry *best = nullptr;
    Money most;
    for (const ModelEntry *entry : cost ? catalog.modelsOf(dear->provider) : std::vector<const ModelEntry *>()) {
        const std::optional<Money> own = canReplace(*entry, *dear) ? usualCost(*entry) : std::nullopt;
        if (own && own->nanoDollars > 0 && own->nanoDollars * 2 <= cost->nanoDollars && own->nanoDollars > most.nanoDollars) {
            best = entry;
            most = *own;
        }
    }
    return best ? fullName(*best) : QString();
}

std::optional<Money> cacheSaving(const Catalog &catalog, const QString &provider, const QString &model, qint64 promptTokens)
{
    const ModelEntry *entry = catalog.model(provider.toStdString(), model.toStdString());
    const PriceRate *input = entry ? plainRate(*entry, RateKind::Input) : nullptr;
    const PriceRate *cached = entry ? plainRate(*entry, RateKind::CacheRead) : nullptr;
    if (!input || !cached) {
        return std::nullopt;
    }
    ExactSum full;
    full.add(input->perUnit, promptTokens);
    ExactSum less;
    less.add(cached->perUnit, promptTokens);
    const std::int64_t saved = full.rounded().nanoDollars - less.rounded().nanoDollars;
    return saved > 0 ? std::optional(Money { saved }) : std::nullopt;
}

} // namespace patchbay
