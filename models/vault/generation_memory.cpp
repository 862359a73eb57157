// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/vault/generation_memory.h"

#include "models/vault/vault.h"
#include "models/vault/vault_file.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

namespace patchbay::vault {

namespace {

// Vaults come and go in a folder, rarely.
constexpr std::size_t mostVaults = 16;
constexpr std::size_t idLength = 32;

struct Seen {
    std::string id;
    std::uint64_t generation = 0;
};

std::filesystem::path memoryOf(const std::filesystem::path &vaultFile)
{
    return vaultFile.string() + ".seen";
}

// A line each: the id, a blank, the generation. What is no such line is passed over.
std::vector<Seen> readSeen(const std::filesystem::path &file)
{
    const int handle = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (handle < 0) {
        return {};
    }
    std::array<char, 4096> bytes {};
    const ssize_t size = ::read(handle, bytes.data(), bytes.size());
    ::close(handle);
    std::string_view text(bytes.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
    std::vector<Seen> all;
    for (std::size_t end = text.find('\n'); end != std::string_view::npos && all.size() < mostVaults; end = text.find('\n')) {
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(end + 1);
        if (line.size() <= idLength + 1 || line[idLength] != ' ') {
            continue;
        }
        Seen one { std::string(line.substr(0, idLength)), 0 };
        const char *last = line.data() + line.size();
        const auto [after, problem] = std::from_chars(line.data() + idLength + 1, last, one.generation);
        if (problem == std::errc() && after == last) {
            all.push_back(std::move(one));
        }
    }
    return all;
}

bool writeWhole(const std::filesystem::path &file, const std::string &text)
{
    const int handle = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
    if (handle < 0) {
        return false;
    }
    const bool written = ::write(handle, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    ::close(handle);
    return written;
}

} // namespace

std::uint64_t seenGeneration(const std::filesystem::path &vaultFile, std::string_view id)
{
    const std::vector<Seen> all = readSeen(memoryOf(vaultFile));
    const auto found = std::ranges::find(all, id, &Seen::id);
    return found == all.end() ? 0 : found->generation;
}

void rememberGeneration(const std::filesystem::path &vaultFile, const std::string &id, std::uint64_t generation)
{
    const std::filesystem::path file = memoryOf(vaultFile);
    std::vector<Seen> all = readSeen(file);
    const auto found = std::ranges::find(all, id, &Seen::id);
    if (found != all.end() && found->generation >= generation) {
        return;
    }
    if (found != all.end()) {
        all.erase(found);
    }
    // The one in use stands first: those that fall off the end are long gone.
    all.insert(all.begin(), { id, generation });
    all.resize(std::min(all.size(), mostVaults));
    std::string text;
    for (const Seen &one : all) {
        text += one.id + ' ' + std::to_string(one.generation) + '\n';
    }
    const std::filesystem::path fresh = file.string() + ".new";
    std::error_code unknown;
    if (writeWhole(fresh, text)) {
        std::filesystem::rename(fresh, file, unknown);
    } else {
        std::filesystem::remove(fresh, unknown);
    }
}

Error olderVault(const std::filesystem::path &vaultFile, std::uint64_t generation, std::uint64_t seen)
{
    Error error = makeError(ErrorClass::Api,
                            "This vault is an older copy: it is save " + std::to_string(generation) + " of " + vaultFile.string() + ", and save "
                                + std::to_string(seen) + " was here before. Keys that were added, rotated or removed since are as they were.");
    error.code = "vault_older";
    const std::string backup = backupOf(vaultFile);
    error.remedy = "Where you did not put it back yourself, find out who did. With the next change it counts as the newest."
        + (backup.empty() ? std::string() : " " + backup + " may be newer.");
    return error;
}

std::uint64_t Vault::seenHere() const
{
    return m_disk != nullptr ? 0 : seenGeneration(m_file, idText());
}

std::optional<Error> Vault::olderWarning() const
{
    const std::uint64_t seen = seenHere();
    return seen > m_header.generation ? std::optional(olderVault(m_file, m_header.generation, seen)) : std::nullopt;
}

void Vault::remember() const
{
    if (m_disk == nullptr) {
        rememberGeneration(m_file, idText(), m_header.generation);
    }
}

// A change to an older copy is newer than all that was here.
std::uint64_t Vault::nextGeneration() const
{
    return std::max(m_header.generation, seenHere()) + 1;
}

} // namespace patchbay::vault
