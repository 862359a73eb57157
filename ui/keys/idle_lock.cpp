// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/keys/idle_lock.h"

#include "models/keeper/vault_keeper.h"

#include <QCoreApplication>
#include <QEvent>

namespace patchbay {

IdleLock::IdleLock(VaultKeeper &keeper, QObject *parent)
    : QObject(parent)
    , m_keeper(keeper)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, [this] { m_keeper.lock(tr("while idle")); });
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
    m_timer.setInterval(patience);
    restart();
}

void IdleLock::restart()
{
    if (m_keeper.isUnlocked() && m_timer.interval() > 0) {
        m_timer.start();
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
