// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/budget_notices.h"

#include "models/mailbox/mailbox.h"
#include "models/spend/budget_desk.h"

#include <QDBusConnection>
#include <QDBusMessage>

using namespace Qt::StringLiterals;

namespace patchbay {

BudgetNotices::BudgetNotices(BudgetDesk &desk, Parts parts, QObject *parent)
    : QObject(parent)
    , m_desk(desk)
    , m_parts(std::move(parts))
    , m_alerts(m_parts.remembered)
{
    connect(&desk, &BudgetDesk::changed, this, &BudgetNotices::look);
}

BudgetNotices::~BudgetNotices() = default;

void BudgetNotices::look()
{
    if (m_desk.problem()) {
        return; // the sums are not of now
    }
    const QList<BudgetState> reached = m_alerts.look(m_desk.states());
    if (const QByteArray remembered = m_alerts.remembered(); remembered != m_parts.remembered) {
        // Before anybody is told: rather once too few than again at each start.
        m_parts.remembered = remembered;
        m_parts.remember(remembered);
    }
    for (const BudgetState &state : reached) {
        const QString title = alertTitle(state);
        const QString text = alertText(state, m_desk.zone());
        m_parts.say(title + u": "_s + text);
        if (state.budget.notify) {
            m_parts.notify(title, text);
        }
        if (!state.budget.webhook.isEmpty()) {
            post(state.budget, alertBody(state, m_parts.clock.now()));
        }
    }
}

void BudgetNotices::post(const SpendBudget &budget, const QByteArray &body)
{
    const auto failed = [this, name = budget.name](const QString &why) {
        m_parts.say(tr("The webhook of the budget %1 could not be told: %2").arg(name, why));
    };
    if (const Result<transport::ParsedUrl> url = transport::parseUrl(budget.webhook.toStdString()); !url) {
        failed(QString::fromStdString(url.error().message));
        return;
    }
    if (!m_client) {
        m_client = std::make_unique<transport::HttpClient>(m_parts.runtime, m_parts.client);
    }
    HttpRequest request;
    request.url = budget.webhook.toStdString();
    request.headers = { { "content-type", "application/json" } };
    request.body = body.toStdString();
    transport::ExchangeHandler handler;
    auto status = std::make_shared<int>(0);
    handler.onHead = [status](int code, const std::vector<HttpHeader> &) { *status = code; };
    handler.onData = [](std::string_view) { };
    handler.onEnd = [status, failed, mailbox = Mailbox::of(this)](const Result<void> &result, const transport::ExchangeTiming &) {
        constexpr int firstFailure = 300;
        if (!result || *status >= firstFailure) {
            // The address may hold a secret, and so may what a library says of it: only its host's answer is told.
            mailbox->post([failed, code = result ? *status : 0] { failed(code > 0 ? tr("it answered %1").arg(code) : tr("no answer came")); });
        }
    };
    m_client->send(std::move(request), {}, std::move(handler));
}

void BudgetNotices::notifyDesktop(const QString &title, const QString &text)
{
    // Interface and arguments: the Desktop Notifications Specification 1.2.
    constexpr int byServer = -1; // how long it stays
    QDBusMessage call = QDBusMessage::createMethodCall(u"org.freedesktop.Notifications"_s, u"/org/freedesktop/Notifications"_s,
                                                       u"org.freedesktop.Notifications"_s, u"Notify"_s);
    // Names of budgets are a person's own words, not markup.
    call.setArguments({ u"Patchbay"_s, 0U, u"patchbay"_s, title, text.toHtmlEscaped(), QStringList(), QVariantMap(), byServer });
    QDBusConnection::sessionBus().send(call);
}

} // namespace patchbay
