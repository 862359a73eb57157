// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/transport/io_runtime_context.h"

#include <boost/asio/post.hpp>

namespace patchbay::transport {

IoRuntime::IoRuntime(int threads)
    : m_context(std::make_unique<Context>(threads))
{
    for (int thread = 0; thread < threads; ++thread) {
        m_context->threads.emplace_back([context = m_context.get()] { context->io.run(); });
    }
}

IoRuntime::~IoRuntime()
{
    m_context->work.reset();
    m_context->io.stop();
    m_context->threads.clear();
}

void IoRuntime::post(std::move_only_function<void()> function)
{
    boost::asio::post(m_context->io, std::move(function));
}

} // namespace patchbay::transport
