// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/journal_map.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <linux/magic.h>
#include <sys/mman.h>
#include <sys/vfs.h>
#include <utility>

namespace patchbay {

namespace {

bool keepsItsPlace(int handle)
{
    struct statfs status {};
    constexpr std::array<long, 3> known { EXT4_SUPER_MAGIC, XFS_SUPER_MAGIC, TMPFS_MAGIC };
    return ::fstatfs(handle, &status) == 0 && std::ranges::contains(known, static_cast<long>(status.f_type));
}

bool setAside(int handle, qint64 size)
{
    const int failed = ::posix_fallocate(handle, 0, size);
    errno = failed;
    return failed == 0;
}

} // namespace

std::optional<JournalMap> JournalMap::make(int handle, qint64 size)
{
    if (!keepsItsPlace(handle)) {
        errno = EOPNOTSUPP;
        return std::nullopt;
    }
    if (!setAside(handle, size)) {
        return std::nullopt;
    }
    void *data = ::mmap(nullptr, static_cast<std::size_t>(size), PROT_READ | PROT_WRITE, MAP_SHARED, handle, 0);
    return data == MAP_FAILED ? std::nullopt : std::optional(JournalMap(static_cast<char *>(data), size));
}

JournalMap::JournalMap(char *data, qint64 size)
    : m_data(data)
    , m_size(size)
{
}

JournalMap::JournalMap(JournalMap &&other) noexcept
    : m_data(std::exchange(other.m_data, nullptr))
    , m_size(std::exchange(other.m_size, 0))
{
}

JournalMap &JournalMap::operator=(JournalMap &&other) noexcept
{
    std::swap(m_data, other.m_data);
    std::swap(m_size, other.m_size);
    return *this;
}

JournalMap::~JournalMap()
{
    if (m_data) {
        ::munmap(m_data, static_cast<std::size_t>(m_size));
    }
}

bool JournalMap::grow(int handle, qint64 size)
{
    if (!setAside(handle, size)) {
        return false;
    }
    void *data = ::mremap(m_data, static_cast<std::size_t>(m_size), static_cast<std::size_t>(size), MREMAP_MAYMOVE);
    if (data == MAP_FAILED) {
        return false;
    }
    m_data = static_cast<char *>(data);
    m_size = size;
    return true;
}

} // namespace patchbay
