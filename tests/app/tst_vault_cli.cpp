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

    void keysOfAConfigurationBecomeReferences()
    {
        QCOMPARE(run({ u"init"_s }).exitCode, 0);
        QFile file(m_directory->filePath(u"config.yaml"_s));
        const QByteArray before = "# ours\nmodel_list:\n  - model_name: a # public\n    litellm_params:\n      model: openai/gpt-4o\n"
                                  "      api_key: \"" + firstKey + "\" # mine\n  - model_name: b\n    litellm_params: {model: openai/gpt-4o, api_key: "
            + firstKey + "}\n";
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(before) == before.size());
        file.close();
        const auto text = [&file] {
            QFile read(file.fileName());
            return read.open(QIODevice::ReadOnly) ? read.readAll() : QByteArray();
        };
        const Outcome shown = run({ u"import"_s, file.fileName() });
        QVERIFY2(shown.exitCode == 0 && shown.out.contains("+       api_key: os.environ/OPENAI_API_KEY # mine"), shown.out.constData());
        QVERIFY(!shown.out.contains("canary0000") && shown.out.contains("--replace"));
        QCOMPARE(text(), before);
        QCOMPARE(run({ u"import"_s, file.fileName(), u"--replace"_s }).exitCode, 0);
        QCOMPARE(text(), QByteArray(before).replace('"' + firstKey + '"', "os.environ/OPENAI_API_KEY")
                             .replace(firstKey, "os.environ/OPENAI_API_KEY"));
        // Two keys of one provider: the file says which, in words that only Patchbay knows.
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(QByteArray(before).replace("      api_key: \"" + firstKey, "      api_key: \"" + secondKey)) > 0);
        file.close();
        const Outcome two = run({ u"import"_s, file.fileName() });
        QVERIFY2(two.out.contains("patchbay/vault:openai-2") && two.out.contains("(Patchbay only)"), two.out.constData());
    }

    void aKeychainThatIsNotThereIsSaid()
    {
        QCOMPARE(run({ u"init"_s }).exitCode, 0);
        QCOMPARE(run({ u"keychain"_s }).exitCode, 2);
        QVERIFY(run({ u"keychain"_s, u"status"_s }).out.contains("not set up"));
        const Outcome added = run({ u"keychain"_s, u"add"_s });
        if (added.exitCode == 0) {
            QSKIP("there is a keychain here");
        }
        QVERIFY2(added.code().startsWith(u"keychain_"), added.err.constData());
        QVERIFY(run({ u"keychain"_s, u"status"_s }).out.contains("not set up"));
        const Outcome opened = run({ u"list"_s, u"--keychain"_s });
        QVERIFY2(opened.exitCode == 1 && opened.code().startsWith(u"keychain_"), opened.err.constData());
        QCOMPARE(run({ u"unlock-check"_s }).exitCode, 0); // the passphrase works
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
