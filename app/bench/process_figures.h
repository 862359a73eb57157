// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a process has used so far, as Linux tells it; and keeping what is measured on a core of its own.
#pragma once

#include <cstdint>
#include <sys/types.h>

namespace patchbay::bench {

double processorSeconds(pid_t process); // all threads, user and system; from /proc/PID/stat
std::int64_t residentBytes(pid_t process);

// What is started while it lives runs on one core (the last of several, or the first), so that the server has one
// and those who measure it the other. Without a second core it changes nothing.
class CoreChoice {
public:
    enum class Core : std::uint8_t { Servers, Measurers };
    explicit CoreChoice(Core core);
    ~CoreChoice();
    CoreChoice(const CoreChoice &) = delete;
    CoreChoice &operator=(const CoreChoice &) = delete;
};

} // namespace patchbay::bench
