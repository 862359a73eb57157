// SPDX-License-Identifier: GPL-3.0-or-later
//
// A running program's memory cannot be read by others, and no crash leaves it on the disk.
#include "app/shared/memory_guard.h"

#include <QFile>
#include <QProcess>
#include <QTest>

#include <sys/prctl.h>
#include <sys/resource.h>

using namespace Qt::StringLiterals;

class TestMemoryGuard : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
#ifdef __SANITIZE_ADDRESS__
        QSKIP("a sanitizer has to look into the process");
#endif
    }

    void theCommandLineGuardsItselfFirst()
    {
        rlimit core {};
        QCOMPARE(getrlimit(RLIMIT_CORE, &core), 0);
        if (core.rlim_max == 0) {
            QSKIP("nobody may write core files here");
        }
        QProcess process;
        process.setChildProcessModifier([core] {
            const rlimit allowed { core.rlim_max, core.rlim_max };
            (void)setrlimit(RLIMIT_CORE, &allowed);
        });
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(QStringLiteral(PATCHBAY_BINARY_DIR "/bin/patchbay-cli"), { u"sandbox"_s, u"--listen"_s, u"127.0.0.1:0"_s });
        QVERIFY(process.waitForReadyRead());
        QFile limits(u"/proc/%1/limits"_s.arg(process.processId()));
        QVERIFY(limits.open(QIODevice::ReadOnly));
        static const QRegularExpression none(u"Max core file size +0 +0 "_s);
        QVERIFY(QString::fromUtf8(limits.readAll()).contains(none));
        process.terminate();
        QVERIFY(process.waitForFinished());
    }

    // The last, since this program's own limits go with it.
    void theProcessCannotBeDumped()
    {
        QCOMPARE(prctl(PR_GET_DUMPABLE, 0, 0, 0, 0), 1);
        patchbay::guardMemory();
        QCOMPARE(prctl(PR_GET_DUMPABLE, 0, 0, 0, 0), 0);
    }
};

QTEST_GUILESS_MAIN(TestMemoryGuard)
#include "tst_memory_guard.moc"
