// SPDX-License-Identifier: GPL-3.0-or-later
//
// Gateway::State: what a gateway's calls share: calls under way, figures, admin, kept answers. Inside the room only.
#pragma once

#include "providers/core/ids.h"
#include "providers/gateway/admin_desk.h"
#include "providers/gateway/body_workers.h"
#include "providers/gateway/client_dialect.h"
#include "providers/gateway/connection_test.h"
#include "providers/gateway/error_text.h"
#include "providers/gateway/gateway.h"
#include "providers/gateway/health_checker.h"
#include "providers/gateway/response_cache.h"
#include "providers/gateway/response_store.h"
#include "providers/transport/http_client.h"

#include <algorithm>
#include <condition_variable>
#include <map>

namespace patchbay::gateway {

inline HttpResponse errorAnswer(const Error &error, const ClientDialect &dialect)
{
    return { clientStatus(error), errorHeaders(error), dialect.error(error) };
}

class Gateway::State {
public:
    explicit State(GatewayParts gatewayParts)
        : parts(gatewayParts)
        , responses(gatewayParts.responses, gatewayParts.clock)
        , cache(gatewayParts.clock, gatewayParts.answers)
        , admin(
              { gatewayParts.keys, gatewayParts.catalog, gatewayParts.clock, gatewayParts.spend, gatewayParts.models,
                  &cache, gatewayParts.bodies, &responses, [this] { return countUnderWay(); },
                  [this](const AdminRequest &request, const GatewaySnapshot &current, std::shared_ptr<ClientExchange> exchange) {
                      testConnection(services(), request, current, std::move(exchange));
                  },
                  [this] {
                      const std::scoped_lock lock(mutex);
                      return address;
                  },
                  gatewayParts.adminNoted, gatewayParts.observer })
        , health({ gatewayParts.engine, gatewayParts.runtime, gatewayParts.clock, gatewayParts.keys,
                   gatewayParts.catalog })
        , random(systemSeed())
    {
    }

    std::int64_t countUnderWay()
    {
        const std::scoped_lock lock(mutex);
        return static_cast<std::int64_t>(calls.size());
    }

    std::string nextId()
    {
        const std::scoped_lock lock(mutex);
        return makeId("call_", parts.clock.now(), random);
    }
    // An error once the gateway stops, and while as many calls are under way as may be.
    std::optional<Error> add(const std::shared_ptr<RunningCall> &call)
    {
        const std::scoped_lock lock(mutex);
        if (stopping) {
            return gatewayError(503, "The gateway is stopping.", "service_unavailable");
        }
        if (callsAtMost && std::ssize(calls) >= *callsAtMost) {
            return gatewayError(429, "Max parallel request limit reached. Crossed TPM / RPM / Max Parallel Request "
                                     "Limit of the whole gateway: " + std::to_string(*callsAtMost) + ".",
                                "throttling_error");
        }
        calls.emplace(call.get(), call);
        return std::nullopt;
    }
    // Ends calls whose key, or somebody that it belongs to, was blocked or deleted meanwhile.
    void cutRevoked()
    {
        std::vector<std::shared_ptr<RunningCall>> cut;
        {
            const std::scoped_lock lock(mutex);
            for (const auto &[key, call] : calls) {
                if (!parts.keys.mayGoOn(call->caller())) {
                    cut.push_back(call);
                }
            }
        }
        for (const std::shared_ptr<RunningCall> &call : cut) {
            call->cancel();
        }
    }
    void remove(RunningCall *call, int status)
    {
        constexpr int firstError = 400;
        const std::scoped_lock lock(mutex);
        ++(status > 0 && status < firstError ? answered : failed);
        calls.erase(call);
        idle.notify_all();
    }
    void cancelAndWait()
    {
        std::map<RunningCall *, std::shared_ptr<RunningCall>> running;
        {
            const std::scoped_lock lock(mutex);
            stopping = true;
            running = calls;
        }
        for (const auto &[key, call] : running) {
            call->cancel();
        }
        running.clear();
        std::unique_lock lock(mutex);
        idle.wait(lock, [this] { return calls.empty(); });
    }

    CallServices services() { return { parts.engine, parts.runtime, parts.clock, parts.keys, parts.catalog, parts.ledger,
                                             parts.refused ? &parts.refused : nullptr, &workers }; }
    static RunningCall::Ended whenEnded(const std::shared_ptr<State> &state)
    {
        return [state](RunningCall *ended, const CallEnd &end) {
            state->metrics.count(end);
            state->remove(ended, end.status);
        };
    }

    // Before calls of a configuration that asks services.
    void prepareGuards(const GatewaySnapshot &fresh)
    {
        const bool asks =
            std::ranges::any_of(fresh.guardrails, [](const auto &guardrail) { return guardrail->http.has_value(); });
        if (asks && !guardClient) {
            transport::ClientOptions options;
            transport::proxyFromEnvironment(options);
            guardClient = std::make_unique<transport::HttpClient>(parts.runtime, std::move(options));
        }
    }

    std::string metricsText(const std::shared_ptr<GatewaySnapshot> &current) const
    {
        const ResponseCache::Figures figures = cache.figures();
        return metrics.text(parts.keys) + (current ? deploymentStates(*current, parts.clock.steadyNow()) : std::string()) + budgetMetrics(parts.keys, parts.clock.now()) + "# TYPE patchbay_cache_hits_total counter\npatchbay_cache_hits_total "
            + std::to_string(figures.hits)
            + "\n# TYPE patchbay_cache_misses_total counter\npatchbay_cache_misses_total "
            + std::to_string(figures.misses) + "\n# TYPE patchbay_cache_bytes gauge\npatchbay_cache_bytes "
            + std::to_string(figures.bytes) + "\n" + bodyMetrics() + "# TYPE patchbay_soft_budgets_reached_total counter\npatchbay_soft_budgets_reached_total "
            + std::to_string(parts.keys.softBudgetsReached()) + "\n" + (parts.moreMetrics ? parts.moreMetrics() : std::string());
    }

    std::string bodyMetrics() const
    {
        const BodyFigures figures = parts.bodies ? parts.bodies->figures() : BodyFigures {};
        return "# TYPE patchbay_bodies_stored_total counter\npatchbay_bodies_stored_total "
            + std::to_string(figures.stored) + "\n# TYPE patchbay_bodies_dropped_total counter\npatchbay_bodies_dropped_total "
            + std::to_string(figures.dropped) + "\n";
    }

    const GatewayParts parts;
    ResponseStore responses;
    ResponseCache cache;
    // Asks guardrails' services; made with the first configuration that has one.
    std::unique_ptr<transport::HttpClient> guardClient;
    GatewayMetrics metrics;
    BodyWorkers workers { std::clamp(std::thread::hardware_concurrency(), 2U, 5U) - 1 };
    AdminDesk admin;
    HealthChecker health;
    std::mutex mutex; // guards what follows
    std::condition_variable idle;
    SeededRandom random;
    std::map<RunningCall *, std::shared_ptr<RunningCall>> calls;
    std::shared_ptr<GatewaySnapshot> snapshot;
    AdmissionRules rules;
    std::string address; // as people are told it
    std::optional<std::int64_t> callsAtMost;
    bool stopping = false;
    std::uint64_t answered = 0;
    std::uint64_t failed = 0;
};

} // namespace patchbay::gateway
