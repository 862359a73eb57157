// SPDX-License-Identifier: GPL-3.0-or-later
//
// CellBatch: what the attempts of one commit add to the sums by hours and days, added up in memory and written once for
// each cell. Belongs to one connection, inside its transactions. Inside the room only.
#pragma once

#include "models/ledger/ledger_dictionary.h"
#include "models/ledger/spend_figures.h"

namespace patchbay {

class CellBatch {
public:
    CellBatch(storage::Database &database, LedgerDictionary &dictionary);

    // The attempt that ended: its full context, when it started, and how long it took where that counts.
    void add(const ContextKey &full, std::int64_t start, const SpendFigures &figures,
             std::optional<std::int64_t> latency = {});
    // Takes away, as add() adds: for amounts that are computed anew.
    void change(const ContextKey &full, std::int64_t start, const SpendFigures &difference);
    Result<void> write();
    // After a transaction was taken back; and when others wrote.
    void forget();
    void forgetWritten() { m_written.clear(); }

private:
    struct Cell {
        SpendFigures figures;
        LatencyBins bins;
        void add(const Cell &other);
    };
    struct Place {
        std::int64_t place = 0;
        std::uint32_t context = 0;
        bool operator==(const Place &) const = default;
    };
    struct PlaceHash {
        std::size_t operator()(const Place &place) const;
    };
    struct Source {
        ContextKey full {};
        std::int64_t hour = 0;
        int part = 0; // of the hour; see sourceOf()
        bool operator==(const Source &) const = default;
    };
    struct SourceHash {
        std::size_t operator()(const Source &source) const;
    };

    static Source sourceOf(const ContextKey &full, std::int64_t start);
    Result<void> spread();
    Result<void> addTo(Cuboid cuboid, const Source &source, const Cell &cell);
    Result<void> writeOne(const Place &place, const Cell &added);
    Result<bool> read(const Place &place, Cell &cell);

    LedgerDictionary &m_dictionary;
    storage::NativeStatement m_insert;
    storage::NativeStatement m_select;
    storage::NativeStatement m_update;
    std::unordered_map<Source, Cell, SourceHash> m_sources; // by hour and everything
    std::unordered_map<Place, Cell, PlaceHash> m_cells; // what is to be added
    std::unordered_map<Place, Cell, PlaceHash> m_written; // as they stand in the file
    std::string m_bytes;
};

} // namespace patchbay
