// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/transport/timer.h"

#include "providers/transport/io_runtime_context.h"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>

#include <atomic>

namespace patchbay::transport {
namespace {

class AsioTimer final : public Timer, public std::enable_shared_from_this<AsioTimer> {
public:
    AsioTimer(IoRuntime &runtime, std::move_only_function<void()> function)
        : m_timer(boost::asio::make_strand(runtime.context().io))
        , m_function(std::move(function))
    {
    }

    void start(std::chrono::milliseconds delay)
    {
        m_timer.expires_after(delay);
        m_timer.async_wait([self = shared_from_this()](const boost::system::error_code &) {
            if (!self->m_cancelled.exchange(true)) {
                self->m_function();
            }
            self->m_function = nullptr;
        });
    }

    void cancel() override
    {
        m_cancelled = true;
        // An Asio timer is not thread-safe: it is touched where its handler runs.
        boost::asio::post(m_timer.get_executor(), [self = shared_from_this()] { self->m_timer.cancel(); });
    }

private:
    boost::asio::steady_timer m_timer;
    std::move_only_function<void()> m_function;
    std::atomic<bool> m_cancelled = false;
};

} // namespace

std::shared_ptr<Timer> startTimer(IoRuntime &runtime, std::chrono::milliseconds delay, std::move_only_function<void()> function)
{
    auto timer = std::make_shared<AsioTimer>(runtime, std::move(function));
    timer->start(delay);
    return timer;
}

} // namespace patchbay::transport
