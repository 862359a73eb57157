// SPDX-License-Identifier: GPL-3.0-or-later
//
// Reads the catalogue's JSON tables. A row that does not parse fails the whole table, naming the row:
// the tables ship with the program, so a bad one is a mistake to see at once.
#pragma once

#include "providers/catalog/catalog.h"

namespace patchbay {

Result<std::vector<ProviderEntry>> parseProviders(std::string_view json);
Result<std::vector<ModelEntry>> parseModels(std::string_view json);

} // namespace patchbay
