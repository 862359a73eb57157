// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/vault/vault_file.h"

#include <cerrno>
#include <chrono>
#include <cstring>
#include <random>

namespace patchbay::vault {

namespace {

std::unexpected<Error> systemFailure(int reason, const std::string &what, const std::filesystem::path &file)
{
    Error error = makeError(ErrorClass::ServiceUnavailable,
                            "The vault cannot be " + what + ": " + std::strerror(reason) + " (" + file.string() + ").");
    error.code = reason == ENOENT ? "vault_missing" : reason == ENOSPC ? "disk_full" : reason == EEXIST ? "vault_exists" : "io_error";
    error.remedy = reason == ENOENT ? "patchbay-cli vault init makes one."
        : reason == EEXIST          ? "Another Patchbay made one in the meantime: open it, or choose another name."
                                    : "";
    return std::unexpected(error);
}

std::unexpected<Error> noVaultFile(const std::filesystem::path &file)
{
    std::error_code ignored;
    const bool isPlain = std::filesystem::is_regular_file(std::filesystem::symlink_status(file, ignored));
    Error error = makeError(ErrorClass::BadRequest,
                            isPlain ? "The file is too large to be a vault: " + file.string() + '.'
                                    : "This is a folder or no plain file, and no vault: " + file.string() + '.');
    error.code = "vault_damaged";
    if (const std::string backup = backupOf(file); !backup.empty()) {
        error.remedy = "Move it away, then: cp " + backup + ' ' + file.string();
    }
    return std::unexpected(error);
}

std::string temporaryName(const std::filesystem::path &file)
{
    std::random_device random;
    return file.string() + ".tmp." + std::to_string(random());
}

int writeSynced(VaultDisk &disk, const std::string &name, std::string_view bytes)
{
    const std::expected<int, int> handle = disk.create(name);
    if (!handle) {
        return handle.error();
    }
    int problem = disk.append(*handle, bytes);
    if (problem == 0) {
        problem = disk.sync(*handle);
    }
    disk.close(*handle);
    if (problem != 0) {
        (void)disk.remove(name);
    }
    return problem;
}

// The old file under a second name, before the new one takes its place.
void keepBackup(VaultDisk &disk, const std::string &file)
{
    const std::string backup = file + ".bak";
    const std::string fresh = backup + ".new";
    (void)disk.remove(fresh);
    if (disk.link(file, fresh) == 0) {
        (void)disk.rename(fresh, backup);
    }
}

// Under its name where nothing has that name yet: of two at a time one succeeds. File systems without second names have
// no such call; there the caller's look before counts.
int placeNew(VaultDisk &disk, const std::string &temporary, const std::string &name)
{
    const int problem = disk.link(temporary, name);
    if (problem == EPERM || problem == ENOTSUP || problem == ENOSYS || problem == EMLINK) {
        return disk.rename(temporary, name);
    }
    (void)disk.remove(temporary);
    return problem;
}

// Of saves that were killed: they hold older secrets. One that is younger may be somebody's who saves right now.
void removeLeftOvers(const std::filesystem::path &file)
{
    const std::string start = file.filename().string() + ".tmp.";
    const auto old = std::filesystem::file_time_type::clock::now() - std::chrono::minutes(1);
    std::error_code problem;
    for (std::filesystem::directory_iterator entry(file.parent_path(), problem);
         !problem && entry != std::filesystem::directory_iterator(); entry.increment(problem)) {
        std::error_code ignored;
        if (entry->path().filename().string().starts_with(start) && entry->last_write_time(ignored) < old && !ignored) {
            std::filesystem::remove(entry->path(), ignored);
        }
    }
}

int placeInstead(VaultDisk &disk, const std::string &temporary, const std::string &name)
{
    keepBackup(disk, name);
    const int problem = disk.rename(temporary, name);
    if (problem != 0) {
        (void)disk.remove(temporary);
    }
    return problem;
}

} // namespace

std::string backupOf(const std::filesystem::path &file)
{
    const std::string backup = file.string() + ".bak";
    std::error_code ignored;
    return std::filesystem::is_regular_file(backup, ignored) ? backup : std::string();
}

std::unexpected<Error> missingButBackedUp(const std::filesystem::path &file, const std::string &backup)
{
    Error error = makeError(ErrorClass::NotFound,
                            "The vault is missing (" + file.string() + "), but its version before the last save is there: " + backup + '.');
    error.code = "vault_backup";
    error.remedy = "Restore it with: cp -p " + backup + ' ' + file.string() + " – or, for a new vault, move it away first.";
    return std::unexpected(error);
}

Result<void> restoreBackup(const std::filesystem::path &file)
{
    PosixDisk disk;
    const std::string fresh = file.string() + ".tmp.restored";
    std::error_code problem;
    std::filesystem::copy_file(file.string() + ".bak", fresh, std::filesystem::copy_options::overwrite_existing, problem);
    // Not over a vault that is there after all.
    const int reason = problem ? problem.value() : placeNew(disk, fresh, file.string());
    return reason == 0 ? Result<void>() : systemFailure(reason, "restored", file);
}

Result<std::string> readVaultFile(VaultDisk &disk, const std::filesystem::path &file)
{
    std::expected<std::string, int> bytes = disk.read(file.string());
    if (!bytes && bytes.error() == ENOENT) {
        const std::string backup = backupOf(file);
        return backup.empty() ? systemFailure(ENOENT, "opened", file) : missingButBackedUp(file, backup);
    }
    if (!bytes) {
        return bytes.error() == EFBIG ? noVaultFile(file) : systemFailure(bytes.error(), "opened", file);
    }
    return std::move(*bytes);
}

Result<std::string> readVaultFile(const std::filesystem::path &file)
{
    PosixDisk disk;
    return readVaultFile(disk, file);
}

Result<void> writeVaultFile(VaultDisk &disk, const std::filesystem::path &file, std::string_view bytes,
                            const std::function<bool(std::string_view readBack)> &isWhole, bool isNew)
{
    const std::string temporary = temporaryName(file);
    if (const int problem = writeSynced(disk, temporary, bytes); problem != 0) {
        return systemFailure(problem, "saved", file);
    }
    const std::expected<std::string, int> readBack = disk.read(temporary);
    if (!readBack || !isWhole(*readBack)) {
        (void)disk.remove(temporary);
        return systemFailure(EIO, "saved: what was written reads back differently", file);
    }
    const int problem = isNew ? placeNew(disk, temporary, file.string()) : placeInstead(disk, temporary, file.string());
    if (problem != 0) {
        return systemFailure(problem, "saved", file);
    }
    removeLeftOvers(file);
    if (const int unsynced = disk.syncFolder(file.parent_path().string()); unsynced != 0) {
        return systemFailure(unsynced, "saved for certain", file);
    }
    return {};
}

} // namespace patchbay::vault
