// SPDX-License-Identifier: GPL-3.0-or-later
//
// VaultTurn: the data directory's vault is ours as long as this lives; other processes wait. The lock is the one of
// patchbay-cli, and the kernel lets go of it after kill -9 too.
#pragma once

#include "models/keeper/lock_call.h"

#include <cerrno>
#include <filesystem>
#include <thread>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace patchbay {

class VaultTurn {
public:
    // Waits as long as another process has it, with `call` until that is raised.
    explicit VaultTurn(const std::filesystem::path &folder, const LockCall *call = nullptr)
        : m_handle(::open((folder / "vault.lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600))
    {
        if (m_handle < 0) {
            return; // a folder that nobody writes into: there is nothing to wait for
        }
        if (call == nullptr) {
            (void)::flock(m_handle, LOCK_EX);
            return;
        }
        constexpr std::chrono::milliseconds lookEvery { 10 };
        while (::flock(m_handle, LOCK_EX | LOCK_NB) != 0 && (errno == EWOULDBLOCK || errno == EINTR)) {
            if (call->isRaised()) {
                m_isOurs = false;
                return;
            }
            std::this_thread::sleep_for(lookEvery);
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

    // Not so where the wait was given up.
    bool isOurs() const { return m_isOurs; }

private:
    int m_handle;
    bool m_isOurs = true;
};

} // namespace patchbay
