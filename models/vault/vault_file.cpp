// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/vault/vault_file.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <random>
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
        : m_handle(::open(name.c_str(), flags | O_CLOEXEC, fileMode))
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

std::unexpected<Error> systemFailure(int reason, const std::string &what, const std::filesystem::path &file)
{
    Error error = makeError(ErrorClass::ServiceUnavailable,
                            "The vault cannot be " + what + ": " + std::strerror(reason) + " (" + file.string() + ").");
    error.code = reason == ENOENT ? "vault_missing" : reason == ENOSPC ? "disk_full" : "io_error";
    error.remedy = reason == ENOENT ? "patchbay-cli vault init makes one." : "";
    return std::unexpected(error);
}

bool writeAll(int handle, std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t count = ::write(handle, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            return false;
        }
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
}

std::string temporaryName(const std::filesystem::path &file)
{
    std::random_device random;
    return file.string() + ".tmp." + std::to_string(random());
}

bool syncDirectory(const std::filesystem::path &file)
{
    const Handle directory(file.parent_path().string(), O_RDONLY | O_DIRECTORY);
    return directory.isOpen() && ::fsync(directory.get()) == 0;
}

// The old file under a second name, before the new one takes its place.
void keepBackup(const std::filesystem::path &file)
{
    const std::string backup = file.string() + ".bak";
    const std::string fresh = backup + ".new";
    ::unlink(fresh.c_str());
    if (::link(file.c_str(), fresh.c_str()) == 0) {
        ::rename(fresh.c_str(), backup.c_str());
    }
}

} // namespace

Result<std::string> readVaultFile(const std::filesystem::path &file)
{
    const Handle handle(file.string(), O_RDONLY | O_NOFOLLOW);
    struct stat status {};
    if (!handle.isOpen() || ::fstat(handle.get(), &status) != 0) {
        return systemFailure(errno, "opened", file);
    }
    if (!S_ISREG(status.st_mode) || status.st_size > largestFile) {
        return systemFailure(EFBIG, "read", file);
    }
    std::string bytes(static_cast<std::size_t>(status.st_size), '\0');
    std::size_t done = 0;
    while (done < bytes.size()) {
        const ssize_t count = ::read(handle.get(), bytes.data() + done, bytes.size() - done);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            return systemFailure(count < 0 ? errno : EIO, "read", file);
        }
        done += static_cast<std::size_t>(count);
    }
    return bytes;
}

Result<void> writeVaultFile(const std::filesystem::path &file, std::string_view bytes,
                            const std::function<bool(std::string_view readBack)> &isWhole)
{
    const std::string temporary = temporaryName(file);
    {
        const Handle handle(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW);
        if (!handle.isOpen()) {
            return systemFailure(errno, "saved", file);
        }
        if (!writeAll(handle.get(), bytes) || ::fdatasync(handle.get()) != 0) {
            const int reason = errno;
            ::unlink(temporary.c_str());
            return systemFailure(reason, "saved", file);
        }
    }
    const Result<std::string> readBack = readVaultFile(temporary);
    if (!readBack || !isWhole(*readBack)) {
        ::unlink(temporary.c_str());
        return systemFailure(EIO, "saved: what was written reads back differently", file);
    }
    keepBackup(file);
    if (::rename(temporary.c_str(), file.c_str()) != 0) {
        const int reason = errno;
        ::unlink(temporary.c_str());
        return systemFailure(reason, "saved", file);
    }
    if (!syncDirectory(file)) {
        return systemFailure(errno, "saved for certain", file);
    }
    return {};
}

} // namespace patchbay::vault
