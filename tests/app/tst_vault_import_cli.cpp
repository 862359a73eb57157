// SPDX-License-Identifier: GPL-3.0-or-later
//
// `vault import` as scripts call it: configurations, .env files, other tools' keys.
#include "tests/app/vault_folder.h"

#include <QDateTime>
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
using patchbay::test::VaultFolder;

namespace {

const QByteArray &passphrase = patchbay::test::vaultPassphrase;
const QByteArray firstKey = "sk-proj-canary000000000000000000000000000000001111";
const QByteArray secondKey = "sk-proj-canary000000000000000000000000000000002222";

} // namespace

class TestVaultImportCli : public QObject {
    Q_OBJECT

    std::unique_ptr<VaultFolder> m_directory;

    Outcome run(const QStringList &words, const QByteArray &secret = {}, const QByteArray &given = passphrase)
    {
        return m_directory->run(words, secret, given);
    }

private Q_SLOTS:
    void init() { m_directory = std::make_unique<VaultFolder>(); }

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

    // AWS's parts and headers that say who one is are taken as the key is; what is no secret stays.
    void accountsOfAConfigurationBecomeReferences()
    {
        QCOMPARE(run({ u"init"_s }).exitCode, 0);
        QFile file(m_directory->filePath(u"config.yaml"_s));
        const QByteArray before = "model_list:\n  - model_name: a\n    litellm_params:\n      model: bedrock/anthropic.claude-3-haiku-20240307-v1:0\n"
                                  "      aws_access_key_id: AKIACANARY0000000001 # id\n      aws_secret_access_key: 'canary+secret/0000000000000000000000000001'\n"
                                  "      aws_region_name: eu-west-1\n"
                                  "  - model_name: b\n    litellm_params:\n      model: openai/gpt-4o\n      api_base: https://gate.example/v1\n"
                                  "      api_key: " + firstKey + "\n      extra_headers: {anthropic-beta: x, CF-Access-Client-Secret: canary-header-00000001}\n";
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(before) == before.size());
        file.close();
        const Outcome taken = run({ u"import"_s, file.fileName(), u"--replace"_s });
        QVERIFY2(taken.exitCode == 0, taken.err.constData());
        QVERIFY2(!taken.out.contains("canary+secret/") && !taken.out.contains("canary-header-") && !taken.out.contains("AKIACANARY"), taken.out.constData());
        QByteArray after = before;
        after.replace("AKIACANARY0000000001", "os.environ/AWS_ACCESS_KEY_ID")
            .replace("'canary+secret/0000000000000000000000000001'", "os.environ/AWS_SECRET_ACCESS_KEY")
            .replace(firstKey, "os.environ/OPENAI_API_KEY").replace("canary-header-00000001", "patchbay/vault:openai");
        QFile read(file.fileName());
        QVERIFY(read.open(QIODevice::ReadOnly));
        QCOMPARE(read.readAll(), after);
        const Outcome listed = run({ u"list"_s });
        QVERIFY2(listed.out.contains("bedrock") && listed.out.contains("gate.example"), listed.out.constData());
        // Once more there is nothing to take and nothing to replace.
        const Outcome again = run({ u"import"_s, file.fileName() });
        QVERIFY2(again.exitCode == 0 && !again.out.contains("+ "), again.out.constData());
        // The id of an AWS key is known by its shape, and is no key by itself.
        const Outcome alone = run({ u"add"_s, u"--name"_s, u"aws"_s }, "AKIACANARY0000000002");
        QCOMPARE(alone.code(), u"no_secret"_s);
        QVERIFY(alone.err.contains("AWS_SECRET_ACCESS_KEY") && !alone.err.contains("CANARY"));
        // A line of an .env file is its value.
        const Outcome line = run({ u"add"_s, u"--name"_s, u"line"_s }, "export GROQ_API_KEY='gsk_" + QByteArray(52, 'x') + "'\n");
        QVERIFY2(line.exitCode == 0, line.err.constData()); // whose it is tells its shape
        // Bedrock's bearer keys are one, though.
        const Outcome bearer = run({ u"add"_s, u"--name"_s, u"bearer"_s }, "ABSK" + QByteArray(100, 'x'));
        QVERIFY2(bearer.exitCode == 0, bearer.err.constData());
    }

    // Each account of a file has a record of its own, and its parts name it; also where all of it stands on one line.
    void severalAccountsOfAConfiguration()
    {
        QCOMPARE(run({ u"init"_s }).exitCode, 0);
        QFile file(m_directory->filePath(u"config.yaml"_s));
        const QByteArray before = "model_list:\n  - model_name: a\n    litellm_params:\n      model: bedrock/anthropic.claude-3-haiku-20240307-v1:0\n"
                                  "      aws_access_key_id: AKIACANARY0000000001 # id\n      aws_secret_access_key: 'canary+secret/1'\n"
                                  "  - model_name: b\n    litellm_params: {model: bedrock/anthropic.claude-3-haiku-20240307-v1:0, "
                                  "aws_access_key_id: AKIACANARY0000000002, aws_secret_access_key: canary+secret/2}\n"
                                  "  - model_name: c\n    litellm_params:\n      model: vertex_ai/gemini-2.0-flash\n      vertex_credentials:\n"
                                  "        type: service_account\n        project_id: p\n        private_key_id: 00112233aabb\n        private_key: canary-pem\n"
                                  "        client_email: a@b.example\n      vertex_location: europe-west4\n";
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(before) == before.size());
        file.close();
        const Outcome taken = run({ u"import"_s, file.fileName(), u"--replace"_s });
        QVERIFY2(taken.exitCode == 0, taken.err.constData());
        QVERIFY2(!taken.out.contains("canary") && !taken.out.contains("CANARY"), taken.out.constData());
        QByteArray after = before;
        after.replace("AKIACANARY0000000001", "patchbay/vault:bedrock").replace("'canary+secret/1'", "patchbay/vault:bedrock")
            .replace("AKIACANARY0000000002", "patchbay/vault:bedrock-2").replace("canary+secret/2", "patchbay/vault:bedrock-2")
            .replace(after.indexOf(":\n        type:"), after.indexOf("\n      vertex_location") - after.indexOf(":\n        type:"), ": os.environ/VERTEXAI_CREDENTIALS");
        QFile read(file.fileName());
        QVERIFY(read.open(QIODevice::ReadOnly));
        QCOMPARE(read.readAll(), after);
        const Outcome listed = run({ u"list"_s });
        QVERIFY2(listed.out.contains("bedrock-2") && listed.out.contains("key file ····aabb"), listed.out.constData());
        QVERIFY(!run({ u"import"_s, file.fileName() }).out.contains("+ "));
    }

    void whatIsNoEnvFileIsSaid()
    {
        QCOMPARE(run({ u"init"_s }).exitCode, 0);
        const QString path = m_directory->filePath(u"some.env"_s);
        const auto import = [&](const QByteArray &text) {
            QFile file(path);
            return file.open(QIODevice::WriteOnly | QIODevice::Truncate) && file.write(text) == text.size() && file.flush()
                ? run({ u"import"_s, path })
                : Outcome {};
        };
        for (const QByteArray &text : { QByteArray("\x7f" "ELF\x02\x01\0\0", 8), QByteArray("OPENAI_API_KEY: " + firstKey + "\n") }) {
            const Outcome refused = import(text);
            QCOMPARE(refused.exitCode, 1);
            QVERIFY2(refused.code() == u"bad_file"_s && refused.err.contains("some.env"), refused.err.constData());
            QVERIFY(!refused.err.contains("canary"));
        }
        // Some of it is good: that is taken, and the rest is named by its line.
        const Outcome some = import("\xef\xbb\xbfOPENAI_API_KEY=" + firstKey + "\r\nANTHROPIC: x\nWORK_KEY=" + secondKey + "\n");
        QVERIFY2(some.exitCode == 0 && some.out.contains("taken 1"), some.err.constData());
        QVERIFY2(some.err.contains("some.env:2: no NAME=value"), some.err.constData());
        QVERIFY2(some.err.contains("some.env:3: WORK_KEY looks like a key (openai)") && !some.err.contains("canary"), some.err.constData());
        QCOMPARE(import("# nothing\n\n").exitCode, 0);
    }

    // A region, a version and an address belong to the key beside which they stand, and to none that is there already.
    void anAccountOfAnEnvFileStaysTogether()
    {
        QCOMPARE(run({ u"init"_s }).exitCode, 0);
        QFile file(m_directory->filePath(u"my.env"_s));
        for (const char *name : { "one", "two" }) {
            QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
            file.write("AWS_ACCESS_KEY_ID=AKIA" + QByteArray(name) + "\nAWS_SECRET_ACCESS_KEY=secret-" + name + "\nAWS_REGION=" + name
                       + "-region\nAZURE_API_KEY=azure-" + name + "\nAZURE_API_BASE=https://" + name
                       + ".openai.azure.com/\nAZURE_API_VERSION=v-" + name + "\n");
            file.close();
            QVERIFY(run({ u"import"_s, file.fileName() }).exitCode == 0);
        }
        QHash<QString, QJsonObject> rows;
        for (const QJsonValue &row : QJsonDocument::fromJson(run({ u"list"_s, u"--json"_s }).out).array()) {
            rows.insert(row[u"name"].toString(), row.toObject());
        }
        QCOMPARE(rows.size(), 4);
        for (const auto &[record, name] : { std::pair(u"bedrock"_s, u"one"_s), std::pair(u"bedrock-2"_s, u"two"_s) }) {
            QCOMPARE(rows[record][u"parts"].toObject().size(), 2);
            QCOMPARE(rows[record][u"settings"].toObject()[u"aws_region_name"].toString(), name + u"-region"_s);
        }
        for (const auto &[record, name] : { std::pair(u"azure"_s, u"one"_s), std::pair(u"azure-2"_s, u"two"_s) }) {
            QCOMPARE(rows[record][u"origin"].toString(), u"https://"_s + name + u".openai.azure.com:443"_s);
            QCOMPARE(rows[record][u"settings"].toObject()[u"azure_api_version"].toString(), u"v-"_s + name);
        }
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

QTEST_GUILESS_MAIN(TestVaultImportCli)
#include "tst_vault_import_cli.moc"
