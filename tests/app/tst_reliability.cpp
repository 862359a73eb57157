// SPDX-License-Identifier: GPL-3.0-or-later
//
// `bench reliability` with few repetitions: the gateway as a process of its own is killed, reloaded and crowded,
// and its ledger compared with what the provider saw; the vault loses its power, is killed, and is looked for in the
// memory of a window that has locked it.
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTest>

using namespace Qt::StringLiterals;

class TestReliability : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void nothingIsLostDoubledOverspentOrFailed()
    {
        QProcess bench;
        bench.start(QStringLiteral(PATCHBAY_BINARY_DIR "/bin/patchbay-cli"),
                    { u"bench"_s, u"reliability"_s, u"--brief"_s, u"--json"_s });
        constexpr int patience = 240'000;
        QVERIFY(bench.waitForFinished(patience));
        QVERIFY2(bench.exitCode() == 0, bench.readAllStandardError().constData());
        const QJsonArray rows = QJsonDocument::fromJson(bench.readAllStandardOutput()).array();
        QCOMPARE(rows.size(), 10);
        for (const QJsonValue &value : rows) {
            const QJsonObject row = value.toObject();
            // Delays are the machine's too when tests run beside each other.
            if (!row["unit"_L1].toString().startsWith("ms"_L1)) {
                QVERIFY2(row["value"_L1].toDouble() == 0,
                         qPrintable(row["name"_L1].toString() + u": "_s + row["how"_L1].toString()));
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestReliability)
#include "tst_reliability.moc"
