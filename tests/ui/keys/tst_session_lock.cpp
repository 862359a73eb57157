// SPDX-License-Identifier: GPL-3.0-or-later
//
// The vault locks with the screen and before sleep: login1 and a screen saver, played over a bus of two.
#include "tests/ui/keys/keys_stage.h"
#include "ui/keys/session_lock.h"

#include <QDBusMessage>
#include <QDBusObjectPath>
#include <QDBusServer>
#include <QDBusVirtualObject>

#include <poll.h>
#include <unistd.h>

using namespace patchbay;

namespace {

const QString manager = QStringLiteral("org.freedesktop.login1.Manager");
const QString ownSession = QStringLiteral("/org/freedesktop/login1/session/_31");

// login1 as far as it is asked.
class Login final : public QDBusVirtualObject {
public:
    bool handleMessage(const QDBusMessage &message, const QDBusConnection &connection) override
    {
        calls.append(message.member());
        if (message.member() == u"GetSessionByPID") {
            asked = message.arguments().value(0).toUInt();
            return connection.send(message.createReply(QVariant::fromValue(QDBusObjectPath(ownSession))));
        }
        if (message.member() == u"Inhibit") {
            int ends[2];
            if (::pipe(ends) != 0) {
                return false;
            }
            kept = ends[0];
            const QDBusUnixFileDescriptor given(ends[1]);
            ::close(ends[1]);
            return connection.send(message.createReply(QVariant::fromValue(given)));
        }
        return false;
    }
    QString introspect(const QString &) const override { return {}; }

    // Whether sleep may go on: the other end of the descriptor is closed.
    bool mayGoOn() const
    {
        pollfd end { kept, 0, 0 };
        return ::poll(&end, 1, 0) == 1 && (end.revents & POLLHUP) != 0;
    }

    QStringList calls;
    uint asked = 0;
    int kept = -1;
};

struct Desktop {
    Desktop()
        : server(QStringLiteral("unix:tmpdir=/tmp"))
    {
        QObject::connect(&server, &QDBusServer::newConnection, &server, [this](const QDBusConnection &connection) {
            side = connection;
            side.registerVirtualObject(QStringLiteral("/org/freedesktop/login1"), &login);
        });
        mine = QDBusConnection::connectToPeer(server.address(), name);
    }
    ~Desktop() { QDBusConnection::disconnectFromPeer(name); }

    SessionLock::Buses buses() { return { mine, mine }; }
    void tell(const QString &path, const QString &interface, const QString &signal, const QVariantList &arguments = {})
    {
        QDBusMessage message = QDBusMessage::createSignal(path, interface, signal);
        message.setArguments(arguments);
        QVERIFY(side.send(message));
    }

    const QString name = QStringLiteral("desktop of a test");
    Login login;
    QDBusServer server;
    QDBusConnection mine { QString() };
    QDBusConnection side { QString() };
};

} // namespace

