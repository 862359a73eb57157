// SPDX-License-Identifier: GPL-3.0-or-later
//
// bench reliability, the vault's part: what opens after the power went or the program was killed in the middle of a
// save, and what a window's memory holds after its vault was locked.
#include "app/bench/echo_provider.h"
#include "app/bench/memory_search.h"
#include "app/bench/vault_losses.h"
#include "app/cli/bench_command.h"
#include "app/cli/bench_servers.h"
#include "app/cli/vault_session.h"
#include "app/shared/canary.h"
#include "models/keeper/vault_work.h"
#include "models/vault/vault_audit.h"
#include "models/vault/vault_file.h"

#include <algorithm>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <format>
#include <iterator>
#include <ostream>
#include <set>

#include <unistd.h>

namespace patchbay::cli {
namespace {

constexpr std::string_view writersPassphrase = "of the benchmark";
constexpr const char *rotatedName = "work";

std::unexpected<Error> broken(std::string sentence)
{
    return failure(ErrorClass::InternalServer, std::move(sentence));
}

SecretBytes secretOf(std::string_view text)
{
    return SecretBytes::copyOf(text);
}

std::int64_t numberIn(const vault::Vault &vault)
{
    const vault::VaultRecord *record = vault.find(rotatedName);
    std::int64_t number = -1;
    if (record != nullptr && record->parts.contains("key")) {
        const std::span<const char> bytes = record->parts.at("key").bytes();
        std::from_chars(bytes.data(), bytes.data() + bytes.size(), number);
    }
    return number;
}

Result<Measurement> lostToPower(std::int64_t times)
{
    const bench::LossFigures figures = bench::losePower(times, 1);
    return Measurement { "vaults lost to a loss of power",
                         static_cast<double>(figures.wrong),
                         "vaults",
                         0,
                         true,
                         std::format("{} losses between any two calls of the disk, what was not synced torn or gone: {} times the "
                                     "old vault opens, {} times the new{}",
                                     figures.losses, figures.old, figures.fresh,
                                     figures.wrong == 0 ? "" : "; " + figures.firstWrong) };
}

// Starts a program that rotates without end, kills it in the middle, opens what is there; again and again.
Result<Measurement> lostToKills(int cycles)
{
    const Result<ScratchFolder> folder = ScratchFolder::make();
    if (!folder) {
        return std::unexpected(folder.error());
    }
    const SystemClock clock;
    const std::filesystem::path data = folder->file("data");
    std::filesystem::create_directories(data);
    Result<vault::Vault> made = vault::Vault::create(data / vaultFileName, secretOf(writersPassphrase), clock,
                                                     { vault::KeyCost { 1, vault::leastMemoryKibibytes }, nullptr });
    vault::VaultRecord record;
    record.id = record.name = rotatedName;
    record.provider = "openai";
    record.parts.emplace("key", secretOf("0"));
    if (!made || !made->add(std::move(record))) {
        return broken("The vault could not be made.");
    }
    SeededRandom random(1);
    std::int64_t acknowledged = 0;
    std::int64_t wrong = 0;
    std::int64_t between = 0; // killed after the new one was in its place, before it was said
    for (int cycle = 0; cycle < cycles; ++cycle) {
        Result<ChildProcess> writer =
            ChildProcess::start(programDirectory() + "/patchbay-cli", { "bench", "vault-writer", data.string() });
        if (!writer || writer->readLine() != "open") {
            return broken("The program that saves did not start.");
        }
        constexpr std::uint64_t spreadMicroseconds = 20'000;
        ::usleep(static_cast<useconds_t>(random.next() % spreadMicroseconds));
        ::kill(writer->id(), SIGKILL);
        for (std::string line = writer->readLine(); !line.empty(); line = writer->readLine()) {
            std::from_chars(line.data(), line.data() + line.size(), acknowledged);
        }
        Result<vault::Vault> left = vault::Vault::open(data / vaultFileName, clock);
        const bool opens = left && left->unlock(secretOf(writersPassphrase)).has_value();
        const std::int64_t number = opens ? numberIn(*left) : -1;
        wrong += number == acknowledged || number == acknowledged + 1 ? 0 : 1;
        between += number == acknowledged + 1 ? 1 : 0;
        acknowledged = std::max(acknowledged, number);
    }
    const Result<vault::AuditLog> log = vault::readAudit(data / vaultAuditName);
    return Measurement { "vaults lost to kill -9",
                         static_cast<double>(wrong),
                         "vaults",
                         0,
                         true,
                         std::format("{} times kill -9 while it saves: {} rotations, {} of them done and not yet said; the audit log has {} "
                                     "lines, {}",
                                     cycles, acknowledged, between, log ? log->entries.size() : 0,
                                     log && log->firstBroken == 0 ? "each follows from the one before" : "and is broken") };
}

Result<SecretBytes> masterKeyOf(const std::filesystem::path &file, const std::string &passphrase)
{
    const Result<vault::SealedVault> sealed = vault::readVaultFile(file).and_then(vault::decodeVault);
    if (!sealed) {
        return std::unexpected(sealed.error());
    }
    const vault::Slot &slot = sealed->header.keySlots.front();
    SecretBytes key = vault::unwrapKey(slot, vault::slotBinding(sealed->header, slot),
                                       vault::deriveKey(secretOf(passphrase), slot.salt, slot.cost));
    return key.empty() ? Result<SecretBytes>(broken("The vault's key could not be made from its passphrase.")) : std::move(key);
}

std::string textOf(const SecretBytes &secret)
{
    return { secret.bytes().data(), secret.bytes().size() };
}

Result<std::vector<bench::Needle>> needlesFor(const std::filesystem::path &file, std::uint64_t seed)
{
    const std::string passphrase = passphraseCanary(seed).secretPart();
    const Result<SecretBytes> master = masterKeyOf(file, passphrase);
    if (!master) {
        return std::unexpected(master.error());
    }
    std::vector<bench::Needle> needles = bench::needlesOf("key", keyCanary(seed).secretPart(), true);
    const auto add = [&needles](const char *name, const std::string &secret, bool isText) {
        std::ranges::move(bench::needlesOf(name, secret, isText), std::back_inserter(needles));
    };
    add("passphrase", passphrase, true);
    add("master key", textOf(*master), false);
    for (const vault::SubKey purpose : { vault::SubKey::Header, vault::SubKey::Body, vault::SubKey::Fingerprint }) {
        add("derived key", textOf(vault::subKey(*master, purpose)), false);
    }
    return needles;
}

// What the window says next; an error for anything but that.
Result<void> hear(ChildProcess &window, const std::string &wanted)
{
    const std::string line = window.readLine();
    return line == wanted ? Result<void>() : broken("The window's vault did not get as far as \"" + wanted + "\": " + line);
}

class MemoryWatch {
public:
    MemoryWatch(std::filesystem::path vaultFile, std::uint64_t seed, std::ostream &err)
        : m_file(std::move(vaultFile))
        , m_seed(seed)
        , m_err(err)
    {
    }
    // How many places there are now.
    Result<std::size_t> look(pid_t process, const char *when)
    {
        const Result<std::vector<bench::Needle>> needles = needlesFor(m_file, m_seed);
        const Result<bench::MemoryReport> report =
            needles ? bench::searchMemory(process, *needles) : std::unexpected(needles.error());
        if (!report) {
            return std::unexpected(report.error());
        }
        m_bytes = report->bytes;
        constexpr std::size_t mostTold = 40;
        for (const bench::MemoryHit &hit : report->hits) {
            if (when != nullptr && m_told.insert(hit.needle + hit.place).second && m_told.size() <= mostTold) {
                m_err << when << ": " << hit.needle << " in " << hit.place << '\n';
            }
        }
        return report->hits.size();
    }
    std::size_t megabytes() const { return m_bytes / 1'000'000; }

private:
    std::filesystem::path m_file;
    std::uint64_t m_seed;
    std::ostream &m_err;
    std::set<std::string> m_told;
    std::size_t m_bytes = 0;
};

// The window with a key in use, then locked, then searched, again and again.
Result<Measurement> leftInMemory(int cycles, std::ostream &err)
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    static_cast<void>(cycles);
    static_cast<void>(err);
    return failure(ErrorClass::NotFound, "a sanitizer's heap wipes nothing.");
#else
    const Result<ScratchFolder> folder = ScratchFolder::make();
    if (!folder) {
        return std::unexpected(folder.error());
    }
    ::setenv("SSL_CERT_FILE", folder->file("provider.pem").c_str(), 1);
    ::setenv("QT_QPA_PLATFORM", "offscreen", 0);
    const bench::EchoProvider provider(folder->file("provider.pem"));
    Result<ChildProcess> window = ChildProcess::start(programDirectory() + "/patchbay",
                                                      { "--measure", "lock", "--data", folder->file("data") }, true);
    if (!provider.listens() || !window) {
        return provider.listens() ? std::unexpected(window.error()) : broken("The provider did not start.");
    }
    const std::uint64_t seed = systemSeed();
    MemoryWatch watch(folder->file("data") + "/vault.bin", seed, err);
    std::size_t hits = 0;
    for (int cycle = 0; cycle < cycles; ++cycle) {
        window->writeLine(cycle == 0 ? std::format("{} {}", seed, provider.origin()) : std::string("open"));
        const Result<void> opened = hear(*window, "open");
        // While a key is shown it is there: a search that does not see it sees nothing.
        const Result<std::size_t> shown = opened && cycle == 0 ? watch.look(window->id(), nullptr) : Result<std::size_t>(1);
        if (!opened || !shown || *shown == 0) {
            return !opened ? std::unexpected(opened.error())
                : !shown   ? std::unexpected(shown.error())
                           : broken("The search does not find a key that is shown.");
        }
        window->writeLine("lock");
        const Result<void> locked = hear(*window, "locked");
        constexpr unsigned settle = 2; // seconds
        ::sleep(settle);
        const Result<std::size_t> left = locked ? watch.look(window->id(), "after a lock") : std::unexpected(locked.error());
        if (!left) {
            return std::unexpected(left.error());
        }
        hits += *left;
    }
    return Measurement { "secrets in memory after a lock",
                         static_cast<double>(hits),
                         "places",
                         0,
                         true,
                         std::format("{} times a vault opened, a key typed or used over TLS ({} calls), copied, shown, locked; 2 s later "
                                     "{} MB searched for passphrase, key and master key",
                                     cycles, provider.requests(), watch.megabytes()) };
#endif
}

double millisecondsSince(std::chrono::steady_clock::time_point start)
{
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

// A passphrase's time, by design; and a thousand keys as the window's table and `vault list` want them.
Result<std::vector<Measurement>> timesOfUse(const Catalog &catalog)
{
    const Result<ScratchFolder> folder = ScratchFolder::make();
    if (!folder) {
        return std::unexpected(folder.error());
    }
    constexpr int keys = 1'000;
    const SystemClock clock;
    const SecretBytes passphrase = secretOf(writersPassphrase);
    Result<vault::Vault> made = vault::Vault::create(folder->file("vault.bin"), passphrase, clock);
    std::vector<vault::VaultRecord> records;
    for (int number = 0; number < keys; ++number) {
        vault::VaultRecord record;
        record.id = record.name = std::format("key-{}", number);
        record.provider = "openai";
        record.parts.emplace("key", secretOf(std::format("sk-proj-{:040}", number)));
        records.push_back(std::move(record));
    }
    const Result<void> added = made ? made->addAll(std::move(records)) : std::unexpected(made.error());
    VaultWork work({ .folder = folder->file(""), .clock = clock, .catalog = catalog });
    const auto start = std::chrono::steady_clock::now();
    const Result<void> opened = added ? work.unlock(passphrase) : added;
    const double unlocked = millisecondsSince(start);
    if (!opened) {
        return std::unexpected(opened.error());
    }
    const auto listing = std::chrono::steady_clock::now();
    const qsizetype listed = work.facts().size();
    const double taken = millisecondsSince(listing);
    constexpr double mostToUnlock = 1'000;
    constexpr double mostToList = 50;
    return std::vector<Measurement> {
        { "unlocking a vault", unlocked, "ms", mostToUnlock, true, "Argon2id as it was set for this computer: 500 ms to 1 s by design" },
        { "listing 1,000 keys", taken, "ms", mostToList, true, std::format("{} keys with their facts, from the open vault", listed) },
    };
}

} // namespace

int writeVaultUntilKilled(const std::string &data, std::ostream &out)
{
    const Result<std::unique_ptr<VaultSession>> session = VaultSession::openWith(data, secretOf(writersPassphrase));
    if (!session) {
        return Failed;
    }
    out << "open" << std::endl;
    for (std::int64_t number = numberIn((*session)->vault()) + 1;; ++number) {
        vault::SecretParts parts;
        parts.emplace("key", secretOf(std::to_string(number)));
        // Kept until the next one only: a grace that is not over would refuse it.
        if (!(*session)->vault().rotate(rotatedName, std::move(parts), (*session)->clock().now())) {
            return Failed;
        }
        out << number << std::endl;
        if (!(*session)->note("rotate", rotatedName)) {
            return Failed;
        }
    }
}

Result<std::vector<Measurement>> benchVault(const BenchWishes &wishes)
{
    const int hundred = wishes.brief ? 1 : 100;
    std::vector<Measurement> all;
    for (const Result<Measurement> &measured : { lostToPower(1'000L * hundred), lostToKills(10 * hundred) }) {
        if (!measured) {
            return std::unexpected(measured.error());
        }
        all.push_back(*measured);
    }
    Result<Catalog> catalog = Catalog::builtIn();
    const Result<std::vector<Measurement>> times = catalog ? timesOfUse(*catalog) : std::unexpected(catalog.error());
    if (!times) {
        return std::unexpected(times.error());
    }
    all.insert(all.end(), times->begin(), times->end());
    constexpr int fewLocks = 2;
    Result<Measurement> memory = leftInMemory(wishes.brief ? fewLocks : 100, wishes.err);
    if (!memory && (memory.error().kind == ErrorClass::PermissionDenied || memory.error().kind == ErrorClass::NotFound)) {
        memory = Measurement { "secrets in memory after a lock", 0, "places", 0, true, "not searched: " + memory.error().message,
                               false };
    }
    if (!memory) {
        return std::unexpected(memory.error());
    }
    all.push_back(std::move(*memory));
    return all;
}

} // namespace patchbay::cli
