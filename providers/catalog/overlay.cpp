// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/catalog/catalog.h"

#include <utility>

namespace patchbay {
namespace {

void addCapabilities(ModelCapabilities &can, const ModelCapabilities &more)
{
    // Price lists leave out what nobody entered: silence is no denial.
    for (bool ModelCapabilities::*one :
         { &ModelCapabilities::tools, &ModelCapabilities::vision, &ModelCapabilities::audioInput,
           &ModelCapabilities::audioOutput, &ModelCapabilities::pdfInput, &ModelCapabilities::jsonObject,
           &ModelCapabilities::jsonSchema, &ModelCapabilities::reasoning, &ModelCapabilities::promptCaching,
           &ModelCapabilities::webSearch }) {
        can.*one = can.*one || more.*one;
    }
}

void lay(ModelEntry &base, ModelEntry over, CatalogLayer layer)
{
    if (over.contextTokens) {
        base.contextTokens = over.contextTokens;
    }
    if (over.outputTokens) {
        base.outputTokens = over.outputTokens;
    }
    addCapabilities(base.capabilities, over.capabilities);
    if (base.note.empty()) {
        base.note = std::move(over.note);
    }
    if (over.rates.empty()) {
        return;
    }
    if (layer == CatalogLayer::Imported) {
        base.rates = std::move(over.rates);
        base.reasoningApart = over.reasoningApart;
        base.mode = std::move(over.mode);
    } else {
        overlayRates(base.rates, over.rates);
    }
    base.source = std::move(over.source);
    base.date = std::move(over.date);
}

} // namespace

void Catalog::overlay(std::vector<ModelEntry> rows, CatalogLayer layer)
{
    for (ModelEntry &row : rows) {
        const std::string key = row.provider + "/" + row.name;
        if (const auto found = m_modelIndex.find(key); found != m_modelIndex.end()) {
            ModelEntry &known = m_models[found->second];
            if (!known.free) {
                lay(known, std::move(row), layer);
            }
        } else {
            m_modelIndex.emplace(key, m_models.size());
            m_models.push_back(std::move(row));
        }
    }
}

} // namespace patchbay
