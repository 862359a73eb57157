// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/inflight_journal.h"

#include "models/storage/storage_error.h"

#include <QFile>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace patchbay {

using namespace Qt::StringLiterals;

namespace {

constexpr mode_t fileMode = 0600;
// Enough for about five hundred attempts to settle.
constexpr off_t reserveSize = 256 * 1024;

// A mapped file has room for so much at first, and again when a burst is over.
constexpr qint64 usualRoom = 256 * 1024;
constexpr qint64 largestKeptRoom = 4 * 1024 * 1024;

int openFile(const QString &file, int flags)
{
    return ::open(QFile::encodeName(file).constData(), flags | O_CREAT | O_CLOEXEC | O_NOFOLLOW, fileMode);
}

QString reserveName(const QString &file)
{
    return file + u".reserve"_s;
}

} // namespace

Result<InflightJournal> InflightJournal::open(const QString &file, JournalMode mode)
{
    const int handle = openFile(file, O_RDWR | O_APPEND);
    struct stat status {};
    if (handle < 0 || ::fstat(handle, &status) != 0) {
        const int reason = errno;
        if (handle >= 0) {
            ::close(handle);
        }
        return std::unexpected(storage::fileError(reason, u"open"_s, file));
    }
    return InflightJournal(file, mode, handle, status.st_size);
}

InflightJournal::InflightJournal(QString file, JournalMode mode, int handle, qint64 size)
    : m_file(std::move(file))
    , m_mode(mode)
    , m_handle(handle)
    , m_size(size)
    , m_reserve(openFile(reserveName(m_file), O_RDWR))
{
    refillReserve();
}

InflightJournal::InflightJournal(InflightJournal &&other) noexcept
    : m_file(std::move(other.m_file))
    , m_mode(other.m_mode)
    , m_handle(std::exchange(other.m_handle, -1))
    , m_map(std::exchange(other.m_map, std::nullopt))
    , m_size(other.m_size)
    , m_tornTail(other.m_tornTail)
    , m_reserve(std::exchange(other.m_reserve, -1))
    , m_reserveFull(other.m_reserveFull)
{
}

InflightJournal &InflightJournal::operator=(InflightJournal &&other) noexcept
{
    std::swap(m_file, other.m_file);
    std::swap(m_mode, other.m_mode);
    std::swap(m_handle, other.m_handle);
    std::swap(m_map, other.m_map);
    std::swap(m_size, other.m_size);
    std::swap(m_tornTail, other.m_tornTail);
    std::swap(m_reserve, other.m_reserve);
    std::swap(m_reserveFull, other.m_reserveFull);
    return *this;
}

InflightJournal::~InflightJournal()
{
    if (m_map) {
        m_map.reset();
        static_cast<void>(::ftruncate(m_handle, m_size) == 0); // else zeros stay, which say nothing
    }
    for (const int handle : { m_handle, m_reserve }) {
        if (handle >= 0) {
            ::close(handle);
        }
    }
}

bool InflightJournal::tryLock()
{
    return ::flock(m_handle, LOCK_EX | LOCK_NB) == 0;
}

void InflightJournal::remove()
{
    QFile::remove(m_file);
    QFile::remove(reserveName(m_file));
}

Result<QByteArray> InflightJournal::read() const
{
    QByteArray bytes(m_size, Qt::Uninitialized);
    qint64 done = 0;
    while (done < m_size) {
        const ssize_t count = ::pread(m_handle, bytes.data() + done, static_cast<std::size_t>(m_size - done), done);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            return std::unexpected(storage::fileError(count < 0 ? errno : EIO, u"read"_s, m_file));
        }
        done += count;
    }
    return bytes;
}

Result<void> InflightJournal::append(std::string_view records, JournalUrgency urgency)
{
    Result<void> appended = append(records);
    if (!appended && urgency == JournalUrgency::UsesReserve && m_reserveFull && ::ftruncate(m_reserve, 0) == 0) {
        m_reserveFull = false;
        appended = append(records);
    }
    return appended;
}

