// SPDX-License-Identifier: GPL-3.0-or-later
//
// Looks for secrets in the readable memory of another process (/proc/PID/mem, which takes root's rights where the
// process guards itself).
#pragma once

#include "providers/core/result.h"

#include <string>
#include <vector>

#include <sys/types.h>

namespace patchbay::bench {

struct Needle {
    std::string name; // "key, UTF-16"
    std::string bytes;
};

// A secret as it may lie about: whole and in pieces of 16 letters, each raw, as UTF-16, hexadecimal, base 64 and
// reversed. A secret of random bytes: raw and hexadecimal.
std::vector<Needle> needlesOf(const std::string &name, const std::string &secret, bool isText);

struct MemoryHit {
    std::string needle;
    std::string place; // "[heap]+0x1230", a library or "anonymous"
};

struct MemoryReport {
    std::vector<MemoryHit> hits;
    std::size_t bytes = 0; // that were read
};

// PermissionDenied where this process may not look.
Result<MemoryReport> searchMemory(pid_t process, const std::vector<Needle> &needles);

} // namespace patchbay::bench
