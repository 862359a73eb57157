// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/keys/session_lock.h"

#include "models/keeper/vault_keeper.h"

#include <QCoreApplication>
#include <QDBusMessage>
#include <QDBusObjectPath>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>

using namespace Qt::StringLiterals;

namespace patchbay {
namespace {

// Interfaces and their words: the man page org.freedesktop.login1(5).
const QString loginService = u"org.freedesktop.login1"_s;
const QString loginPath = u"/org/freedesktop/login1"_s;
const QString loginManager = u"org.freedesktop.login1.Manager"_s;
const QString loginSession = u"org.freedesktop.login1.Session"_s;

QDBusMessage managerCall(const QString &method, const QVariantList &arguments)
{
    QDBusMessage call = QDBusMessage::createMethodCall(loginService, loginPath, loginManager, method);
    call.setArguments(arguments);
    return call;
}

} // namespace

SessionLock::Buses SessionLock::desktopBuses()
{
    return { QDBusConnection::systemBus(), QDBusConnection::sessionBus() };
}

SessionLock::SessionLock(VaultKeeper &keeper, BusSource buses, QObject *parent)
    : QObject(parent)
    , m_keeper(keeper)
    , m_source(std::move(buses))
{
    connect(&keeper, &VaultKeeper::stateChanged, this, &SessionLock::keeperChanged);
    keeperChanged();
}

void SessionLock::keeperChanged()
{
    if (!m_keeper.isUnlocked()) {
        m_delay = {};
        return;
    }
    if (!m_buses) {
        m_buses = m_source();
        listen();
    }
    if (!m_delay.isValid()) {
        delaySleep();
    }
}

void SessionLock::listen()
{
    // Whoever sends them: a lock too many does no harm.
    m_buses->system.connect({}, loginPath, loginManager, u"PrepareForSleep"_s, this, SLOT(sleepBegins(bool)));
    for (const auto &[path, interface] :
         { std::pair(u"/org/freedesktop/ScreenSaver"_s, u"org.freedesktop.ScreenSaver"_s),
           std::pair(u"/ScreenSaver"_s, u"org.freedesktop.ScreenSaver"_s),
           std::pair(u"/org/gnome/ScreenSaver"_s, u"org.gnome.ScreenSaver"_s) }) {
        m_buses->session.connect({}, path, interface, u"ActiveChanged"_s, this, SLOT(screenSaverChanged(bool)));
    }
    listenToSession();
}

void SessionLock::listenToSession()
{
    const auto process = static_cast<quint32>(QCoreApplication::applicationPid());
    auto *asked = new QDBusPendingCallWatcher(
        m_buses->system.asyncCall(managerCall(u"GetSessionByPID"_s, { process })), this);
    connect(asked, &QDBusPendingCallWatcher::finished, this, [this, asked] {
        asked->deleteLater();
        const QDBusPendingReply<QDBusObjectPath> reply = *asked;
        if (reply.isError()) {
            return; // not in a session of login1
        }
        const QString path = reply.value().path();
        m_buses->system.connect({}, path, loginSession, u"Lock"_s, this, SLOT(sessionLocked()));
        m_buses->system.connect({}, path, u"org.freedesktop.DBus.Properties"_s, u"PropertiesChanged"_s, this,
                                SLOT(sessionChanged(QString, QVariantMap, QStringList)));
    });
}

void SessionLock::delaySleep()
{
    const QVariantList words { u"sleep"_s, QCoreApplication::applicationName(), tr("locks the vault"), u"delay"_s };
    auto *asked = new QDBusPendingCallWatcher(m_buses->system.asyncCall(managerCall(u"Inhibit"_s, words)), this);
    connect(asked, &QDBusPendingCallWatcher::finished, this, [this, asked] {
        asked->deleteLater();
        const QDBusPendingReply<QDBusUnixFileDescriptor> reply = *asked;
        if (!reply.isError() && m_keeper.isUnlocked()) {
            m_delay = reply.value();
        }
    });
}

void SessionLock::screenSaverChanged(bool active)
{
    if (active) {
        m_keeper.lock(tr("with the screen"));
    }
}

void SessionLock::sessionLocked()
{
    m_keeper.lock(tr("with the screen"));
}

void SessionLock::sessionChanged(const QString &interface, const QVariantMap &values, const QStringList & /*dropped*/)
{
    if (interface == loginSession && values.value(u"LockedHint"_s).toBool()) {
        m_keeper.lock(tr("with the screen"));
    }
}

void SessionLock::sleepBegins(bool before)
{
    if (before) {
        m_keeper.lock(tr("before the machine slept"));
        m_delay = {};
    }
}

} // namespace patchbay
