// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/keys/idle_lock.h"

#include "models/keeper/vault_keeper.h"

#include <QCoreApplication>
#include <QEvent>

#include <algorithm>

namespace patchbay {

IdleLock::IdleLock(VaultKeeper &keeper, QObject *parent)
    : QObject(parent)
    , m_keeper(keeper)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &IdleLock::lock);
    connect(&keeper, &VaultKeeper::stateChanged, this, [this] {
        // A locked vault has nothing to watch for.
        if (m_keeper.isUnlocked()) {
            QCoreApplication::instance()->installEventFilter(this);
            restart();
        } else {
            QCoreApplication::instance()->removeEventFilter(this);
            m_timer.stop();
        }
    });
}

void IdleLock::setPatience(std::chrono::milliseconds patience)
{
    m_patience = patience;
    restart();
}

void IdleLock::lock()
{
    if (m_isNeeded && m_isNeeded()) {
        constexpr std::chrono::milliseconds again { 10'000 };
        m_timer.start(std::min(m_patience, again));
        return;
    }
    m_keeper.lock(tr("while idle"));
}

void IdleLock::restart()
{
    if (m_keeper.isUnlocked() && m_patience.count() > 0) {
        m_timer.start(m_patience);
    } else {
        m_timer.stop();
    }
}

bool IdleLock::eventFilter(QObject *watched, QEvent *event)
{
    switch (event->type()) {
    case QEvent::KeyPress:
    case QEvent::MouseButtonPress:
    case QEvent::MouseMove:
    case QEvent::Wheel:
    case QEvent::TouchBegin: restart(); break;
    default: break;
    }
    return QObject::eventFilter(watched, event);
}

} // namespace patchbay
