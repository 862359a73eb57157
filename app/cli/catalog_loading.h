// SPDX-License-Identifier: GPL-3.0-or-later
//
// The catalogue of the data directory that a command line names: what ships, imported and own prices on top.
#pragma once

#include "app/cli/command.h"

#include <filesystem>

namespace patchbay::cli {

// The value of --data among the words, else the default data directory. Makes nothing.
std::filesystem::path dataDirectoryOf(std::span<const std::string> words);

// A price list that cannot be read is left out, and `err` says so.
Result<Catalog> loadCatalog(std::span<const std::string> words, std::ostream &err);

} // namespace patchbay::cli
