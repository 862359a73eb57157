// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/mailbox/mailbox.h"

#include <QThread>

#include <utility>

namespace patchbay {

std::shared_ptr<Mailbox> Mailbox::of(QObject *owner)
{
    return { new Mailbox(owner), &Mailbox::letGo };
}

// The last to hold it may be on any thread, in the middle of a delivery, or before one: calls that were posted are
// delivered first. deleteLater() alone would not do, since it may overtake them.
void Mailbox::letGo(Mailbox *mailbox)
{
    {
        const std::scoped_lock lock(mailbox->m_mutex);
        mailbox->m_abandoned = true;
        if (mailbox->m_delivers || !mailbox->m_calls.empty()) {
            return; // deliver() ends it
        }
    }
    if (QThread::currentThread() == mailbox->thread()) {
        delete mailbox;
    } else {
        mailbox->deleteLater();
    }
}

Mailbox::Mailbox(QObject *owner)
    : m_owner(owner)
{
    connect(this, &Mailbox::filled, this, &Mailbox::deliver, Qt::QueuedConnection);
}

void Mailbox::post(Call call)
{
    bool first = false;
    {
        const std::scoped_lock lock(m_mutex);
        first = m_calls.empty();
        m_calls.push_back(std::move(call));
    }
    if (first) {
        Q_EMIT filled(QPrivateSignal());
    }
}

void Mailbox::deliver()
{
    std::vector<Call> calls;
    {
        const std::scoped_lock lock(m_mutex);
        calls = std::exchange(m_calls, {});
        m_delivers = true;
    }
    for (Call &call : calls) {
        if (m_owner) {
            std::exchange(call, {})();
        }
    }
    calls.clear(); // may let go of this mailbox
    bool last = false;
    {
        const std::scoped_lock lock(m_mutex);
        m_delivers = false;
        last = m_abandoned && m_calls.empty();
    }
    if (last) {
        deleteLater();
    }
}

} // namespace patchbay
