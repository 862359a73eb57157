// SPDX-License-Identifier: GPL-3.0-or-later
//
// EditLock: one command at a time reads a file, changes it and writes it back; the others wait. The lock is the kernel's
// on the file itself, so that it needs no file of its own and goes with the process.
#pragma once

#include <string>

namespace patchbay::cli {

class EditLock {
public:
    // Waits for others. A file that cannot be opened is not locked: reading it says why.
    explicit EditLock(const std::string &file);
    ~EditLock();
    EditLock(const EditLock &) = delete;
    EditLock &operator=(const EditLock &) = delete;

private:
    int m_handle = -1;
};

} // namespace patchbay::cli
