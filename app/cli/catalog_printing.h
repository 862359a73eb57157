// SPDX-License-Identifier: GPL-3.0-or-later
//
// The catalogue's rows and an import's report as JSON and as lines for people.
#pragma once

#include "providers/catalog/catalog_store.h"

#include <iosfwd>
#include <vector>

namespace patchbay::cli {

void printModels(const std::vector<const ModelEntry *> &models, bool json, std::ostream &out);
void printModel(const ModelEntry &model, const ProviderEntry *provider, bool json, std::ostream &out);
void printProviders(const Catalog &catalog, bool json, std::ostream &out);
void printReport(const ImportReport &report, bool json, std::ostream &out);

} // namespace patchbay::cli
