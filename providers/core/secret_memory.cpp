// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/core/secret_memory.h"

#include <algorithm>
#include <bitset>
#include <cstdint>
#include <cstring>
#include <mutex>

#include <sys/mman.h>
#include <unistd.h>

namespace patchbay {

namespace {

constexpr std::size_t grain = 64;
constexpr std::size_t grains = 4096; // 256 KiB: some systems let a user lock no more than 64, most 8192
constexpr std::size_t largest = 16 * 1024;

constexpr std::size_t grainsOf(std::size_t size)
{
    return (size + grain - 1) / grain;
}

class Pages {
public:
    Pages()
    {
        const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
        const std::size_t whole = grains * grain + 2 * page;
        void *const mapped = ::mmap(nullptr, whole, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (mapped == MAP_FAILED) {
            return;
        }
        char *const start = static_cast<char *>(mapped) + page;
        if (::mprotect(start, grains * grain, PROT_READ | PROT_WRITE) == 0) {
            m_start = start;
            m_isLocked = ::mlock(start, grains * grain) == 0;
            (void)::madvise(start, grains * grain, MADV_DONTDUMP);
        }
    }

    char *take(std::size_t size)
    {
        const std::size_t wanted = grainsOf(size);
        const std::scoped_lock lock(m_mutex);
        if (m_start == nullptr || size > largest) {
            return nullptr;
        }
        // From where the last one was found: what comes first is taken, mostly.
        for (const std::size_t from : { m_next, std::size_t(0) }) {
            std::size_t run = 0;
            for (std::size_t at = from; at < grains; ++at) {
                run = m_taken[at] ? 0 : run + 1;
                if (run == wanted) {
                    return mark(at + 1 - wanted, wanted);
                }
            }
        }
        return nullptr;
    }

    bool giveBack(char *memory, std::size_t size)
    {
        if (m_start == nullptr || memory < m_start || memory >= m_start + grains * grain) {
            return false;
        }
        explicit_bzero(memory, size);
        const std::scoped_lock lock(m_mutex);
        const std::size_t first = static_cast<std::size_t>(memory - m_start) / grain;
        for (std::size_t at = first; at < first + grainsOf(size); ++at) {
            m_taken[at] = false;
        }
        m_next = std::min(m_next, first);
        return true;
    }

    bool isLocked() const { return m_isLocked; }

private:
    char *mark(std::size_t first, std::size_t count)
    {
        for (std::size_t at = first; at < first + count; ++at) {
            m_taken[at] = true;
        }
        m_next = first + count;
        return m_start + first * grain;
    }

    std::mutex m_mutex;
    std::bitset<grains> m_taken;
    std::size_t m_next = 0;
    char *m_start = nullptr;
    bool m_isLocked = false;
};

// Never destroyed: secrets of static objects outlive everything else.
Pages &pages()
{
    static Pages *const only = new Pages;
    return *only;
}

} // namespace

char *SecretMemory::take(std::size_t size)
{
    return pages().take(size);
}

bool SecretMemory::giveBack(char *memory, std::size_t size)
{
    return pages().giveBack(memory, size);
}

bool SecretMemory::isLocked()
{
    return pages().isLocked();
}

} // namespace patchbay
