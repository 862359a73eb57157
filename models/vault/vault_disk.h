// SPDX-License-Identifier: GPL-3.0-or-later
//
// VaultDisk: the calls that saving a vault makes of a file system, so that a test can be the disk and lose its power
// between any two of them. A result is 0 or the system's error number. PosixDisk is the real one; not thread-safe.
#pragma once

#include <expected>
#include <string>
#include <string_view>

namespace patchbay::vault {

class VaultDisk {
public:
    virtual ~VaultDisk() = default;
    // The whole file; EFBIG for one that is too large or no plain file. Symbolic links are refused.
    virtual std::expected<std::string, int> read(const std::string &name) = 0;
    // A new file that only its owner reads; a name that is taken is an error. Open until close().
    virtual std::expected<int, int> create(const std::string &name) = 0;
    virtual int append(int handle, std::string_view bytes) = 0;
    // The bytes so far outlive a loss of power from here on.
    virtual int sync(int handle) = 0;
    virtual void close(int handle) = 0;
    virtual int link(const std::string &from, const std::string &to) = 0;
    virtual int rename(const std::string &from, const std::string &to) = 0; // replaces
    virtual int remove(const std::string &name) = 0;
    // The names so far outlive a loss of power from here on.
    virtual int syncFolder(const std::string &folder) = 0;
};

class PosixDisk final : public VaultDisk {
public:
    std::expected<std::string, int> read(const std::string &name) override;
    std::expected<int, int> create(const std::string &name) override;
    int append(int handle, std::string_view bytes) override;
    int sync(int handle) override;
    void close(int handle) override;
    int link(const std::string &from, const std::string &to) override;
    int rename(const std::string &from, const std::string &to) override;
    int remove(const std::string &name) override;
    int syncFolder(const std::string &folder) override;
};

} // namespace patchbay::vault
