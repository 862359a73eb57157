// SPDX-License-Identifier: GPL-3.0-or-later
//
// Interruption: how a deadline or a cancellation reaches a coroutine that waits. It closes the
// connection or wakes the timer that the coroutine waits for; the coroutine then asks reason().
// Only on the exchange's executor.
// Not for public headers.
#pragma once

#include "providers/transport/connection.h"

#include <boost/asio/steady_timer.hpp>

#include <optional>

namespace patchbay::transport {

class Interruption {
public:
    bool raised() const { return m_reason.has_value(); }
    const Error &reason() const { return *m_reason; }

    // The first reason stays.
    void raise(Error reason)
    {
        if (m_reason) {
            return;
        }
        m_reason = std::move(reason);
        if (m_connection) {
            m_connection->close();
        }
        if (m_event) {
            m_event->cancel();
        }
    }

    void watch(Connection *connection) { m_connection = connection; }
    void watch(boost::asio::steady_timer *event) { m_event = event; }

private:
    std::optional<Error> m_reason;
    Connection *m_connection = nullptr;
    boost::asio::steady_timer *m_event = nullptr;
};

} // namespace patchbay::transport
