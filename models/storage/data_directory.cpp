// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/storage/data_directory.h"

#include "models/storage/storage_error.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace patchbay {

using namespace Qt::StringLiterals;

namespace {

constexpr mode_t directoryMode = 0700;
constexpr mode_t fileMode = 0600;
constexpr QStringView lockName = u"patchbay.lock";

// Tightens a folder that is ours alone; a folder that holds other things keeps its mode (the files
// in it are 0600 anyway).
Result<void> makePrivate(const QString &path)
{
    const QByteArray encoded = QFile::encodeName(path);
    struct stat status {};
    if (::stat(encoded.constData(), &status) != 0) {
        return std::unexpected(storage::fileError(errno, u"open"_s, path));
    }
    if (!S_ISDIR(status.st_mode)) {
        return std::unexpected(storage::fileError(ENOTDIR, u"use"_s, path));
    }
    if (status.st_uid != ::geteuid()) {
        return std::unexpected(storage::fileError(EACCES, u"use"_s, path));
    }
    const QDir directory(path);
    const bool ours = directory.isEmpty() || directory.exists(lockName.toString());
    if (ours && (status.st_mode & 0077) != 0 && ::chmod(encoded.constData(), directoryMode) != 0) {
        return std::unexpected(storage::fileError(errno, u"protect"_s, path));
    }
    return {};
}

Result<void> makeDirectory(const QString &path)
{
    const QString parent = QFileInfo(path).absolutePath();
    if (!QDir().mkpath(parent)) {
        return std::unexpected(storage::fileError(errno ? errno : EIO, u"make the folder"_s, parent));
    }
    if (::mkdir(QFile::encodeName(path).constData(), directoryMode) != 0 && errno != EEXIST) {
        return std::unexpected(storage::fileError(errno, u"make the folder"_s, path));
    }
    return makePrivate(path);
}

Error ownedError(const QString &path, int lock)
{
    char digits[32] = {};
    const ssize_t length = ::pread(lock, digits, sizeof digits - 1, 0);
    const QString owner = QString::fromLatin1(digits, std::max<ssize_t>(length, 0)).trimmed();
    const QString process = owner.isEmpty() ? QString() : u" (process %1)"_s.arg(owner);
    return storage::toError(
        { .code = "owned",
          .message = u"Another Patchbay%1 owns this directory: %2."_s.arg(process, path),
          .remedy = u"Close the other one, or start this one with --data and another directory."_s });
}

Result<int> takeLock(const QString &path)
{
    const QString file = u"%1/%2"_s.arg(path, lockName);
    const int lock = ::open(QFile::encodeName(file).constData(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, fileMode);
    if (lock < 0) {
        return std::unexpected(storage::fileError(errno, u"open"_s, file));
    }
    if (::flock(lock, LOCK_EX | LOCK_NB) != 0) {
        const int reason = errno;
        const Error error =
            reason == EWOULDBLOCK ? ownedError(path, lock) : storage::fileError(reason, u"lock"_s, file);
        ::close(lock);
        return std::unexpected(error);
    }
    // The number is for people; a full disk that refuses it does not matter.
    const QByteArray number = QByteArray::number(::getpid()) + '\n';
    if (::ftruncate(lock, 0) != 0 || ::pwrite(lock, number.constData(), number.size(), 0) < 0) {
        errno = 0;
    }
    return lock;
}

} // namespace

QString DataDirectory::defaultPath()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + u"/patchbay"_s;
}

Result<DataDirectory> DataDirectory::open(const QString &path)
{
    const QString absolute = QDir::cleanPath(QFileInfo(path.isEmpty() ? defaultPath() : path).absoluteFilePath());
    return makeDirectory(absolute).and_then([&] { return takeLock(absolute); }).transform([&](int lock) {
        return DataDirectory(QFileInfo(absolute).canonicalFilePath(), lock);
    });
}

DataDirectory::DataDirectory(QString path, int lock)
    : m_path(std::move(path))
    , m_lock(lock)
{
}

DataDirectory::DataDirectory(DataDirectory &&other) noexcept
    : m_path(std::move(other.m_path))
    , m_lock(std::exchange(other.m_lock, -1))
{
}

DataDirectory &DataDirectory::operator=(DataDirectory &&other) noexcept
{
    std::swap(m_path, other.m_path);
    std::swap(m_lock, other.m_lock);
    return *this;
}

DataDirectory::~DataDirectory()
{
    // The file stays: removing it would let two processes lock two files of one name.
    if (m_lock >= 0) {
        ::close(m_lock);
    }
}

QString DataDirectory::filePath(const QString &name) const
{
    return m_path + u'/' + name;
}

QString DataDirectory::ledgerFile() const
{
    return ledgerFileIn(m_path);
}

QString DataDirectory::ledgerFileIn(const QString &directory)
{
    return directory + u"/ledger.db"_s;
}

QString DataDirectory::runsFile() const
{
    return filePath(u"runs.db"_s);
}

QString DataDirectory::sessionFile() const
{
    return filePath(u"session.db"_s);
}

QString DataDirectory::settingsFile() const
{
    return filePath(u"settings.json"_s);
}

} // namespace patchbay
