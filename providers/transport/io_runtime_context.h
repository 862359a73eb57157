// SPDX-License-Identifier: GPL-3.0-or-later
//
// The inside of IoRuntime, for the .cpp files of rooms that use Asio. Not for public headers.
#pragma once

#include "providers/transport/io_runtime.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <thread>
#include <vector>

namespace patchbay::transport {

class IoRuntime::Context {
public:
    explicit Context(int threadCount)
        : io(threadCount)
        , work(boost::asio::make_work_guard(io))
    {
    }

    boost::asio::io_context io;
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work;
    std::vector<std::jthread> threads;
};

} // namespace patchbay::transport