// The first record's length comes last: who is killed in between has appended nothing.
Result<void> InflightJournal::appendMapped(std::string_view records)
{
    const qint64 wanted = m_size + std::ssize(records);
    if (wanted > m_map->size() && !m_map->grow(m_handle, std::max(wanted, 2 * m_map->size()))) {
        return std::unexpected(storage::fileError(errno, u"extend"_s, m_file));
    }
    char *place = m_map->data() + m_size;
    constexpr std::size_t length = sizeof(quint32);
    std::memcpy(place + length, records.data() + length, records.size() - length);
    std::atomic_signal_fence(std::memory_order_seq_cst);
    std::memcpy(place, records.data(), length);
    m_size = wanted;
    return {};
}

void InflightJournal::map()
{
    if (m_mode == JournalMode::Mapped && !m_map) {
        m_map = JournalMap::make(m_handle, usualRoom);
    }
}

// Its beginning first: zeros there end it, whatever stands behind.
void InflightJournal::wipeMap()
{
    constexpr qint64 length = sizeof(quint32);
    std::memset(m_map->data(), 0, std::min(length, m_size));
    std::atomic_signal_fence(std::memory_order_seq_cst);
    std::memset(m_map->data(), 0, static_cast<std::size_t>(m_size));
    m_size = 0;
}

Result<void> InflightJournal::append(std::string_view records)
{
    if (m_map) {
        return appendMapped(records);
    }
    if (const Result<void> dropped = dropTornTail(); !dropped) {
        return dropped;
    }
    ssize_t count = -1;
    do {
        count = ::write(m_handle, records.data(), records.size());
    } while (count < 0 && errno == EINTR);
    const int reason = count < 0 ? errno : ENOSPC;
    if (count != std::ssize(records)) {
        m_tornTail = count > 0;
        static_cast<void>(dropTornTail());
        return std::unexpected(storage::fileError(reason, u"write"_s, m_file));
    }
    if (m_mode == JournalMode::Strict && ::fdatasync(m_handle) != 0) {
        // What the disk holds now is not known: the record is taken back and never synced again.
        const int syncReason = errno;
        m_tornTail = true;
        static_cast<void>(dropTornTail());
        return std::unexpected(storage::fileError(syncReason, u"sync"_s, m_file));
    }
    m_size += std::ssize(records);
    return {};
}

Result<void> InflightJournal::dropTornTail()
{
    if (m_tornTail && ::ftruncate(m_handle, m_size) != 0) {
        return std::unexpected(storage::fileError(errno, u"shorten"_s, m_file));
    }
    m_tornTail = false;
    return {};
}

Result<void> InflightJournal::clear()
{
    refillReserve();
    if (m_map && m_map->size() <= largestKeptRoom) {
        wipeMap();
        return {};
    }
    if (m_size > 0 || m_tornTail) {
        m_map.reset();
        if (::ftruncate(m_handle, 0) != 0) {
            return std::unexpected(storage::fileError(errno, u"empty"_s, m_file));
        }
        m_size = 0;
        m_tornTail = false;
    }
    map();
    return {};
}

Result<void> InflightJournal::replace(const QList<QByteArray> &records)
{
    const QString partial = m_file + u".new"_s;
    const int handle = openFile(partial, O_RDWR | O_APPEND | O_TRUNC);
    if (handle < 0) {
        return std::unexpected(storage::fileError(errno, u"make"_s, partial));
    }
    const QByteArray bytes = records.join();
    const bool written = ::write(handle, bytes.constData(), static_cast<std::size_t>(bytes.size())) == bytes.size()
        && (m_mode != JournalMode::Strict || ::fdatasync(handle) == 0);
    if (!written || std::rename(QFile::encodeName(partial).constData(), QFile::encodeName(m_file).constData()) != 0) {
        const int reason = written ? errno : ENOSPC;
        ::close(handle);
        ::unlink(QFile::encodeName(partial).constData());
        return std::unexpected(storage::fileError(reason, u"replace"_s, m_file));
    }
    m_map.reset();
    ::close(std::exchange(m_handle, handle));
    m_size = bytes.size();
    m_tornTail = false;
    if (m_mode == JournalMode::Mapped) {
        m_map = JournalMap::make(m_handle, std::max(usualRoom, m_size));
    }
    return {};
}

void InflightJournal::refillReserve()
{
    if (!m_reserveFull && m_reserve >= 0) {
        m_reserveFull = ::posix_fallocate(m_reserve, 0, reserveSize) == 0;
    }
}

} // namespace patchbay
