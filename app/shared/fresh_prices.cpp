// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shared/fresh_prices.h"

#include "providers/catalog/catalog_store.h"

#include <filesystem>

namespace patchbay {

FreshPrices::FreshPrices(const Catalog &atStart, std::string directory)
    : m_atStart(atStart)
    , m_directory(std::move(directory))
    , m_stamp(stamp())
{
}

std::vector<std::string> FreshPrices::files() const
{
    const std::filesystem::path folder = std::filesystem::path(m_directory) / "catalog";
    return { (folder / "imported.json").string(), (folder / "own.json").string() };
}

std::string FreshPrices::stamp() const
{
    std::string stamp;
    for (const std::string &file : files()) {
        std::error_code missing;
        const auto written = std::filesystem::last_write_time(file, missing);
        stamp += missing ? std::string("-") : std::to_string(written.time_since_epoch().count());
        stamp += ' ';
    }
    return stamp;
}

bool FreshPrices::haveChanged() const
{
    const std::string now = stamp();
    const std::scoped_lock lock(m_mutex);
    return now != m_stamp;
}

Result<void> FreshPrices::read()
{
    std::string now = stamp(); // before it is read: what comes between is read again
    Result<CatalogStore::Loaded> loaded = CatalogStore(m_directory).load();
    const std::scoped_lock lock(m_mutex);
    m_stamp = std::move(now);
    if (!loaded) {
        return std::unexpected(loaded.error());
    }
    if (!loaded->warnings.empty()) {
        return failure(ErrorClass::BadRequest, loaded->warnings.front());
    }
    if (loaded->catalog.models() != (m_read.empty() ? m_atStart : m_read.back()).models()) {
        m_read.push_back(std::move(loaded->catalog));
    }
    return {};
}

const Catalog &FreshPrices::catalog() const
{
    const std::scoped_lock lock(m_mutex);
    return m_read.empty() ? m_atStart : m_read.back();
}

std::shared_ptr<const ModelEntry> FreshPrices::of(std::string_view model) const
{
    const Catalog &fresh = catalog();
    if (&fresh == &m_atStart) {
        return nullptr;
    }
    const Result<ResolvedModel> before = m_atStart.resolve(model);
    const Result<ResolvedModel> now = fresh.resolve(model);
    if (!now || !now->model || (before && before->model && *before->model == *now->model)) {
        return nullptr;
    }
    return { std::shared_ptr<const void>(), now->model }; // the catalogue's, which stays
}

} // namespace patchbay
