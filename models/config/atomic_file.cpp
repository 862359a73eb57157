// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/config/atomic_file.h"

#include "models/storage/storage_error.h"

#include <cerrno>
#include <climits>
#include <cstdlib>
#include <optional>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace patchbay::document {

using namespace Qt::StringLiterals;

namespace {

std::unexpected<Error> failed(int systemError, const QString &action, const std::string &path)
{
    Error error = storage::fileError(systemError, action, QString::fromStdString(path));
    // A person's own file is not moved by --data.
    if (systemError == EACCES || systemError == EPERM || systemError == EROFS) {
        error.remedy = "Give your user the right to write there, or choose another file.";
    } else if (systemError == ENOENT || systemError == ENOTDIR) {
        error.message = "Could not " + action.toStdString() + ' ' + path + ": its folder is not there.";
        error.remedy = "Make the folder again, or choose another file.";
    }
    return std::unexpected(std::move(error));
}

std::unexpected<Error> noFile(const std::string &path, std::string_view what)
{
    Error error = makeError(ErrorClass::BadRequest, path + " is " + std::string(what) + ", not a file.");
    error.code = "foreign_file";
    error.remedy = "Name a file; a pipe's or device's content can be saved as one first.";
    return std::unexpected(std::move(error));
}

// What a path leads to that is no file; empty: it is one.
std::string_view strangerOf(mode_t mode)
{
    return S_ISREG(mode) ? "" : S_ISDIR(mode) ? "a folder" : S_ISFIFO(mode) ? "a pipe" : S_ISSOCK(mode) ? "a socket" : "a device";
}

class Descriptor {
public:
    explicit Descriptor(int descriptor)
        : m_descriptor(descriptor)
    {
    }
    ~Descriptor()
    {
        if (m_descriptor >= 0) {
            ::close(m_descriptor);
        }
    }
    Descriptor(const Descriptor &) = delete;
    Descriptor &operator=(const Descriptor &) = delete;
    int get() const { return m_descriptor; }

private:
    int m_descriptor;
};

// What a symbolic link points to.
std::string resolved(const std::string &path)
{
    char *real = ::realpath(path.c_str(), nullptr);
    const std::string target = real ? real : path;
    std::free(real);
    return target;
}

int writeAll(int file, std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t count = ::write(file, bytes.data(), bytes.size());
        if (count < 0 && errno != EINTR) {
            return errno;
        }
        bytes.remove_prefix(count > 0 ? static_cast<std::size_t>(count) : 0);
    }
    return ::fsync(file) == 0 ? 0 : errno;
}

// The file's mode and, where this user may, its owner.
int keepMode(int file, const struct stat &old)
{
    const bool sameOwner = old.st_uid == ::geteuid() && old.st_gid == ::getegid();
    if (!sameOwner && ::fchown(file, old.st_uid, old.st_gid) != 0) {
        return errno;
    }
    return ::fchmod(file, old.st_mode & 07777) == 0 ? 0 : errno;
}

constexpr mode_t everybodyReads = 0644;
constexpr mode_t ownersOnly = 0600;

// Without a mode that of the file stays.
Result<void> replace(const std::string &path, std::string_view bytes, std::optional<mode_t> mode)
{
    const std::string target = resolved(path);
    struct stat old {};
    const bool exists = ::stat(target.c_str(), &old) == 0;
    if (exists && !S_ISREG(old.st_mode)) {
        return noFile(path, strangerOf(old.st_mode));
    }
    // A rename would go past the mode of a file that its owner protected.
    if (exists && ((old.st_mode & 0222) == 0 || ::access(target.c_str(), W_OK) != 0)) {
        return failed(EACCES, u"write"_s, path);
    }
    std::string temporary = target + ".XXXXXX";
    const Descriptor file(::mkostemp(temporary.data(), O_CLOEXEC));
    if (file.get() < 0) {
        return failed(errno, u"write"_s, path);
    }
    int problem = writeAll(file.get(), bytes);
    if (problem == 0) {
        problem = exists && !mode ? keepMode(file.get(), old)
            : ::fchmod(file.get(), mode.value_or(everybodyReads)) == 0 ? 0 : errno;
    }
    if (problem == 0 && ::rename(temporary.c_str(), target.c_str()) != 0) {
        problem = errno;
    }
    if (problem != 0) {
        ::unlink(temporary.c_str());
        return failed(problem, u"write"_s, path);
    }
    const std::size_t slash = target.rfind('/');
    const std::string folder = slash == std::string::npos ? "." : target.substr(0, slash + 1);
    const Descriptor directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (directory.get() >= 0) {
        ::fsync(directory.get());
    }
    return {};
}

} // namespace

namespace {

std::unexpected<Error> cannotOpen(int systemError, const std::string &path)
{
    if (systemError != ENOENT && systemError != EACCES && systemError != ENOTDIR) {
        return failed(systemError, u"open"_s, path);
    }
    const bool missing = systemError != EACCES; // neither is the disk's fault, and neither passes
    Error error = makeError(missing ? ErrorClass::NotFound : ErrorClass::PermissionDenied,
                            (missing ? "There is no file " : "This user may not read ") + path + '.');
    error.code = "io_error";
    error.remedy = missing ? "Check the path." : "Check the file's permissions.";
    return std::unexpected(std::move(error));
}

Result<std::string> readAll(int file, const std::string &path)
{
    std::string bytes;
    char piece[65'536];
    for (ssize_t count = 0; (count = ::read(file, piece, sizeof piece)) != 0;) {
        if (count < 0 && errno != EINTR) {
            return failed(errno, u"read"_s, path);
        }
        bytes.append(piece, count > 0 ? static_cast<std::size_t>(count) : 0);
    }
    return bytes;
}

} // namespace

Result<std::string> readFile(const std::string &path)
{
    // Looked at first, because opening alone can do something to a device, or to who writes into a pipe; and again
    // what was opened, which may be another thing by then.
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) {
        return cannotOpen(errno, path);
    }
    if (const std::string_view stranger = strangerOf(status.st_mode); !stranger.empty()) {
        return noFile(path, stranger);
    }
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (file.get() < 0 || ::fstat(file.get(), &status) != 0) {
        return cannotOpen(errno, path);
    }
    if (const std::string_view stranger = strangerOf(status.st_mode); !stranger.empty()) {
        return noFile(path, stranger);
    }
    return readAll(file.get(), path);
}

Result<std::string> readInput(const std::string &path)
{
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat status {};
    if (file.get() < 0 || ::fstat(file.get(), &status) != 0) {
        return cannotOpen(errno, path);
    }
    if (S_ISDIR(status.st_mode)) {
        return noFile(path, strangerOf(status.st_mode));
    }
    return readAll(file.get(), path);
}

Result<void> writeFile(const std::string &path, std::string_view bytes)
{
    return replace(path, bytes, std::nullopt);
}

Result<void> writePrivateFile(const std::string &path, std::string_view bytes)
{
    return replace(path, bytes, ownersOnly);
}

} // namespace patchbay::document
