// SPDX-License-Identifier: GPL-3.0-or-later
//
// LeakWatch: where the vault's keys stand in plain text. It knows keyed fingerprints of them and no text: whoever reads
// its memory learns no key from it.
#pragma once

#include "models/vault/vault_record.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::vault {

// A key at a place in a text.
struct FoundSecret {
    std::string key; // its name in the vault
    std::size_t line = 1;
    bool previous = false; // of before the last rotation
};

class LeakWatch {
public:
    // `fingerprintKey` is Vault::derived(SubKey::Fingerprint). Secrets of less than 16 bytes are no keys.
    LeakWatch(const std::vector<VaultRecord> &records, SecretBytes fingerprintKey);

    // Each line of the text once for each key, wherever in it the key stands.
    // Ends early, with what was found, where `isStopped` says so; it is asked now and then.
    std::vector<FoundSecret> search(std::string_view text, const std::function<bool()> &isStopped = {}) const;
    bool empty() const { return m_prints.empty(); }

private:
    using Print = std::array<unsigned char, 16>;
    struct Known {
        std::string key;
        bool previous = false;
    };
    void add(std::string_view secret, const Known &known);
    Print printOf(std::string_view bytes) const;
    std::uint64_t headOf(const char *bytes) const;

    SecretBytes m_key;
    std::uint64_t m_factor = 0;
    std::map<Print, Known> m_prints;
    std::map<std::uint64_t, std::set<std::size_t>> m_heads; // by the first bytes' keyed hash: lengths of secrets
};

enum class LeakPlace : std::uint8_t { ShellHistory, StartFile, EnvironmentFile, Configuration, Other };

struct Leak {
    std::string key;
    bool previous = false;
    std::filesystem::path file;
    std::size_t line = 1;
    unsigned mode = 0; // of the file, as chmod takes it
    LeakPlace place = LeakPlace::Other;
};

struct LeakReport {
    std::vector<Leak> leaks;
    std::size_t files = 0; // that were read
    std::vector<std::string> unread; // "FILE: why"
    std::size_t tooDeep = 0; // folders that were not searched for being too far down
    bool cutOff = false; // there were more files than are read
};

// Where keys are left behind: histories and start files of shells, the key files of other tools, .env files of the
// folder and its config.yaml, and what Patchbay itself writes into its data directory: runs, sessions, stored bodies. Those
// that are there; `configs` are the configurations in use; files that these name under `include:` are searched too.
std::vector<std::filesystem::path> usualLeakPlaces(const std::filesystem::path &home, const std::filesystem::path &folder,
                                                   const std::filesystem::path &data = {},
                                                   std::span<const std::filesystem::path> configs = {});

// How far down folders are searched.
inline constexpr int deepestSearched = 8;
// "2 folders deeper than 8 were not searched"; empty where there were none.
std::string tooDeepInWords(const LeakReport &report);

// Folders are searched with what is below them, but for version control's and packages' own folders and links. Blocks,
// until it is done or `isStopped` says so.
LeakReport searchFiles(const LeakWatch &watch, std::span<const std::filesystem::path> places,
                       const std::function<bool()> &isStopped = {});

LeakPlace placeOf(const std::filesystem::path &file);
// What to do about it, as a sentence or two.
std::string remedyOf(const Leak &leak);

} // namespace patchbay::vault
