// SPDX-License-Identifier: GPL-3.0-or-later
//
// SessionLock: locks the vault when the desktop locks its screen and before the machine sleeps. Listens to
// org.freedesktop.login1 (Lock and LockedHint of the own session, PrepareForSleep) and to the desktop's screen saver
// (org.freedesktop.ScreenSaver, org.gnome.ScreenSaver); sleep waits until the vault is locked, as login1's delay inhibitors
// do. Where a bus is missing nothing is heard of it.
#pragma once

#include <QDBusConnection>
#include <QDBusUnixFileDescriptor>
#include <QObject>

#include <functional>

namespace patchbay {

class VaultKeeper;

class SessionLock final : public QObject {
    Q_OBJECT
public:
    struct Buses {
        QDBusConnection system;
        QDBusConnection session;
    };
    // Asked for when the vault opens for the first time: a window without a vault needs no bus.
    using BusSource = std::function<Buses()>;
    static Buses desktopBuses();

    // The keeper outlives it.
    explicit SessionLock(VaultKeeper &keeper, BusSource buses = &SessionLock::desktopBuses, QObject *parent = nullptr);

private Q_SLOTS:
    void screenSaverChanged(bool active);
    void sessionLocked();
    void sessionChanged(const QString &interface, const QVariantMap &values, const QStringList &dropped);
    void sleepBegins(bool before);

private:
    void keeperChanged();
    void listen();
    void listenToSession();
    // So that the machine does not sleep before the vault is locked.
    void delaySleep();

    VaultKeeper &m_keeper;
    const BusSource m_source;
    std::optional<Buses> m_buses; // from the first opening on
    QDBusUnixFileDescriptor m_delay; // held while the vault is open
};

} // namespace patchbay
