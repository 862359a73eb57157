// SPDX-License-Identifier: GPL-3.0-or-later
//
// What ships is hardened: read off the built programs with readelf.
#include <QFileInfo>
#include <QProcess>
#include <QTest>

using namespace Qt::StringLiterals;

class TestHardening : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void programs_data()
    {
        QTest::addColumn<QString>("program");
        QTest::newRow("cli") << u"patchbay-cli"_s;
        QTest::newRow("window") << u"patchbay"_s;
    }
    void programs()
    {
        QFETCH(QString, program);
        const QString path = QStringLiteral(PATCHBAY_BINARY_DIR "/bin/") + program;
        if (!QStringLiteral(PATCHBAY_BINARY_DIR).endsWith("/release"_L1) || !QFileInfo::exists(path)) {
            QSKIP("only the release build is hardened");
        }
        QProcess process;
        process.start(u"readelf"_s, { u"-W"_s, u"-h"_s, u"-l"_s, u"-d"_s, u"-s"_s, path });
        QVERIFY(process.waitForFinished());
        const QString report = QString::fromUtf8(process.readAllStandardOutput());
        QVERIFY2(report.contains("DYN (Position-Independent"_L1), "not position independent");
        QVERIFY2(report.contains("GNU_RELRO"_L1), "relocations stay writable");
        QVERIFY2(report.contains("BIND_NOW"_L1) || report.contains("NOW PIE"_L1), "binds lazily");
        QVERIFY2(report.contains("__stack_chk_fail"_L1), "no stack protector");
        QVERIFY2(report.contains("_chk@"_L1), "not fortified");
        QVERIFY2(!report.contains("RPATH"_L1), "carries a path of the build machine");
    }
};

QTEST_APPLESS_MAIN(TestHardening)
#include "tst_hardening.moc"
