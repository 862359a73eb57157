// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench/vault_losses.h"

#include "app/bench/power_loss_disk.h"
#include "models/vault/vault.h"

#include <algorithm>
#include <format>

namespace patchbay::bench {

namespace {

using namespace vault;

constexpr std::string_view file = "/data/vault.bin";
constexpr int rotations = 8;
constexpr int goesOnEvery = 8; // of so many losses one is followed by work on what is left

// Cheap to try, so that it can be tried often.
VaultOptions cheap(VaultDisk *disk)
{
    return { KeyCost { 1, leastMemoryKibibytes }, disk };
}

// What a vault holds, to be compared: names and secrets of the tests' own.
std::string contentOf(const Vault &vault)
{
    std::string content;
    for (const VaultRecord &record : vault.records()) {
        content += record.name;
        for (const SecretParts *parts : { &record.parts, &record.previous }) {
            for (const auto &[name, secret] : *parts) {
                content += std::format("|{}={}", name, std::string_view(secret.bytes().data(), secret.bytes().size()));
            }
        }
        content += '\n';
    }
    return content;
}

struct Saved {
    std::size_t steps = 0; // the disk's calls when it was acknowledged
    std::uint64_t generation = 0;
    std::string passphrase;
    std::string content;
};

// Everything that saves, on the disk; what was acknowledged when.
class Story {
public:
    explicit Story(bool honest)
    {
        if (!honest) {
            m_disk.forgetSyncs();
        }
        Result<Vault> made = Vault::create(file, secret("first passphrase"), m_clock, cheap(&m_disk));
        m_passphrase = "first passphrase";
        if (!made) {
            return;
        }
        note(*made, {});
        note(*made, made->add(record("work", 1)));
        note(*made, made->add(record("home", 40)));
        for (int round = 0; round < rotations; ++round) {
            SecretParts parts;
            parts.emplace("key", secret(std::format("sk-rotated-{}-{}", round, std::string(round * 97U, 'x'))));
            note(*made, made->rotate("work", std::move(parts), m_clock.now()));
        }
        m_passphrase = "second passphrase";
        note(*made, made->changePassphrase(secret(m_passphrase), cheap(&m_disk)));
        note(*made, made->remove("home"));
        note(*made, made->add(record("last", 2'000)));
    }

    const PowerLossDisk &disk() const { return m_disk; }
    const std::vector<Saved> &saves() const { return m_saves; }
    const Clock &clock() const { return m_clock; }
    static SecretBytes secret(std::string_view text) { return SecretBytes::copyOf(text); }

private:
    static VaultRecord record(const std::string &name, std::size_t length)
    {
        VaultRecord record;
        record.id = "key_" + name;
        record.name = name;
        record.provider = "openai";
        record.parts.emplace("key", secret("sk-" + std::string(length, 'y')));
        return record;
    }
    void note(const Vault &vault, const Result<void> &saved)
    {
        if (saved) {
            m_saves.push_back({ m_disk.steps(), vault.generation(), m_passphrase, contentOf(vault) });
        }
    }

    PowerLossDisk m_disk;
    SystemClock m_clock;
    std::string m_passphrase;
    std::vector<Saved> m_saves;
};

constexpr std::size_t savesOfAStory = 3 + rotations + 3;

// Which of the two opens; an error with what is wrong instead.
std::expected<const Saved *, std::string> opened(const Story &story, std::size_t steps, PowerLossDisk &disk)
{
    const std::vector<Saved> &saves = story.saves();
    const auto next = std::ranges::upper_bound(saves, steps, {}, &Saved::steps);
    const Saved *before = next == saves.begin() ? nullptr : &*std::prev(next);
    const Saved *after = next == saves.end() ? nullptr : &*next;
    Result<Vault> vault = Vault::open(file, story.clock(), &disk);
    if (!vault) {
        return before == nullptr && vault.error().code == "vault_missing" ? std::expected<const Saved *, std::string>(nullptr)
                                                                          : std::unexpected(vault.error().message);
    }
    for (const Saved *candidate : { before, after }) {
        if (candidate != nullptr && vault->generation() == candidate->generation) {
            const Result<void> unlocked = vault->unlock(Story::secret(candidate->passphrase));
            if (!unlocked) {
                return std::unexpected(unlocked.error().message);
            }
            return contentOf(*vault) == candidate->content ? std::expected<const Saved *, std::string>(candidate)
                                                           : std::unexpected("It holds other keys.");
        }
    }
    return std::unexpected(std::format("Generation {} opens.", vault->generation()));
}

// What is left lying about must not stand in the way of the next save.
std::string goOn(const Story &story, const Saved &saved, PowerLossDisk &disk)
{
    Result<Vault> vault = Vault::open(file, story.clock(), &disk);
    const Result<void> worked = vault ? vault->unlock(Story::secret(saved.passphrase))
                                            .and_then([&] { return vault->changePassphrase(Story::secret("third"), cheap(&disk)); })
                                      : std::unexpected(vault.error());
    Result<Vault> again = worked ? Vault::open(file, story.clock(), &disk) : std::unexpected(worked.error());
    const Result<void> reopened = again ? again->unlock(Story::secret("third")) : std::unexpected(again.error());
    return reopened ? std::string() : "It could not be gone on with: " + reopened.error().message;
}

} // namespace

LossFigures losePower(std::int64_t times, std::uint64_t seed, bool honest)
{
    const Story story(honest);
    SeededRandom random(seed);
    LossFigures figures;
    if (story.saves().size() != savesOfAStory) {
        figures.wrong = 1;
        figures.firstWrong = "The vault could not be saved at all.";
        return figures;
    }
    for (; figures.losses < times; ++figures.losses) {
        // Every prefix in turn; what was not synced differs each time.
        const std::size_t steps = static_cast<std::size_t>(figures.losses) % (story.disk().steps() + 1);
        PowerLossDisk left(story.disk().afterLoss(steps, random));
        const auto found = opened(story, steps, left);
        std::string wrong = found ? std::string() : found.error();
        if (found && *found != nullptr) {
            (steps < (*found)->steps ? figures.fresh : figures.old) += 1;
            if (figures.losses % goesOnEvery == 0) {
                wrong = goOn(story, **found, left);
            }
        }
        if (!wrong.empty()) {
            ++figures.wrong;
            if (figures.firstWrong.empty()) {
                figures.firstWrong = std::format("after {} of {} calls: {}", steps, story.disk().steps(), wrong);
            }
        }
    }
    return figures;
}

} // namespace patchbay::bench
