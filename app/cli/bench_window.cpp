// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/bench_command.h"
#include "app/cli/child_process.h"

#include <boost/json.hpp>

namespace patchbay::cli {

// The window measures itself (patchbay --measure) and prints one JSON object.
Result<std::vector<Measurement>> benchWindow()
{
    Result<ChildProcess> window = ChildProcess::start(programDirectory() + "/patchbay", { "--measure" });
    if (!window) {
        return std::unexpected(window.error());
    }
    boost::system::error_code problem;
    const boost::json::value value = boost::json::parse(window->readLine(), problem);
    if (problem || !value.is_object()) {
        return failure(ErrorClass::InternalServer, "The window did not print its measurements.");
    }
    const auto figure = [&value](std::string_view key) { return value.at(key).to_number<double>(); };
    try {
        return std::vector<Measurement> {
            { "window interactive after", figure("interactive_ms"), "ms", 200, true, "from main() to the first painted frame, warm, median of 5" },
            { "memory with 8 panes", figure("resident_mb"), "MB", 100, true, "resident set after 8 streamed answers" },
            { "longest GUI stall", figure("longest_stall_ms"), "ms", 33, true, "8 panes × 200 tok/s for 30 s: the longest the GUI thread did not turn" },
            { "CPU of 8 streaming panes", figure("cpu_percent"), "% of a core", 25, true, "the whole process, simulated providers not counted" },
        };
    } catch (const std::exception &missing) {
        return failure(ErrorClass::InternalServer, std::string("The window's measurements lack a figure: ") + missing.what());
    }
}

} // namespace patchbay::cli
