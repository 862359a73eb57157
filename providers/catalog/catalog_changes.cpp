// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/catalog/catalog_changes.h"

#include <algorithm>

namespace patchbay {
namespace {

using ModelsByName = std::map<std::string, const ModelEntry *>;

ModelsByName byName(const Catalog &catalog)
{
    ModelsByName models;
    for (const ModelEntry &model : catalog.models()) {
        models.emplace(model.provider + "/" + model.name, &model);
    }
    return models;
}

std::string shown(const std::optional<std::int64_t> &count)
{
    return count ? std::to_string(*count) : std::string();
}

void compareRates(const std::string &name, const ModelEntry &before, const ModelEntry &after, ImportReport &report)
{
    const auto find = [](const ModelEntry &model, const PriceRate &wanted) {
        const auto found
            = std::ranges::find_if(model.rates, [&wanted](const PriceRate &rate) { return rate.sameThing(wanted); });
        return found == model.rates.end() ? nullptr : &*found;
    };
    for (const PriceRate &rate : after.rates) {
        const PriceRate *old = find(before, rate);
        if (!old || old->perUnit != rate.perUnit) {
            report.changed.push_back({ name, rateLabel(rate), old ? old->perUnit.toString() : "", rate.perUnit.toString() });
        }
    }
    for (const PriceRate &rate : before.rates) {
        if (!find(after, rate)) {
            report.changed.push_back({ name, rateLabel(rate), rate.perUnit.toString(), "" });
        }
    }
}

void compareModels(const std::string &name, const ModelEntry &before, const ModelEntry &after, ImportReport &report)
{
    if (before.contextTokens != after.contextTokens) {
        report.changed.push_back({ name, "context", shown(before.contextTokens), shown(after.contextTokens) });
    }
    if (before.outputTokens != after.outputTokens) {
        report.changed.push_back({ name, "output", shown(before.outputTokens), shown(after.outputTokens) });
    }
    if (before.mode != after.mode) {
        report.changed.push_back({ name, "mode", before.mode, after.mode });
    }
    compareRates(name, before, after, report);
}

} // namespace

std::string rateLabel(const PriceRate &rate)
{
    std::string label(rateKindName(rate.kind));
    if (rate.abovePromptTokens > 0) {
        label += " above " + std::to_string(rate.abovePromptTokens);
    }
    for (const std::string &word : { rate.serviceTier, rate.variant }) {
        label += word.empty() ? "" : " " + word;
    }
    return label;
}

void compareCatalogs(const Catalog &before, const Catalog &after, ImportReport &report)
{
    const ModelsByName old = byName(before);
    const ModelsByName now = byName(after);
    for (const auto &[name, model] : now) {
        const auto found = old.find(name);
        if (found == old.end()) {
            report.added.push_back(name);
        } else {
            compareModels(name, *found->second, *model, report);
        }
    }
    for (const auto &[name, model] : old) {
        if (!now.contains(name)) {
            report.gone.push_back(name);
        }
    }
}

} // namespace patchbay
