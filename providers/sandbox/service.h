// SPDX-License-Identifier: GPL-3.0-or-later
//
// Service: takes the server's requests, finds out whom they are for and has them answered. Shared
// between the sandbox and the answers under way.
#pragma once

#include "providers/core/clock.h"
#include "providers/sandbox/prepared.h"
#include "providers/sandbox/request_log.h"
#include "providers/sandbox/route.h"
#include "providers/sandbox/rule_book.h"
#include "providers/transport/http_server.h"

#include <memory>
#include <string>

namespace patchbay::sandbox {

class Service : public std::enable_shared_from_this<Service> {
public:
    explicit Service(Scenario scenario)
        : m_rules(std::move(scenario))
    {
    }

    void handle(const transport::ServerRequest &request, std::shared_ptr<transport::Responder> responder);
    void setScenario(Scenario scenario) { m_rules.replace(std::move(scenario)); }

private:
    using SharedResponder = std::shared_ptr<transport::Responder>;

    void control(const transport::ServerRequest &request, const Route &route, transport::Responder &responder);
    void controlScenario(const transport::ServerRequest &request, transport::Responder &responder);
    HttpResponse plainAnswer(const Dialect &dialect, const transport::ServerRequest &request, const Route &route) const;
    void chat(const Dialect &dialect, const transport::ServerRequest &request, const Route &route,
              SharedResponder responder);
    std::uint64_t log(const transport::ServerRequest &request, const Route &route, std::string_view model);

    SystemClock m_clock;
    RuleBook m_rules;
    RequestLog m_log;
    PreparedRequests m_prepared;
};

// The page at /_sandbox.
std::string indexPage();

} // namespace patchbay::sandbox
