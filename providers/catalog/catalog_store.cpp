// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/catalog/catalog_store.h"

#include "providers/catalog/catalog_changes.h"

#include <boost/json.hpp>

#include <fstream>
#include <set>
#include <unistd.h>

namespace patchbay {

namespace json = boost::json;
namespace files = std::filesystem;

// As it stands in the file: {"name": …, "date": …, "map": {…}}.
struct CatalogStore::Stored {
    std::string name;
    std::string date;
    json::object map;

    Result<PriceMap> parsed() const { return parsePriceMap(json::serialize(map), name, date); }
};

CatalogStore::CatalogStore(files::path dataDirectory)
    : m_directory(std::move(dataDirectory) / "catalog")
{
}

files::path CatalogStore::fileOf(CatalogLayer layer) const
{
    return m_directory / (layer == CatalogLayer::Imported ? "imported.json" : "own.json");
}

Result<std::optional<CatalogStore::Stored>> CatalogStore::read(CatalogLayer layer) const
{
    const files::path path = fileOf(layer);
    std::ifstream stream(path, std::ios::binary);
    if (!stream) {
        return std::nullopt;
    }
    const std::string text { std::istreambuf_iterator<char>(stream), {} };
    try {
        json::value value = json::parse(text);
        json::object &object = value.as_object();
        return Stored { json::value_to<std::string>(object.at("name")), json::value_to<std::string>(object.at("date")),
                        std::move(object.at("map").as_object()) };
    } catch (const std::exception &problem) {
        return failure(ErrorClass::BadRequest, "The price list " + path.string() + " cannot be read: " + problem.what());
    }
}

Result<void> CatalogStore::write(CatalogLayer layer, const Stored &stored) const
{
    const files::path path = fileOf(layer);
    const files::path fresh = path.string() + "." + std::to_string(::getpid()) + ".new";
    const auto failed = [&path](const std::string &why) {
        return failure(ErrorClass::InternalServer, "The price list " + path.string() + " cannot be written: " + why + ".");
    };
    std::error_code problem;
    files::create_directories(m_directory, problem);
    if (problem) {
        return failed(problem.message());
    }
    std::ofstream stream(fresh, std::ios::binary | std::ios::trunc);
    stream << json::serialize(json::object { { "name", stored.name }, { "date", stored.date }, { "map", stored.map } });
    stream.close();
    if (!stream) {
        files::remove(fresh, problem);
        return failed("the disk does not take it");
    }
    files::rename(fresh, path, problem);
    return problem ? failed(problem.message()) : Result<void>();
}

Result<CatalogStore::Loaded> CatalogStore::load() const
{
    Result<Catalog> shipped = Catalog::builtIn();
    if (!shipped) {
        return std::unexpected(shipped.error());
    }
    Loaded loaded { std::move(*shipped), {} };
    for (const CatalogLayer layer : { CatalogLayer::Imported, CatalogLayer::Own }) {
        const Result<std::optional<Stored>> stored = read(layer);
        if (!stored) {
            loaded.warnings.push_back(stored.error().message);
        } else if (*stored) {
            if (Result<PriceMap> map = (*stored)->parsed()) {
                loaded.catalog.overlay(std::move(map->models), layer);
            } else {
                loaded.warnings.push_back(map.error().message);
            }
        }
    }
    return loaded;
}

namespace {

void overlayMap(Catalog &catalog, const PriceMap &map, CatalogLayer layer)
{
    catalog.overlay(map.models, layer);
}

// The user's entries field by field on top of those that they had.
void mergeEntries(json::object &base, const json::object &over)
{
    for (const auto &[key, entry] : over) {
        json::value *known = base.if_contains(key);
        if (known && known->is_object() && entry.is_object()) {
            for (const auto &[field, value] : entry.as_object()) {
                known->as_object()[field] = value;
            }
        } else {
            base[key] = entry;
        }
    }
}

void noteKept(const PriceMap &own, const ImportReport &touched, std::vector<std::string> &kept)
{
    std::set<std::string> models(touched.added.begin(), touched.added.end());
    for (const CatalogChange &change : touched.changed) {
        models.insert(change.model);
    }
    for (const ModelEntry &model : own.models) {
        if (const std::string name = model.provider + "/" + model.name; models.contains(name)) {
            kept.push_back(name);
        }
    }
}

} // namespace

Result<ImportReport> CatalogStore::import(std::string_view text, const std::string &name, const std::string &date,
                                          CatalogLayer layer) const
{
    Result<PriceMap> map = parsePriceMap(text, name, date);
    if (!map) {
        return std::unexpected(map.error());
    }
    if (map->models.empty()) {
        return failure(ErrorClass::BadRequest, "No model in it can be read: this is not LiteLLM's price map.");
    }
    Result<Catalog> shipped = Catalog::builtIn();
    const Result<std::optional<Stored>> imported = read(CatalogLayer::Imported);
    const Result<std::optional<Stored>> own = read(CatalogLayer::Own);
    if (!shipped || !own) {
        return std::unexpected(!shipped ? shipped.error() : own.error());
    }
    ImportReport report { name, date, map->entries, map->models.size(), {}, {}, {}, {}, map->problems, map->unread };
    Catalog before = *shipped;
    Catalog after = *shipped;
    // An earlier import that cannot be read any more counts as none: this one replaces it.
    const Result<PriceMap> old = imported && *imported ? (*imported)->parsed() : Result<PriceMap>();
    if (old) {
        overlayMap(before, *old, CatalogLayer::Imported);
    }
    Stored stored { name, date, json::parse(text).as_object() };
    stored.map.erase("sample_spec");
    if (layer == CatalogLayer::Own) {
        overlayMap(after, old ? *old : PriceMap(), CatalogLayer::Imported);
        if (*own) {
            overlayMap(before, (*own)->parsed().value_or(PriceMap()), CatalogLayer::Own);
            json::object merged = (*own)->map;
            mergeEntries(merged, stored.map);
            stored.map = std::move(merged);
        }
        overlayMap(after, stored.parsed().value_or(PriceMap()), CatalogLayer::Own);
        compareCatalogs(before, after, report);
    } else {
        overlayMap(after, *map, CatalogLayer::Imported);
        compareCatalogs(before, after, report);
        if (*own) {
            noteKept((*own)->parsed().value_or(PriceMap()), report, report.kept);
        }
    }
    if (Result<void> written = write(layer, stored); !written) {
        return std::unexpected(written.error());
    }
    return report;
}

} // namespace patchbay
