// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/bench_command.h"
#include "app/cli/child_process.h"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <chrono>

namespace patchbay::cli {
namespace {

std::string windowProgram()
{
    return programDirectory() + "/patchbay";
}

// From the start of the process to its first painted frame; the first of the runs warms the caches.
Result<double> startupMilliseconds()
{
    std::array<double, 6> runs {};
    for (double &run : runs) {
        const auto start = std::chrono::steady_clock::now();
        Result<ChildProcess> window = ChildProcess::start(windowProgram(), { "--measure", "startup" });
        if (!window) {
            return std::unexpected(window.error());
        }
        if (window->readLine() != "interactive") {
            return failure(ErrorClass::InternalServer, "The window did not come up.");
        }
        run = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
        window->wait();
    }
    const auto warm = runs.begin() + 1;
    std::sort(warm, runs.end());
    return warm[2];
}

} // namespace

Result<std::vector<Measurement>> benchWindow()
{
    const Result<double> startup = startupMilliseconds();
    if (!startup) {
        return std::unexpected(startup.error());
    }
    Result<ChildProcess> window = ChildProcess::start(windowProgram(), { "--measure", "panes" });
    if (!window) {
        return std::unexpected(window.error());
    }
    boost::system::error_code problem;
    const boost::json::value value = boost::json::parse(window->readLine(), problem);
    const auto *figures = problem ? nullptr : value.if_object();
    const auto figure = [&figures](std::string_view key) {
        const boost::json::value *found = figures ? figures->if_contains(key) : nullptr;
        return found && found->is_number() ? found->to_number<double>() : -1.0;
    };
    if (figure("resident_mb") < 0 || figure("failed") != 0) {
        return failure(ErrorClass::InternalServer, "The window did not print its measurements, or a pane failed.");
    }
    return std::vector<Measurement> {
        { "window interactive after", *startup, "ms", 200, true, "from starting the process to the first painted frame, warm, median of 5" },
        { "memory with 8 panes", figure("resident_mb"), "MB", 100, true, "resident set after 8 answers of 6,000 tokens" },
        { "longest GUI stall", figure("longest_stall_ms"), "ms", 33, true, "8 panes × 200 tok/s for 30 s: longest time that the event loop did not turn" },
        { "GUI stalls over 33 ms", figure("stalls"), "", 0, true, "in the same 30 s" },
        { "CPU of 8 streaming panes", figure("cpu_percent"), "% of a core", 25, true, "the window's whole process; the simulated providers run in another" },
    };
}

} // namespace patchbay::cli
