// SPDX-License-Identifier: GPL-3.0-or-later
//
// What is different between two states of the models' table.
#pragma once

#include "providers/catalog/catalog_store.h"

namespace patchbay {

// "input", "output above 200000 batch", "image hd/1024x1792".
std::string rateLabel(const PriceRate &rate);

// Fills added, changed and gone, each sorted by model.
void compareCatalogs(const Catalog &before, const Catalog &after, ImportReport &report);

} // namespace patchbay
