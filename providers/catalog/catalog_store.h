// SPDX-License-Identifier: GPL-3.0-or-later
//
// CatalogStore: the price lists of one data directory, DIR/catalog/imported.json and own.json, and the
// catalogue that they make together with the one that ships. Files are replaced whole, so readers in
// other processes see the old list or the new one.
#pragma once

#include "providers/catalog/catalog.h"
#include "providers/catalog/price_map.h"

#include <filesystem>

namespace patchbay {

// What one import did to the catalogue.
struct CatalogChange {
    std::string model; // "provider/name"
    std::string field; // "context", "input", "output above 200000 batch", …; empty: the whole model
    std::string before;
    std::string after;

    bool operator==(const CatalogChange &) const = default;
};
struct ImportReport {
    std::string table; // name under which costs cite it
    std::string date;
    std::size_t entries = 0;
    std::size_t models = 0;
    std::vector<std::string> added;
    std::vector<CatalogChange> changed;
    std::vector<std::string> gone; // were in the last import and are not in this one
    std::vector<std::string> kept; // the user's own prices stay above the imported ones
    std::vector<PriceMapProblem> problems;
    std::map<std::string, std::size_t> unread;
};

class CatalogStore {
public:
    explicit CatalogStore(std::filesystem::path dataDirectory);

    struct Loaded {
        Catalog catalog;
        std::vector<std::string> warnings; // lists that cannot be read are left out
    };
    Result<Loaded> load() const;

    // `json` is LiteLLM's price map. As Own it becomes the user's prices, added to those they have.
    // `date` is YYYY-MM-DD. Refuses a map in which no model can be read.
    Result<ImportReport> import(std::string_view json, const std::string &name, const std::string &date,
                                CatalogLayer layer) const;

private:
    struct Stored;
    Result<std::optional<Stored>> read(CatalogLayer layer) const;
    Result<void> write(CatalogLayer layer, const Stored &stored) const;
    std::filesystem::path fileOf(CatalogLayer layer) const;

    std::filesystem::path m_directory;
};

} // namespace patchbay