class TestSessionLock : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void locksWithTheScreen_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("interface");
        QTest::addColumn<QString>("signal");
        QTest::addColumn<QVariantList>("arguments");
        QTest::addColumn<QString>("reason");
        const QString screen = QStringLiteral("with the screen");
        const auto saver = [&screen](const char *name, const char *path, const char *interface) {
            QTest::newRow(name) << QString::fromLatin1(path) << QString::fromLatin1(interface)
                                << QStringLiteral("ActiveChanged") << QVariantList { true } << screen;
        };
        saver("screen saver", "/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver");
        saver("its older path", "/ScreenSaver", "org.freedesktop.ScreenSaver");
        saver("GNOME's", "/org/gnome/ScreenSaver", "org.gnome.ScreenSaver");
        QTest::newRow("session") << ownSession << QStringLiteral("org.freedesktop.login1.Session") << QStringLiteral("Lock")
                                 << QVariantList() << screen;
        QTest::newRow("hint") << ownSession << QStringLiteral("org.freedesktop.DBus.Properties")
                              << QStringLiteral("PropertiesChanged")
                              << QVariantList { QStringLiteral("org.freedesktop.login1.Session"),
                                                QVariantMap { { QStringLiteral("LockedHint"), true } }, QStringList() }
                              << screen;
        QTest::newRow("sleep") << QStringLiteral("/org/freedesktop/login1") << manager << QStringLiteral("PrepareForSleep")
                               << QVariantList { true } << QStringLiteral("before the machine slept");
    }
    void locksWithTheScreen()
    {
        QFETCH(const QString, path);
        QFETCH(const QString, interface);
        QFETCH(const QString, signal);
        QFETCH(const QVariantList, arguments);
        QFETCH(const QString, reason);
        Desktop desktop;
        Stage stage;
        const SessionLock lock(stage.keeper, [&desktop] { return desktop.buses(); });
        stage.makeVault();
        QTRY_COMPARE(desktop.login.calls.size(), 2);
        QCOMPARE(desktop.login.asked, static_cast<uint>(QCoreApplication::applicationPid()));
        // Again and again, since the answers of the bus are still on their way back.
        const auto lockedAfterTelling = [&] {
            desktop.tell(path, interface, signal, arguments);
            return !stage.keeper.isUnlocked();
        };
        QTRY_VERIFY(lockedAfterTelling());
        QCOMPARE(stage.keeper.lockReason(), reason);
    }

    void whatIsNoLockChangesNothing()
    {
        Desktop desktop;
        Stage stage;
        const SessionLock lock(stage.keeper, [&desktop] { return desktop.buses(); });
        stage.makeVault();
        QTRY_COMPARE(desktop.login.calls.size(), 2);
        const QString session = QStringLiteral("org.freedesktop.login1.Session");
        const QString properties = QStringLiteral("org.freedesktop.DBus.Properties");
        const QString changed = QStringLiteral("PropertiesChanged");
        desktop.tell(QStringLiteral("/org/freedesktop/ScreenSaver"), QStringLiteral("org.freedesktop.ScreenSaver"),
                     QStringLiteral("ActiveChanged"), { false });
        desktop.tell(QStringLiteral("/org/freedesktop/login1"), manager, QStringLiteral("PrepareForSleep"), { false });
        desktop.tell(ownSession, properties, changed,
                     { session, QVariantMap { { QStringLiteral("IdleHint"), true } }, QStringList() });
        desktop.tell(QStringLiteral("/org/freedesktop/login1/session/_39"), session, QStringLiteral("Lock"));
        QTest::qWait(100);
        QVERIFY(stage.keeper.isUnlocked());
    }

    void sleepWaitsUntilTheVaultIsLocked()
    {
        Desktop desktop;
        Stage stage;
        const SessionLock lock(stage.keeper, [&desktop] { return desktop.buses(); });
        stage.makeVault();
        QTRY_VERIFY(desktop.login.calls.contains(QStringLiteral("Inhibit")));
        QVERIFY(!desktop.login.mayGoOn());
        desktop.tell(QStringLiteral("/org/freedesktop/login1"), manager, QStringLiteral("PrepareForSleep"), { true });
        QTRY_VERIFY(desktop.login.mayGoOn());
        QVERIFY(!stage.keeper.isUnlocked());
    }

    void aVaultThatIsNotOpenAsksNobody()
    {
        Desktop desktop;
        Stage stage;
        const SessionLock lock(stage.keeper, [&desktop] { return desktop.buses(); });
        QTest::qWait(20);
        QVERIFY(desktop.login.calls.isEmpty());
    }

    void withoutABusNothingHappens()
    {
        Stage stage;
        const QDBusConnection none(QStringLiteral("there is no such bus"));
        const SessionLock lock(stage.keeper, [&none] { return SessionLock::Buses { none, none }; });
        stage.makeVault();
        QTest::qWait(20);
        QVERIFY(stage.keeper.isUnlocked());
    }
};

QTEST_MAIN(TestSessionLock)
#include "tst_session_lock.moc"
