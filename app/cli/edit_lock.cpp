// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/edit_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace patchbay::cli {

namespace {

// A file is written by putting another one in its place: who waited may hold the one that was.
bool isStillThere(int handle, const std::string &file)
{
    struct stat held {};
    struct stat named {};
    return ::fstat(handle, &held) == 0 && ::stat(file.c_str(), &named) == 0 && held.st_ino == named.st_ino
        && held.st_dev == named.st_dev;
}

} // namespace

EditLock::EditLock(const std::string &file)
{
    for (;;) {
        m_handle = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK); // of a pipe nobody is waited for
        if (m_handle < 0 || ::flock(m_handle, LOCK_EX) != 0 || isStillThere(m_handle, file)) {
            return;
        }
        ::close(m_handle);
    }
}

EditLock::~EditLock()
{
    if (m_handle >= 0) {
        ::close(m_handle);
    }
}

} // namespace patchbay::cli
