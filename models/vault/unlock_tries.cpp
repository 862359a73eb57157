// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/vault/unlock_tries.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

#include <fcntl.h>
#include <unistd.h>

namespace patchbay::vault {

namespace {

constexpr int freeMistakes = 2;
constexpr int longestWaitSeconds = 60;
constexpr int mostCounted = 1'000'000;

std::chrono::seconds waitAfter(int wrong)
{
    constexpr int largestShift = 6;
    const int over = wrong - freeMistakes;
    return std::chrono::seconds(over <= 0 ? 0 : std::min(longestWaitSeconds, 1 << std::min(over - 1, largestShift)));
}

std::string inWords(std::chrono::seconds left)
{
    return "Wait " + std::to_string(left.count()) + " s before the next try";
}

} // namespace

UnlockTries::UnlockTries(const std::filesystem::path &vaultFile, const Clock &clock)
    : m_file(vaultFile.string() + ".tries")
    , m_clock(clock)
{
}

// "3 1795555555": how many, and when the last one was. What is no such thing counts as none.
UnlockTries::Known UnlockTries::read() const
{
    const int handle = ::open(m_file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    std::array<char, 64> bytes {};
    const ssize_t size = handle >= 0 ? ::read(handle, bytes.data(), bytes.size()) : 0;
    if (handle >= 0) {
        ::close(handle);
    }
    Known known;
    std::int64_t seconds = 0;
    const char *end = bytes.data() + std::max<ssize_t>(size, 0);
    const auto [after, problem] = std::from_chars(bytes.data(), end, known.wrong);
    const bool whole = problem == std::errc() && after != end && std::from_chars(after + 1, end, seconds).ec == std::errc();
    if (!whole || known.wrong < 0) {
        return {};
    }
    known.wrong = std::min(known.wrong, mostCounted);
    known.last = WallTime(std::chrono::seconds(seconds));
    return known;
}

// A clock that was set back makes nobody wait longer than the wait.
std::chrono::seconds UnlockTries::leftOf(const Known &known) const
{
    const std::chrono::seconds wait = waitAfter(known.wrong);
    const auto left = std::chrono::ceil<std::chrono::seconds>(known.last + wait - m_clock.now());
    return left > wait ? std::chrono::seconds(0) : std::max(left, std::chrono::seconds(0));
}

Result<void> UnlockTries::mayTry() const
{
    const Known known = read();
    const std::chrono::seconds left = leftOf(known);
    if (left.count() == 0) {
        return {};
    }
    Error error = makeError(ErrorClass::RateLimit, "There were " + std::to_string(known.wrong) + " wrong passphrases. " + inWords(left) + '.');
    error.code = "vault_wait";
    return std::unexpected(std::move(error));
}

Result<void> UnlockTries::noted(Result<void> unlocked) const
{
    if (unlocked) {
        std::error_code unknown;
        std::filesystem::remove(m_file, unknown);
        return unlocked;
    }
    if (unlocked.error().code != "vault_wrong_secret") {
        return unlocked;
    }
    const int wrong = read().wrong + 1;
    const auto seconds = std::chrono::floor<std::chrono::seconds>(m_clock.now().time_since_epoch()).count();
    const std::string text = std::to_string(wrong) + ' ' + std::to_string(seconds) + '\n';
    // A folder that nobody may write into counts nothing.
    const int handle = ::open(m_file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
    if (handle >= 0) {
        (void)!::write(handle, text.data(), text.size());
        ::close(handle);
    }
    if (const std::chrono::seconds wait = waitAfter(wrong); wait.count() > 0) {
        unlocked.error().remedy += (unlocked.error().remedy.empty() ? "" : " ") + inWords(wait) + ": there were "
            + std::to_string(wrong) + " wrong ones.";
    }
    return unlocked;
}

} // namespace patchbay::vault
