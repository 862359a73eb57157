// SPDX-License-Identifier: GPL-3.0-or-later
//
// LedgerDictionary: numbers for the texts and combinations of texts that a writer meets, made where they are new. Belongs
// to one connection, inside its transactions. Inside the room only.
#pragma once

#include "models/ledger/interned_tuples.h"
#include "providers/core/attempt.h"

namespace patchbay {

class LedgerDictionary {
public:
    explicit LedgerDictionary(storage::Database &database);

    Result<std::uint32_t> name(std::string_view text);
    Result<CallKey> callKey(const AttemptDraft &draft);
    Result<EndingKey> endingKey(const AttemptOutcome &outcome);
    Result<std::uint32_t> call(const CallKey &key) { return m_calls.id(key); }
    Result<std::uint32_t> ending(const EndingKey &key) { return m_endings.id(key); }
    Result<std::uint32_t> context(const ContextKey &key) { return m_contexts.id(key); }

    // After a transaction was taken back.
    void forget();

private:
    struct TextHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
    };

    storage::NativeStatement m_findName;
    storage::NativeStatement m_insertName;
    std::unordered_map<std::string, std::uint32_t, TextHash, std::equal_to<>> m_names;
    InternedTuples<CallField::Count> m_calls;
    InternedTuples<EndingField::Count> m_endings;
    InternedTuples<ContextField::Count> m_contexts;
};

// A JSON array of the texts, each once: "[]" for none.
std::string tagsText(const std::vector<std::string> &tags);
std::vector<std::string> tagsFrom(std::string_view text);
// As SQLite is given it: what is not UTF-8 is replaced.
std::string_view cleanText(std::string_view text, std::string &room);

} // namespace patchbay
