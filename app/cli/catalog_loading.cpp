// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/catalog_loading.h"

#include "models/storage/data_directory.h"
#include "providers/catalog/catalog_store.h"

#include <ostream>

namespace patchbay::cli {

std::filesystem::path dataDirectoryOf(std::span<const std::string> words)
{
    constexpr std::string_view option = "--data";
    std::string directory;
    for (std::size_t index = 0; index < words.size(); ++index) {
        if (words[index] == option && index + 1 < words.size()) {
            directory = words[index + 1];
        } else if (words[index].starts_with("--data=")) {
            directory = words[index].substr(option.size() + 1);
        }
    }
    return directory.empty() ? DataDirectory::defaultPath().toStdString() : directory;
}

Result<Catalog> loadCatalog(std::span<const std::string> words, std::ostream &err)
{
    Result<CatalogStore::Loaded> loaded = CatalogStore(dataDirectoryOf(words)).load();
    if (!loaded) {
        return std::unexpected(loaded.error());
    }
    for (const std::string &warning : loaded->warnings) {
        err << "note: " << warning << " It is left out.\n";
    }
    return std::move(loaded->catalog);
}

} // namespace patchbay::cli
