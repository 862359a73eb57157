// SPDX-License-Identifier: GPL-3.0-or-later
//
// BudgetNotices: tells a person, their desktop and their webhooks of the steps that budgets reach: each once a period, also
// over restarts. GUI thread.
#pragma once

#include "models/spend/budget_alerts.h"
#include "providers/core/clock.h"
#include "providers/transport/http_client.h"

#include <QObject>

#include <functional>
#include <memory>

namespace patchbay {

class BudgetDesk;

class BudgetNotices final : public QObject {
    Q_OBJECT
public:
    struct Parts {
        // What was told already, as it was kept.
        QByteArray remembered {};
        std::function<void(const QByteArray &)> remember;
        // In the window.
        std::function<void(const QString &sentence)> say;
        // By the desktop.
        std::function<void(const QString &title, const QString &text)> notify;
        transport::IoRuntime &runtime;
        transport::ClientOptions client {};
        const Clock &clock;
    };
    // All outlive it.
    BudgetNotices(BudgetDesk &desk, Parts parts, QObject *parent = nullptr);
    ~BudgetNotices() override;

    // org.freedesktop.Notifications on the session's bus; where nobody listens nothing happens.
    static void notifyDesktop(const QString &title, const QString &text);

private:
    void look();
    void post(const SpendBudget &budget, const QByteArray &body);

    BudgetDesk &m_desk;
    Parts m_parts;
    BudgetAlerts m_alerts;
    std::unique_ptr<transport::HttpClient> m_client; // made with the first webhook
};

} // namespace patchbay
