// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench/process_figures.h"

#include <fstream>
#include <sched.h>
#include <sstream>
#include <string>
#include <unistd.h>

namespace patchbay::bench {

namespace {

void runOn(int first, int last)
{
    cpu_set_t cores;
    CPU_ZERO(&cores);
    for (int core = first; core <= last; ++core) {
        CPU_SET(static_cast<unsigned>(core), &cores);
    }
    ::sched_setaffinity(0, sizeof cores, &cores);
}

int coreCount()
{
    return static_cast<int>(::sysconf(_SC_NPROCESSORS_ONLN));
}

} // namespace

double processorSeconds(pid_t process)
{
    std::ifstream file("/proc/" + std::to_string(process) + "/stat");
    std::string text;
    std::getline(file, text);
    // The program's name, in brackets, may hold spaces; what counts stands behind it.
    std::istringstream rest(text.substr(std::min(text.rfind(')') + 1, text.size())));
    std::string skipped;
    constexpr int fieldsBefore = 11;
    for (int field = 0; field < fieldsBefore; ++field) {
        rest >> skipped;
    }
    double user = 0;
    double system = 0;
    rest >> user >> system;
    return (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

std::int64_t residentBytes(pid_t process)
{
    std::ifstream file("/proc/" + std::to_string(process) + "/statm");
    std::int64_t total = 0;
    std::int64_t resident = 0;
    file >> total >> resident;
    return resident * ::sysconf(_SC_PAGESIZE);
}

CoreChoice::CoreChoice(Core core)
{
    const int last = coreCount() - 1;
    if (last > 0) {
        runOn(core == Core::Servers ? last : 0, core == Core::Servers ? last : last - 1);
    }
}

CoreChoice::~CoreChoice()
{
    runOn(0, coreCount() - 1);
}

} // namespace patchbay::bench
