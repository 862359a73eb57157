// SPDX-License-Identifier: GPL-3.0-or-later
//
// IoRuntime: the Asio context and the threads that run it. One per process, made by the composition
// root and passed by reference; everything given to it must go before it does.
#pragma once

#include <functional>
#include <memory>

namespace patchbay::transport {

class IoRuntime {
public:
    explicit IoRuntime(int threads = 1);
    // Stops and joins; pending handlers are dropped.
    ~IoRuntime();
    IoRuntime(const IoRuntime &) = delete;
    IoRuntime &operator=(const IoRuntime &) = delete;

    // Runs the function on an I/O thread.
    void post(std::move_only_function<void()> function);

    // For the rooms that use Asio themselves; defined in io_runtime_context.h.
    class Context;
    Context &context() { return *m_context; }

private:
    std::unique_ptr<Context> m_context;
};

} // namespace patchbay::transport
