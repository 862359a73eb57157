// SPDX-License-Identifier: GPL-3.0-or-later
//
// Who asks the owner of a data directory waits as long as it said, and no longer.
#include "models/gateway/local_call.h"

#include <QTemporaryDir>
#include <QTest>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

using namespace patchbay;
using namespace std::chrono_literals;

class TestLocalCall : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void nobodyIsThere()
    {
        const QTemporaryDir folder;
        QVERIFY(!callOwner(folder.filePath(QStringLiteral("gateway.sock")).toStdString(), { "GET", "/x", {}, {} }, 100ms));
    }

    // It listens and says nothing: a process that hangs, or is stopped.
    void somebodyHangs()
    {
        const QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("gateway.sock")).toStdString();
        const int listener = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_un address {};
        address.sun_family = AF_UNIX;
        path.copy(address.sun_path, sizeof address.sun_path - 1);
        QCOMPARE(::bind(listener, reinterpret_cast<const sockaddr *>(&address), sizeof address), 0);
        QCOMPARE(::listen(listener, 4), 0);
        QElapsedTimer timer;
        timer.start();
        const auto answer = callOwner(path, { "GET", "/x", {}, {} }, 200ms);
        QVERIFY(answer && !*answer);
        QVERIFY2(timer.elapsed() >= 150 && timer.elapsed() < 5'000, qPrintable(QString::number(timer.elapsed())));
        ::close(listener);
    }
};

QTEST_GUILESS_MAIN(TestLocalCall)
#include "tst_local_call.moc"
