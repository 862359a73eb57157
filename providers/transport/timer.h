// SPDX-License-Identifier: GPL-3.0-or-later
//
// Timer: runs a function once on an I/O thread after a delay.
#pragma once

#include "providers/transport/io_runtime.h"

#include <chrono>

namespace patchbay::transport {

// Letting go of a timer does not cancel it.
class Timer {
public:
    virtual ~Timer() = default;
    // The function does not run any more, unless it already does. From any thread.
    virtual void cancel() = 0;
};

std::shared_ptr<Timer> startTimer(IoRuntime &runtime, std::chrono::milliseconds delay, std::move_only_function<void()> function);

} // namespace patchbay::transport
