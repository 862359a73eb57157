// SPDX-License-Identifier: GPL-3.0-or-later
//
// InternedTuples: numbers of tuples that stand in a table once, for the one who writes them. Inside the room only.
#pragma once

#include "models/ledger/ledger_keys.h"
#include "models/storage/database.h"

#include <string>
#include <unordered_map>

namespace patchbay {

template <std::size_t N> class InternedTuples {
public:
    using Key = std::array<std::uint32_t, N>;

    // `columns` as in "basis, price_table"; as many as N.
    InternedTuples(storage::Database &database, const std::string &table, std::string_view columns)
        : m_find(database.native("SELECT id FROM " + table + " WHERE (" + std::string(columns) + ") = (" + places() + ")"))
        , m_insert(database.native("INSERT INTO " + table + " (" + std::string(columns) + ") VALUES (" + places()
                                   + ") RETURNING id"))
    {
    }

    // Makes it where it is new.
    Result<std::uint32_t> id(const Key &key)
    {
        if (const auto known = m_known.find(key); known != m_known.end()) {
            return known->second;
        }
        for (storage::NativeStatement *statement : { &m_find, &m_insert }) {
            for (const std::uint32_t number : key) {
                statement->bind(std::int64_t(number));
            }
            const Result<bool> found = statement->step();
            if (!found) {
                return std::unexpected(found.error());
            }
            if (*found) {
                const auto id = static_cast<std::uint32_t>(statement->integer(0));
                statement->reset();
                return remember(key, id);
            }
        }
        return failure(ErrorClass::InternalServer, "The ledger gave no number for a new entry.");
    }

    // After what was made is taken back.
    void forget() { m_known.clear(); }

private:
    static std::string places()
    {
        std::string text = "?";
        for (std::size_t place = 1; place < N; ++place) {
            text += ", ?";
        }
        return text;
    }

    std::uint32_t remember(const Key &key, std::uint32_t id)
    {
        constexpr std::size_t most = 200'000;
        if (m_known.size() >= most) {
            m_known.clear();
        }
        m_known.emplace(key, id);
        return id;
    }

    storage::NativeStatement m_find;
    storage::NativeStatement m_insert;
    std::unordered_map<Key, std::uint32_t, KeyHash> m_known;
};

} // namespace patchbay
