// SPDX-License-Identifier: GPL-3.0-or-later
//
// BudgetTeller: tells of the steps that budgets reach while a gateway runs without a window: a line, the budget's webhook and
// the observers; each step once a period, also over restarts and between window and gateway. Thread-safe.
#pragma once

#include "models/spend/budget_alerts.h"
#include "providers/observers/observation.h"
#include "providers/transport/http_client.h"

#include <QTimeZone>

#include <functional>
#include <memory>
#include <mutex>

namespace patchbay {
class BudgetGuard;
}

namespace patchbay::serving {

class BudgetTeller {
public:
    struct Parts {
        BudgetGuard &guard;
        QString directory;
        QTimeZone zone;
        const Clock &clock;
        transport::IoRuntime &runtime;
        transport::ClientOptions client;
        std::function<void(observers::BudgetNotice)> observers;
    };
    // All outlive it. Looks whenever the guard says that a budget has come to another step; before the first call.
    explicit BudgetTeller(Parts parts);
    // Lines are told there from now on; it looks at once.
    void tellOn(std::function<void(const std::string &line)> say);
    void look();

private:
    void tell(const BudgetState &state);
    void post(const BudgetState &state);

    const Parts m_parts;
    std::mutex m_mutex;
    BudgetAlerts m_alerts;
    std::shared_ptr<const std::function<void(const std::string &)>> m_say;
    std::unique_ptr<transport::HttpClient> m_client; // made with the first webhook
};

} // namespace patchbay::serving
