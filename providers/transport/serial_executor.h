// SPDX-License-Identifier: GPL-3.0-or-later
//
// serialExecutor: an executor on which handlers never overlap, so that a connection needs no lock.
// With one I/O thread that is the context's own, which saves a strand's extra hop per handler.
// Not for public headers.
#pragma once

#include "providers/transport/io_runtime_context.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/strand.hpp>

namespace patchbay::transport {

inline boost::asio::any_io_executor serialExecutor(IoRuntime::Context &context)
{
    if (context.threads.size() == 1) {
        return context.io.get_executor();
    }
    return boost::asio::make_strand(context.io);
}

} // namespace patchbay::transport
