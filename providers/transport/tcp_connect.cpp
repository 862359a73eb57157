// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/transport/tcp_connect.h"

#include "providers/transport/address_rules.h"
#include "providers/transport/transport_error.h"

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace patchbay::transport {

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using ErrorCode = boost::system::error_code;

constexpr std::chrono::milliseconds headStart { 250 };

// Shared with the resolver's handler, which may come long after the exchange has gone.
struct Resolving {
    explicit Resolving(const asio::any_io_executor &executor)
        : resolver(executor)
        , event(executor)
    {
    }
    tcp::resolver resolver;
    asio::steady_timer event;
    Endpoints endpoints;
    bool done = false;
};

Result<Endpoints> allowed(Endpoints endpoints, const ConnectTarget &target)
{
    if (endpoints.empty()) {
        return std::unexpected(unresolved(target.peer));
    }
    std::erase_if(endpoints,
                  [&](const tcp::endpoint &endpoint) { return !isAllowed(endpoint.address(), target.rule); });
    if (endpoints.empty()) {
        return std::unexpected(target.rule == AddressRule::PublicOnly ? privateAddress(target.peer)
                                                                      : forbiddenAddress(target.peer));
    }
    return endpoints;
}

class Race : public std::enable_shared_from_this<Race> {
public:
    Race(asio::io_context &io, asio::any_io_executor executor, Endpoints endpoints)
        : m_io(io)
        , m_executor(std::move(executor))
        , m_endpoints(std::move(endpoints))
        , event(m_executor)
    {
    }

    bool hasMore() const { return m_sockets.size() < m_endpoints.size(); }
    bool isRunning() const { return m_running > 0; }

    void startNext()
    {
        const std::size_t index = m_sockets.size();
        m_sockets.push_back(std::make_unique<tcp::socket>(m_io));
        ++m_running;
        auto connected = [self = shared_from_this(), index](const ErrorCode &error) { self->ended(index, error); };
        m_sockets.back()->async_connect(m_endpoints[index], asio::bind_executor(m_executor, std::move(connected)));
    }

    void stop()
    {
        for (const std::unique_ptr<tcp::socket> &socket : m_sockets) {
            ErrorCode ignored;
            socket->close(ignored);
        }
    }

private:
    void ended(std::size_t index, const ErrorCode &error)
    {
        --m_running;
        if (error) {
            lastError = error;
        } else if (!winner) {
            winner = std::move(*m_sockets[index]);
        }
        event.cancel();
    }

    asio::io_context &m_io;
    const asio::any_io_executor m_executor;
    const Endpoints m_endpoints;
    std::vector<std::unique_ptr<tcp::socket>> m_sockets;
    int m_running = 0;

public:
    asio::steady_timer event; // wakes the coroutine that runs the race
    std::optional<tcp::socket> winner;
    ErrorCode lastError;
};

} // namespace

asio::awaitable<Result<Endpoints>> resolve(const ConnectTarget &target, Interruption &interruption)
{
    ErrorCode error;
    if (const asio::ip::address address = asio::ip::make_address(target.host, error); !error) {
        co_return allowed({ tcp::endpoint(address, target.port) }, target);
    }
    const asio::any_io_executor executor = co_await asio::this_coro::executor;
    const auto resolving = std::make_shared<Resolving>(executor);
    resolving->resolver.async_resolve(
        target.host, std::to_string(target.port), asio::ip::resolver_base::numeric_service,
        asio::bind_executor(executor, [resolving](const ErrorCode &, const tcp::resolver::results_type &results) {
            for (const auto &entry : results) {
                resolving->endpoints.push_back(entry.endpoint());
            }
            resolving->done = true;
            resolving->event.cancel();
        }));
    interruption.watch(&resolving->event);
    while (!resolving->done && !interruption.raised()) {
        resolving->event.expires_at(asio::steady_timer::time_point::max());
        co_await resolving->event.async_wait(asio::redirect_error(asio::use_awaitable, error));
    }
    interruption.watch(static_cast<asio::steady_timer *>(nullptr));
    if (interruption.raised()) {
        co_return std::unexpected(interruption.reason());
    }
    co_return allowed(std::move(resolving->endpoints), target);
}

asio::awaitable<Result<tcp::socket>> connectToAny(asio::io_context &io, Endpoints endpoints,
                                                  const ConnectTarget &target, Interruption &interruption)
{
    const auto race = std::make_shared<Race>(io, co_await asio::this_coro::executor, std::move(endpoints));
    interruption.watch(&race->event);
    race->startNext();
    while (!race->winner && !interruption.raised() && (race->isRunning() || race->hasMore())) {
        ErrorCode woken;
        if (race->hasMore()) {
            race->event.expires_after(headStart);
        } else {
            race->event.expires_at(asio::steady_timer::time_point::max());
        }
        co_await race->event.async_wait(asio::redirect_error(asio::use_awaitable, woken));
        // Woken by a failure or by the time that one may take alone.
        const bool next = !race->winner && !interruption.raised() && race->hasMore();
        if (next && (!woken || !race->isRunning())) {
            race->startNext();
        }
    }
    interruption.watch(static_cast<asio::steady_timer *>(nullptr));
    std::optional<tcp::socket> winner = std::move(race->winner);
    race->stop();
    if (interruption.raised()) {
        co_return std::unexpected(interruption.reason());
    }
    if (!winner) {
        co_return std::unexpected(connectFailed(target.peer, race->lastError));
    }
    co_return std::move(*winner);
}

} // namespace patchbay::transport
