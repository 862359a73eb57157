// SPDX-License-Identifier: GPL-3.0-or-later
//
// CatalogDirectory: ModelDirectory over the catalogue. The catalogue must outlive it.
#pragma once

#include "models/compare/model_directory.h"

namespace patchbay {

class Catalog;
struct ModelEntry;
struct ProviderEntry;

class CatalogDirectory final : public ModelDirectory {
public:
    explicit CatalogDirectory(const Catalog &catalog)
        : m_catalog(catalog)
    {
    }

    ModelFacts facts(const QString &model) const override;
    QList<ModelFacts> models() const override;
    std::optional<qint64> cost(const QString &model, qint64 inputTokens, qint64 outputTokens) const override;
    QList<CostLine> costLines(const QString &model, const TurnMetrics &metrics) const override;
    QString keyOwnerIn(const QString &text) const override;

private:
    static ModelFacts describe(const ProviderEntry &provider, const QString &name, const ModelEntry *entry);

    const Catalog &m_catalog;
};

} // namespace patchbay
