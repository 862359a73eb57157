// SPDX-License-Identifier: GPL-3.0-or-later
//
// VaultTurn: the data directory's vault is ours as long as this lives; other processes wait. The lock is the one of
// patchbay-cli, and the kernel lets go of it after kill -9 too.
#pragma once

#include <filesystem>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace patchbay {

class VaultTurn {
public:
    explicit VaultTurn(const std::filesystem::path &folder)
        : m_handle(::open((folder / "vault.lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600))
    {
        if (m_handle >= 0) {
            (void)::flock(m_handle, LOCK_EX);
        }
    }
    ~VaultTurn()
    {
        if (m_handle >= 0) {
            ::close(m_handle);
        }
    }
    VaultTurn(const VaultTurn &) = delete;
    VaultTurn &operator=(const VaultTurn &) = delete;

private:
    int m_handle;
};

} // namespace patchbay
