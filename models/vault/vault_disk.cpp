// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/vault/vault_disk.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace patchbay::vault {

namespace {

constexpr mode_t fileMode = 0600;
constexpr off_t largestFile = 32 * 1024 * 1024;

// Closes what it opened.
class Handle {
public:
    Handle(const std::string &name, int flags)
        : m_handle(::open(name.c_str(), flags | O_CLOEXEC))
    {
    }
    ~Handle()
    {
        if (m_handle >= 0) {
            ::close(m_handle);
        }
    }
    Handle(const Handle &) = delete;
    Handle &operator=(const Handle &) = delete;
    int get() const { return m_handle; }
    bool isOpen() const { return m_handle >= 0; }

private:
    int m_handle;
};

int outcome(int returned)
{
    return returned == 0 ? 0 : errno;
}

} // namespace

std::expected<std::string, int> PosixDisk::read(const std::string &name)
{
    const Handle handle(name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK); // a pipe in its place is refused, not waited for
    struct stat status {};
    if (!handle.isOpen() || ::fstat(handle.get(), &status) != 0) {
        return std::unexpected(errno);
    }
    if (!S_ISREG(status.st_mode) || status.st_size > largestFile) {
        return std::unexpected(EFBIG);
    }
    std::string bytes(static_cast<std::size_t>(status.st_size), '\0');
    std::size_t done = 0;
    while (done < bytes.size()) {
        const ssize_t count = ::read(handle.get(), bytes.data() + done, bytes.size() - done);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            return std::unexpected(count < 0 ? errno : EIO);
        }
        done += static_cast<std::size_t>(count);
    }
    return bytes;
}

std::expected<int, int> PosixDisk::create(const std::string &name)
{
    const int handle = ::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, fileMode);
    return handle >= 0 ? std::expected<int, int>(handle) : std::unexpected(errno);
}

int PosixDisk::append(int handle, std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t count = ::write(handle, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            return count < 0 ? errno : EIO;
        }
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return 0;
}

int PosixDisk::sync(int handle)
{
    return outcome(::fdatasync(handle));
}

void PosixDisk::close(int handle)
{
    ::close(handle);
}

int PosixDisk::link(const std::string &from, const std::string &to)
{
    return outcome(::link(from.c_str(), to.c_str()));
}

int PosixDisk::rename(const std::string &from, const std::string &to)
{
    return outcome(::rename(from.c_str(), to.c_str()));
}

int PosixDisk::remove(const std::string &name)
{
    return outcome(::unlink(name.c_str()));
}

int PosixDisk::syncFolder(const std::string &folder)
{
    const Handle directory(folder, O_RDONLY | O_DIRECTORY);
    return directory.isOpen() ? outcome(::fsync(directory.get())) : errno;
}

} // namespace patchbay::vault
