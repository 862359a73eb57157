// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/budget_notices.h"

#include "app/shared/webhook_post.h"
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
    if (!m_client) {
        m_client = std::make_unique<transport::HttpClient>(m_parts.runtime, m_parts.client);
    }
    postWebhook(*m_client, budget.webhook.toStdString(), body.toStdString(), [failed, mailbox = Mailbox::of(this)](const std::string &why) {
        mailbox->post([failed, why] { failed(QString::fromStdString(why)); });
    });
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
