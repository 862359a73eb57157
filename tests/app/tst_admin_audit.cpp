// SPDX-License-Identifier: GPL-3.0-or-later
//
// What is done with virtual keys stands in the audit log: by the command line, with and without a gateway, and by who has
// the master key. There is no vault here.
#include "tests/app/cli_outcome.h"
#include "tests/support/served_gateway.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
namespace test = patchbay::test;
using patchbay::test::Outcome;
using patchbay::test::runCli;

class TestAdminAudit : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_directory;

    QString data() const { return m_directory->filePath(u"data"_s); }
    Outcome run(const QStringList &words, const QByteArray &input = {})
    {
        return runCli(m_directory->path(), words + QStringList { u"--data"_s, data() }, input);
    }
    QByteArray audit(const QString &filter = {}) { return run({ u"vault"_s, u"audit"_s, u"--filter"_s, filter }).out; }
    QByteArray log() const
    {
        QFile file(data() + u"/vault-audit.jsonl"_s);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

private Q_SLOTS:
    void init() { m_directory = std::make_unique<QTemporaryDir>(); }

    void theCommandLineLeavesLines()
    {
        const Outcome made = run({ u"key"_s, u"generate"_s, u"--alias"_s, u"ci"_s, u"--max-budget"_s, u"5"_s });
        const QByteArray secret = made.json()[u"key"].toString().toUtf8();
        QVERIFY2(secret.startsWith("sk-"), made.err.constData());
        QCOMPARE(run({ u"key"_s, u"update"_s, u"ci"_s, u"--rpm"_s, u"7"_s }).exitCode, 0);
        // By itself it is named too, and does not stand in the log for that.
        QCOMPARE(run({ u"key"_s, u"block"_s, QString::fromUtf8(secret) }).exitCode, 0);
        QCOMPARE(run({ u"key"_s, u"list"_s }).exitCode, 0);
        QCOMPARE(run({ u"key"_s, u"info"_s, u"ci"_s }).exitCode, 0);
        QCOMPARE(run({ u"key"_s, u"block"_s, u"sk-nobody-knows-this-one"_s }).exitCode, 1);
        QCOMPARE(run({ u"key"_s, u"delete"_s, u"ci"_s }).exitCode, 0);
        const QByteArray lines = audit();
        QVERIFY2(lines.count('\n') == 4, lines.constData());
        for (const char *action : { "key generate", "key update", "key block", "key delete" }) {
            QVERIFY2(audit(QString::fromUtf8(action)).count('\n') == 1, lines.constData());
        }
        QCOMPARE(lines.count("ci (key_"), 4);
        QVERIFY2(lines.contains("by the command line: rpm_limit"), lines.constData());
        QVERIFY2(!log().contains("sk-"), log().constData());
        const Outcome verified = run({ u"vault"_s, u"audit"_s, u"--verify"_s });
        QVERIFY2(verified.exitCode == 0 && verified.out.startsWith("4 entries"), verified.out.constData());
        QFile file(data() + u"/vault-audit.jsonl"_s);
        const QByteArray changed = log().replace("key block", "key unblo");
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(changed) == changed.size());
        file.close();
        QCOMPARE(run({ u"vault"_s, u"audit"_s, u"--verify"_s }).code(), u"audit_broken"_s);
    }

    void theGatewayLeavesLines()
    {
        test::ServedGateway gateway(m_directory->path(), data());
        const QString url = gateway.url();
        QVERIFY(!url.isEmpty());
        const auto call = [&url](const QString &path, const QByteArray &body, const QString &key = u"sk-master"_s) {
            QProcess curl;
            // What a caller on the network calls itself is its own affair.
            curl.start(u"curl"_s, { u"-s"_s, u"-H"_s, u"Authorization: Bearer "_s + key, u"-H"_s, u"x-patchbay-by: the window"_s,
                                    u"-H"_s, u"Content-Type: application/json"_s, u"-d"_s, QString::fromUtf8(body), url + path });
            curl.waitForFinished();
            return curl.readAllStandardOutput();
        };
        const QByteArray made = call(u"/key/generate"_s, R"({"key":"sk-canary-of-ones-own","key_alias":"web shop"})");
        QVERIFY2(made.contains("sk-canary-of-ones-own"), made.constData());
        QVERIFY(call(u"/key/sk-canary-of-ones-own/regenerate"_s, R"({"new_key":"sk-canary-second-one"})").contains("second"));
        QVERIFY(call(u"/team/new"_s, R"({"team_id":"sup\nport","sk-canary-as-a-field":1})").contains("port"));
        QVERIFY(call(u"/team/new"_s, "{}", u"sk-canary-second-one"_s).contains("master key")); // refused: no line
        QVERIFY(call(u"/chat/completions"_s, R"({"model":"chat","messages":[{"role":"user","content":"Hi"}]})").contains("choices"));
        QCOMPARE(run({ u"key"_s, u"generate"_s, u"--alias"_s, u"ci"_s }).exitCode, 0); // over the socket
        const QByteArray lines = audit();
        QVERIFY2(lines.count('\n') == 4, lines.constData());
        QCOMPARE(lines.count("by the master key"), 3);
        QVERIFY2(audit(u"team new"_s).contains("sup port"), lines.constData());
        QVERIFY2(audit(u"key regenerate"_s).contains("web shop (key_"), lines.constData());
        QVERIFY2(audit(u"by the command line"_s).contains("ci (key_"), lines.constData());
        QVERIFY2(!log().contains("canary"), log().constData());
        QVERIFY(gateway.stop());
    }
};

QTEST_GUILESS_MAIN(TestAdminAudit)
#include "tst_admin_audit.moc"
