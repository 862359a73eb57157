// SPDX-License-Identifier: GPL-3.0-or-later
//
// The vault as scripts call it: passphrase on a descriptor, secret on standard input, nothing of either in
// any output or file.
#include "tests/app/cli_outcome.h"

#include <QDirIterator>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using patchbay::test::Outcome;

namespace {

const QByteArray passphrase = "canary horse battery\n";
const QByteArray firstKey = "sk-proj-canary000000000000000000000000000000001111";
const QByteArray secondKey = "sk-proj-canary000000000000000000000000000000002222";

} // namespace

class TestVaultCli : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_directory;

    // The passphrase is the first line of standard input; a secret follows it.
    Outcome run(QStringList words, const QByteArray &secret = {}, const QByteArray &given = passphrase)
    {
        QProcess process;
        words.prepend(u"vault"_s);
        process.start(QStringLiteral(PATCHBAY_BINARY_DIR) + u"/bin/patchbay-cli"_s,
                      words + QStringList { u"--data"_s, m_directory->path(), u"--passphrase-fd"_s, u"0"_s });
        process.write(given + secret);
        process.closeWriteChannel();
        process.waitForFinished();
        return { process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError() };
    }

private Q_SLOTS:
    void init() { m_directory = std::make_unique<QTemporaryDir>(); }

    void keysGoInAndAreNeverSeenAgain()
    {
        QCOMPARE(run({ u"init"_s }).exitCode, 0);
        QCOMPARE(run({ u"init"_s }).code(), u"vault_exists"_s);
        QByteArray seen;
        const Outcome added = run({ u"add"_s, u"--name"_s, u"work"_s }, firstKey + '\n');
        QVERIFY2(added.exitCode == 0, added.err.constData());
        QVERIFY(added.out.contains("openai") && added.out.contains("api.openai.com"));
        const Outcome rotated = run({ u"rotate"_s, u"--name"_s, u"work"_s }, secondKey);
        const Outcome listed = run({ u"list"_s, u"--json"_s });
        const QJsonObject row = QJsonDocument::fromJson(listed.out).array().first().toObject();
        QCOMPARE(row[u"name"].toString(), u"work"_s);
        QVERIFY(row[u"parts"][u"key"].toString().endsWith(u"2222"));
        QVERIFY(!row[u"rotated"].isNull());
        for (const Outcome &outcome : { added, rotated, listed }) {
            seen += outcome.out + outcome.err;
        }
        QDirIterator files(m_directory->path(), QDir::Files);
        while (files.hasNext()) {
            QFile file(files.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            seen += file.readAll();
        }
        QVERIFY(!seen.contains("canary"));
        QCOMPARE(run({ u"audit"_s, u"--verify"_s }).exitCode, 0);
        QCOMPARE(run({ u"remove"_s, u"--name"_s, u"work"_s }).exitCode, 0);
        QCOMPARE(QJsonDocument::fromJson(run({ u"list"_s, u"--json"_s }).out).array().size(), 0);
    }

    void wrongInputIsSaidPlainly()
    {
        QCOMPARE(run({ u"list"_s }).code(), u"vault_missing"_s);
        QCOMPARE(run({ u"init"_s }).exitCode, 0);
        QCOMPARE(run({ u"unlock-check"_s }).exitCode, 0);
        const Outcome wrong = run({ u"unlock-check"_s }, {}, "wrong\n");
        QCOMPARE(wrong.exitCode, 1);
        QCOMPARE(wrong.code(), u"vault_wrong_secret"_s);
        QCOMPARE(run({ u"list"_s }, {}, "\n").code(), u"vault_no_passphrase"_s);
        QCOMPARE(run({ u"add"_s, u"--name"_s, u"x"_s, u"--provider"_s, u"nobody"_s }, "secret").code(), u"no_provider"_s);
        QCOMPARE(run({ u"add"_s, u"--name"_s, u"x"_s, u"--provider"_s, u"openai"_s }).code(), u"no_secret"_s);
        QCOMPARE(run({ u"rotate"_s, u"--name"_s, u"x"_s }, "secret").code(), u"not_found"_s);
        QCOMPARE(run({ u"add"_s }).exitCode, 2);
        QCOMPARE(run({ u"open-sesame"_s }).exitCode, 2);
    }

    void otherToolsKeysAreImported()
    {
        QCOMPARE(run({ u"init"_s }).exitCode, 0);
        QFile file(m_directory->filePath(u"my.env"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("export OPENAI_API_KEY=\"" + firstKey + "\"\nGROQ_API_KEY=os.environ/OTHER\nUNRELATED=1\n");
        file.close();
        QVERIFY(run({ u"import"_s, file.fileName() }).out.contains("taken 1, already there 0"));
        QVERIFY(run({ u"import"_s, file.fileName() }).out.contains("taken 0, already there 1"));
    }
};

QTEST_GUILESS_MAIN(TestVaultCli)
#include "tst_vault_cli.moc"
