// SPDX-License-Identifier: GPL-3.0-or-later
//
// FreshPrices: what the price lists of a data directory say by now, beside the catalogue that a running program started with.
// Pointers into a catalogue are held by calls, so each one that was read stays. Thread-safe.
#pragma once

#include "providers/catalog/catalog.h"

#include <list>
#include <mutex>

namespace patchbay {

class FreshPrices {
public:
    // The catalogue outlives it; the directory is the program's, and its lists are those of the catalogue.
    FreshPrices(const Catalog &atStart, std::string directory);

    // Reads the lists again. Where one of them cannot be read, what was known stays.
    Result<void> read();
    // The same where a file has changed since; looks at the files' dates only.
    bool haveChanged() const;
    std::vector<std::string> files() const;

    // The newest one.
    const Catalog &catalog() const;
    // Of a model of which something else is known than at the start ("provider/name"); null otherwise.
    std::shared_ptr<const ModelEntry> of(std::string_view model) const;

private:
    std::string stamp() const;

    const Catalog &m_atStart;
    const std::string m_directory;
    mutable std::mutex m_mutex;
    std::list<Catalog> m_read; // the newest last
    std::string m_stamp; // of the files when they were read
};

} // namespace patchbay
