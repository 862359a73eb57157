// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/bench_command.h"
#include "app/cli/child_process.h"

#include <boost/json.hpp>

namespace patchbay::cli {

Result<std::vector<Measurement>> benchBay()
{
    Result<ChildProcess> window = ChildProcess::start(programDirectory() + "/patchbay", { "--measure", "bay" });
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
    if (figure("huge_stall_ms") < 0) {
        return failure(ErrorClass::InternalServer, "The window did not print its measurements of the patch bay.");
    }
    constexpr double second = 1'000;
    return std::vector<Measurement> {
        { "opening a configuration of 2,000 lines", figure("open_ms"), "ms", 150, true, "from the call to the painted picture, text and checks included; the window's thread on the processor, as below; median of 15" },
        { "checking 2,000 lines while typing", figure("type_ms"), "ms", 50, true, "reading, checks, picture and layout after a pause, median of 15" },
        { "edit to redraw, 300 deployments", figure("edit_ms"), "ms", 16, true, "from the edit of the picture to the painted frame, median of 15" },
        { "panning, 300 deployments", second / figure("pan_ms"), "frames/s", 60, false, "a step and its frame, painted whole, median of 60" },
        { "zooming, 300 deployments", second / figure("zoom_ms"), "frames/s", 60, false, "likewise" },
        { "longest stall, opening 300,000 lines", figure("huge_stall_ms"), "ms", 100, true, "longest work between two turns of the event loop until all was shown and checked" },
    };
}

} // namespace patchbay::cli
