// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/compare/catalog_directory.h"

#include "models/compare/turn_events.h"

#include "providers/catalog/catalog.h"
#include "providers/catalog/cost.h"
#include "providers/core/call_kind.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace patchbay {

ModelFacts CatalogDirectory::describe(const ProviderEntry &provider, const QString &name, const ModelEntry *entry)
{
    ModelFacts facts;
    facts.provider = QString::fromStdString(provider.id);
    facts.providerName = QString::fromStdString(provider.name.empty() ? provider.id : provider.name);
    facts.name = name;
    facts.model = facts.provider + u'/' + name;
    facts.local = provider.local;
    facts.sandbox = provider.sandbox;
    facts.keyRequired = provider.keyRequired;
    for (const std::string &variable : provider.keyVariables) {
        facts.keyVariables.append(QString::fromStdString(variable));
    }
    facts.free = provider.local || provider.sandbox;
    if (entry == nullptr) {
        return facts;
    }
    facts.known = true;
    const std::optional<CallKind> kind = callKindFromName(entry->mode);
    if (!kind) {
        facts.problem = u"%1 is a model for %2, which a pane cannot ask."_s.arg(name, QString::fromStdString(entry->mode));
    } else if (*kind != CallKind::Chat) {
        const std::string_view kindName = callKindName(*kind);
        facts.kind = QString::fromUtf8(kindName.data(), static_cast<qsizetype>(kindName.size()));
    }
    facts.note = QString::fromStdString(entry->note);
    facts.free = facts.free || entry->free;
    facts.priced = facts.free || !entry->rates.empty();
    facts.vision = entry->capabilities.vision;
    facts.tools = entry->capabilities.tools;
    facts.reasoning = entry->capabilities.reasoning;
    facts.priceDate = QString::fromStdString(entry->date);
    facts.contextTokens = entry->contextTokens;
    return facts;
}

ModelFacts CatalogDirectory::facts(const QString &model) const
{
    const Result<ResolvedModel> resolved = m_catalog.resolve(model.trimmed().toStdString());
    if (!resolved) {
        ModelFacts facts;
        facts.model = model;
        facts.provider = model.section(u'/', 0, 0);
        facts.providerName = facts.provider;
        facts.name = model.contains(u'/') ? model.section(u'/', 1) : model;
        facts.problem = QString::fromStdString(resolved.error().message);
        return facts;
    }
    return describe(*resolved->provider, QString::fromStdString(resolved->name), resolved->model);
}

QList<ModelFacts> CatalogDirectory::models() const
{
    QList<ModelFacts> found;
    for (const ProviderEntry &provider : m_catalog.providers()) {
        for (const ModelEntry *entry : m_catalog.modelsOf(provider.id)) {
            if (callKindFromName(entry->mode)) {
                found.append(describe(provider, QString::fromStdString(entry->name), entry));
            }
        }
    }
    return found;
}

std::optional<qint64> CatalogDirectory::cost(const QString &model, qint64 inputTokens, qint64 outputTokens) const
{
    const Result<ResolvedModel> resolved = m_catalog.resolve(model.trimmed().toStdString());
    if (!resolved) {
        return std::nullopt;
    }
    if (resolved->provider->sandbox) {
        return 0;
    }
    Usage usage;
    usage.promptTokens = inputTokens;
    usage.completionTokens = outputTokens;
    const Cost cost = computeCost(*resolved, usage, true);
    return cost.amount.money ? std::optional<qint64>(cost.amount.money->nanoDollars) : std::nullopt;
}

QList<CostLine> CatalogDirectory::costLines(const QString &model, const TurnMetrics &metrics) const
{
    const Result<ResolvedModel> resolved = m_catalog.resolve(model.trimmed().toStdString());
    if (!resolved || resolved->model == nullptr) {
        return {};
    }
    Usage usage;
    usage.promptTokens = metrics.inputTokens;
    usage.completionTokens = metrics.outputTokens;
    usage.reasoningTokens = metrics.reasoningTokens;
    usage.cachedTokens = metrics.cachedTokens;
    return costLinesOf(computeCost(*resolved, usage, metrics.usageEstimated));
}

QString CatalogDirectory::keyOwnerIn(const QString &text) const
{
    // Words of a prompt that are long enough and not of one sort of letter: "sk-…" alone is a word people write.
    static const QRegularExpression word(u"[A-Za-z0-9_\\-]{20,}"_s);
    static const QRegularExpression digit(u"[0-9]"_s);
    for (auto match = word.globalMatch(text); match.hasNext();) {
        const QString found = match.next().captured();
        const std::vector<const ProviderEntry *> owners = m_catalog.recogniseKey(found.toStdString());
        if (!owners.empty() && found.contains(digit)) {
            return QString::fromStdString(owners.front()->name);
        }
    }
    return {};
}

} // namespace patchbay
