// SPDX-License-Identifier: GPL-3.0-or-later
//
// KeySet: which keys a map that is read has already. Most maps are small, and looking through them costs less than a
// set of their keys. Inside the room only.
#pragma once

#include "providers/config/yaml_node.h"

#include <algorithm>
#include <unordered_set>

namespace patchbay::config {

class KeySet {
public:
    explicit KeySet(const std::vector<YamlEntry> &entries) // those that were added; outlives it
        : m_entries(entries)
    {
    }

    // False where it is there.
    bool add(const std::string &key)
    {
        constexpr std::size_t small = 12;
        if (m_keys.empty() && m_entries.size() < small) {
            return !std::ranges::contains(m_entries, key, &YamlEntry::key);
        }
        if (m_keys.empty()) {
            for (const YamlEntry &entry : m_entries) {
                m_keys.insert(entry.key);
            }
        }
        return m_keys.insert(key).second;
    }

private:
    const std::vector<YamlEntry> &m_entries;
    std::unordered_set<std::string> m_keys;
};

} // namespace patchbay::config
