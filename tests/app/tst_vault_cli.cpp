// SPDX-License-Identifier: GPL-3.0-or-later
//
// The vault as scripts call it: passphrase on a descriptor, secret on standard input, nothing of either in
// any output or file.
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

class TestVaultCli : public QObject {
    Q_OBJECT

    std::unique_ptr<VaultFolder> m_directory;

    Outcome run(const QStringList &words, const QByteArray &secret = {}, const QByteArray &given = passphrase)
    {
        return m_directory->run(words, secret, given);
    }

private Q_SLOTS:
    void init() { m_directory = std::make_unique<VaultFolder>(); }

    // A folder that a backup has put back: every byte is right, and yet the rotated key is the one of before.
    void anOlderCopyIsToldOf()
    {
        QCOMPARE(run({ u"init"_s }).exitCode, 0);
        QCOMPARE(run({ u"add"_s, u"--name"_s, u"work"_s }, firstKey).exitCode, 0);
        const QString file = m_directory->filePath(u"vault.bin"_s);
        QVERIFY(QFile::copy(file, m_directory->filePath(u"kept"_s)));
        QCOMPARE(run({ u"rotate"_s, u"--name"_s, u"work"_s }, secondKey).exitCode, 0);
        QVERIFY(!run({ u"list"_s }).err.contains("older copy"));
        QVERIFY(QFile::remove(file) && QFile::copy(m_directory->filePath(u"kept"_s), file));
        for (int time = 0; time < 2; ++time) {
            const Outcome listed = run({ u"list"_s });
            QVERIFY2(listed.exitCode == 0 && listed.err.contains("This vault is an older copy"), listed.err.constData());
            QVERIFY(!listed.err.contains("canary"));
        }
        QVERIFY(run({ u"audit"_s }).out.contains("older vault"));
        // Who goes on with it says so by that.
        QVERIFY(run({ u"add"_s, u"--name"_s, u"more"_s }, secondKey).err.contains("older copy"));
        QVERIFY(!run({ u"list"_s }).err.contains("older copy"));
        // A new vault in the same place is no older one.
        QVERIFY(QFile::remove(file) && QFile::remove(file + u".bak"_s));
        QCOMPARE(run({ u"init"_s }).exitCode, 0);
        QVERIFY(!run({ u"list"_s }).err.contains("older copy"));
    }

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

    void whatIsNoKeyIsRefused()
    {
        QCOMPARE(run({ u"init"_s }).exitCode, 0);
        const QStringList add { u"add"_s, u"--name"_s, u"x"_s, u"--provider"_s, u"openai"_s };
        QCOMPARE(run(add, "one line\nand another").code(), u"bad_secret"_s);
        QCOMPARE(run(add, QByteArray("with\0zero", 9)).code(), u"bad_secret"_s);
        QCOMPARE(run(add, QByteArray(200'000, 'k')).code(), u"bad_secret"_s);
        for (const QString &origin : { u"https://user:pw@a.example"_s, u"https://a.example/path"_s, u"https://a.example?x=1"_s }) {
            QCOMPARE(run(add + QStringList { u"--origin"_s, origin }, firstKey).code(), u"bad_origin"_s);
        }
        QCOMPARE(run(add + QStringList { u"--expires"_s, u"2001-01-01"_s }, firstKey).code(), u"bad_day"_s);
        QCOMPARE(run({ u"add"_s, u"--name"_s, u"a\nb"_s, u"--provider"_s, u"openai"_s }, firstKey).code(), u"bad_name"_s);
        QVERIFY(run({ u"list"_s }).out.isEmpty() || !run({ u"list"_s }).out.contains("openai"));
        QCOMPARE(run(add + QStringList { u"--origin"_s, u"https://API.example/"_s }, "  \"" + firstKey + "\"  \n").exitCode, 0);
        QVERIFY(run({ u"list"_s }).out.contains("api.example"));
    }

    // What stands in a template where a key is to be is no key; a mark at a file's beginning is no letter.
    void templatesAreNoKeys()
    {
        QCOMPARE(run({ u"init"_s }).exitCode, 0);
        QFile file(m_directory->filePath(u"template.env"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("\xef\xbb\xbfOPENAI_API_KEY=" + firstKey + "\nANTHROPIC_API_KEY=<your key here>\nGROQ_API_KEY=changeme\nMISTRAL_API_KEY=op://vault/mistral\n");
        file.close();
        QCOMPARE(run({ u"import"_s, file.fileName() }).exitCode, 0);
        const QByteArray list = run({ u"list"_s }).out;
        QVERIFY2(list.contains("openai") && !list.contains("anthropic") && !list.contains("groq") && !list.contains("mistral"), list.constData());
    }

    void keyFilesAreKnown()
    {
        QCOMPARE(run({ u"init"_s }).exitCode, 0);
        const QByteArray file = R"({"type":"service_account","project_id":"p","private_key_id":"00112233aabb","private_key":"canary","client_email":"a@b.example"})";
        const Outcome added = run({ u"add"_s, u"--name"_s, u"google"_s }, file + '\n');
        QVERIFY2(added.exitCode == 0 && added.out.contains("vertex_ai") && added.out.contains("aabb"), (added.out + added.err).constData());
        QCOMPARE(run({ u"add"_s, u"--name"_s, u"half"_s }, file.first(60)).code(), u"bad_key_file"_s);
        const Outcome other = run({ u"add"_s, u"--name"_s, u"other"_s }, R"({"type":"service_account","private_key":"canary"})");
        QVERIFY2(other.code() == u"bad_key_file"_s && other.err.contains("client_email") && !other.err.contains("canary"), other.err.constData());
        // A quote that does not end: a part of the key may be missing.
        QCOMPARE(run({ u"add"_s, u"--name"_s, u"quote"_s, u"--provider"_s, u"openai"_s }, '"' + firstKey).code(), u"bad_secret"_s);
        QFile env(m_directory->filePath(u"half.env"_s));
        QVERIFY(env.open(QIODevice::WriteOnly) && env.write("OPENAI_API_KEY=\"" + firstKey + "\nGROQ_API_KEY='gsk_" + QByteArray(52, 'x') + "'\n") > 0);
        env.close();
        const Outcome imported = run({ u"import"_s, env.fileName() });
        QVERIFY2(imported.exitCode == 0 && imported.out.contains("taken 1") && imported.err.contains(":1: OPENAI_API_KEY is not taken"), (imported.out + imported.err).constData());
        QVERIFY(!imported.err.contains("canary"));
        QCOMPARE(run({ u"add"_s, u"--name"_s, u"soon"_s, u"--provider"_s, u"openai"_s, u"--expires"_s, u"2199-01-31"_s }, secondKey).exitCode, 0);
        QVERIFY(run({ u"list"_s }).out.contains("expires 2199-01-31"));
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

    // Of two at the same moment one makes the vault, and it is that one's passphrase that opens it.
    void twoThatMakeAVaultAtOnce()
    {
        for (int round = 0; round < 3; ++round) {
            const QString folder = m_directory->filePath(QString::number(round));
            QProcess makers[2];
            const QByteArray passphrases[2] = { "the first one's words\n", "the second one's words\n" };
            for (int which = 0; which < 2; ++which) {
                makers[which].start(QStringLiteral(PATCHBAY_BINARY_DIR) + u"/bin/patchbay-cli"_s,
                                    { u"vault"_s, u"init"_s, u"--data"_s, folder, u"--passphrase-fd"_s, u"0"_s });
            }
            for (int which = 0; which < 2; ++which) {
                QVERIFY(makers[which].waitForStarted());
                makers[which].write(passphrases[which]);
                makers[which].closeWriteChannel();
            }
            int winner = -1;
            for (int which = 0; which < 2; ++which) {
                QVERIFY(makers[which].waitForFinished());
                winner = makers[which].exitCode() == 0 ? which : winner;
            }
            QVERIFY(winner >= 0);
            QCOMPARE(makers[1 - winner].exitCode(), 1);
            QVERIFY(makers[1 - winner].readAllStandardError().contains("vault_exists"));
            QProcess check;
            check.start(QStringLiteral(PATCHBAY_BINARY_DIR) + u"/bin/patchbay-cli"_s,
                        { u"vault"_s, u"unlock-check"_s, u"--data"_s, folder, u"--passphrase-fd"_s, u"0"_s });
            check.write(passphrases[winner]);
            check.closeWriteChannel();
            QVERIFY(check.waitForFinished());
            QCOMPARE(check.exitCode(), 0);
        }
    }

    void anAccountComesInOneGo()
    {
        QCOMPARE(run({ u"init"_s }).exitCode, 0);
        const QStringList add { u"add"_s, u"--provider"_s, u"bedrock"_s, u"--name"_s };
        const Outcome added = run(add + QStringList { u"prod"_s, u"--parts"_s },
                                  "AWS_ACCESS_KEY_ID=AKIAcanary\nAWS_SECRET_ACCESS_KEY=canary-secret\nAWS_REGION_NAME=eu-west-1\n");
        QVERIFY2(added.exitCode == 0, added.err.constData());
        const Outcome headers = run({ u"add"_s, u"--name"_s, u"prod"_s, u"--headers"_s }, "X-Team: canary-team\nCF-Id: canary-id");
        QVERIFY2(headers.exitCode == 0, headers.err.constData());
        const Outcome listed = run({ u"list"_s, u"--json"_s });
        const QJsonObject row = QJsonDocument::fromJson(listed.out).array().first().toObject();
        QCOMPARE(row[u"parts"].toObject().keys(),
                 (QStringList { u"aws_access_key_id"_s, u"aws_secret_access_key"_s, u"header:cf-id"_s, u"header:x-team"_s }));
        QCOMPARE(row[u"settings"].toObject()[u"aws_region_name"].toString(), u"eu-west-1"_s);
        QVERIFY(run({ u"list"_s }).out.contains("header x-team"));
        QVERIFY(!(added.out + headers.out + listed.out).contains("canary"));
        // A typing mistake is no part.
        const Outcome wrong = run(add + QStringList { u"x"_s, u"--part"_s, u"aws_acces_key_id"_s }, "secret");
        QCOMPARE(wrong.code(), u"no_such_part"_s);
        QCOMPARE(run(add + QStringList { u"x"_s, u"--headers"_s }, "canary without a name").code(), u"bad_header"_s);
        QCOMPARE(QJsonDocument::fromJson(run({ u"list"_s, u"--json"_s }).out).array().size(), 1);
        // Out and in again by a sealed file, headers included.
        const QString file = m_directory->filePath(u"sealed.vault"_s);
        QCOMPARE(run({ u"export"_s, u"--to"_s, file, u"--export-passphrase-fd"_s, u"0"_s }, "another passphrase\n").exitCode, 0);
        QCOMPARE(run({ u"remove"_s, u"--name"_s, u"prod"_s }).exitCode, 0);
        QVERIFY(run({ u"import"_s, file, u"--export-passphrase-fd"_s, u"0"_s }, "another passphrase\n").out.contains("taken 1"));
        QVERIFY(run({ u"list"_s }).out.contains("header x-team"));
    }

    void whatIsToBeRevokedIsListed()
    {
        QCOMPARE(run({ u"init"_s }).exitCode, 0);
        QCOMPARE(run({ u"add"_s, u"--name"_s, u"work"_s }, firstKey).exitCode, 0);
        QCOMPARE(run({ u"revoked"_s, u"--name"_s, u"work"_s }).code(), u"nothing_to_revoke"_s);
        QCOMPARE(run({ u"rotate"_s, u"--name"_s, u"work"_s, u"--grace"_s, u"5"_s }, secondKey).exitCode, 0);
        QVERIFY(run({ u"list"_s }).out.contains("····1111 may be in use until"));
        QCOMPARE(run({ u"revoked"_s, u"--name"_s, u"work"_s }).code(), u"nothing_to_revoke"_s);
        // Not to what it is already, and not while the one before is kept.
        QCOMPARE(run({ u"rotate"_s, u"--name"_s, u"work"_s }, secondKey).code(), u"same_secret"_s);
        QCOMPARE(run({ u"rotate"_s, u"--name"_s, u"work"_s, u"--grace"_s, u"0"_s }, firstKey).code(), u"rotating"_s);
        QCOMPARE(run({ u"retire"_s, u"--name"_s, u"work"_s }).exitCode, 0);
        QCOMPARE(run({ u"rotate"_s, u"--name"_s, u"work"_s, u"--grace"_s, u"0"_s }, firstKey).exitCode, 0);
        const QByteArray listed = run({ u"list"_s }).out;
        QVERIFY2(listed.contains("····2222 is rotated out: revoke it at the provider, https://platform.openai.com"), listed.constData());
        QVERIFY(listed.contains("vault revoked --name work"));
        QCOMPARE(run({ u"revoked"_s, u"--name"_s, u"work"_s }).exitCode, 0);
        QVERIFY(!run({ u"list"_s }).out.contains("2222"));
        QVERIFY(run({ u"audit"_s }).out.contains("revoked at the provider"));
    }

    void aMissingVaultIsNotMadeAnew()
    {
        QCOMPARE(run({ u"init"_s }).exitCode, 0);
        QCOMPARE(run({ u"add"_s, u"--name"_s, u"work"_s }, firstKey).exitCode, 0);
        const QString vault = m_directory->filePath(u"vault.bin"_s);
        QVERIFY(QFile::remove(vault));
        for (const char *verb : { "list", "init" }) {
            const Outcome refused = run({ QString::fromLatin1(verb) });
            QCOMPARE(refused.code(), u"vault_backup"_s);
            QVERIFY2(refused.err.contains("vault.bin.bak") && refused.err.contains("cp -p"), refused.err.constData());
        }
        QVERIFY(QFile::exists(vault + u".bak"_s) && !QFile::exists(vault));
    }

    // By the recovery code too, where the passphrase is forgotten.
    void passphraseAndRecoveryCodeAreMadeAnew()
    {
        const Outcome made = run({ u"init"_s, u"--recovery"_s });
        const QByteArray code = made.out.mid(made.out.indexOf("once: ") + 6);
        QCOMPARE(run({ u"passphrase"_s, u"--new-passphrase-fd"_s, u"0"_s }, "canary the second\n", code).exitCode, 0);
        QCOMPARE(run({ u"unlock-check"_s }).code(), u"vault_wrong_secret"_s);
        QCOMPARE(run({ u"unlock-check"_s }, {}, "canary the second\n").exitCode, 0);
        const Outcome renewed = run({ u"recovery"_s }, {}, "canary the second\n");
        const QByteArray second = renewed.out.mid(renewed.out.indexOf("once: ") + 6);
        QVERIFY(second.size() == code.size() && second != code);
        QCOMPARE(run({ u"unlock-check"_s }, {}, code).code(), u"vault_wrong_secret"_s);
        QCOMPARE(run({ u"unlock-check"_s }, {}, second).exitCode, 0);
        const QByteArray log = run({ u"audit"_s }).out;
        QVERIFY(log.contains("passphrase changed") && log.contains("recovery code renewed"));
    }

    void furtherSlipsAreSaid()
    {
        QCOMPARE(run({ u"init"_s }).exitCode, 0);
        QCOMPARE(run({ u"add"_s, u"--name"_s, u"work"_s }, firstKey).exitCode, 0);
        // An old key that stays for ever is no rotation.
        QCOMPARE(run({ u"rotate"_s, u"--name"_s, u"work"_s, u"--grace"_s, u"2000000000"_s }, secondKey).exitCode, 2);
        QCOMPARE(run({ u"test"_s, u"--all"_s, u"--name"_s, u"work"_s }).exitCode, 2);
        // Nothing was found where nothing was searched: that is no clean bill.
        QCOMPARE(run({ u"leaks"_s, m_directory->filePath(u"not-there"_s) }).exitCode, 1);
        // The passphrase of the exported file is another one than the vault's.
        qputenv("CREDENTIALS_DIRECTORY", m_directory->path().toUtf8());
        QFile credential(m_directory->filePath(u"patchbay-passphrase"_s));
        QVERIFY(credential.open(QIODevice::WriteOnly) && credential.write(passphrase) > 0);
        credential.close();
        const Outcome exported = run({ u"export"_s, u"--to"_s, m_directory->filePath(u"out.bin"_s) });
        qunsetenv("CREDENTIALS_DIRECTORY");
        QVERIFY2(exported.code() == u"vault_no_passphrase"_s && exported.err.contains("--export-passphrase-fd"), exported.err.constData());
    }

    void aShapeOfSeveralProvidersIsRefused()
    {
        QCOMPARE(run({ u"init"_s }).exitCode, 0);
        const QByteArray key = "sk_canary0123456789abcdef0123456789abcdef01234567";
        const Outcome refused = run({ u"add"_s, u"--name"_s, u"voice"_s }, key);
        QVERIFY2(refused.code() == u"several_providers"_s, refused.err.constData());
        QVERIFY2(refused.err.contains("novita") && refused.err.contains("elevenlabs") && refused.err.contains("--provider"), refused.err.constData());
        QVERIFY(run({ u"add"_s, u"--name"_s, u"voice"_s, u"--provider"_s, u"elevenlabs"_s }, key).out.contains("api.elevenlabs.io"));
    }

    // Two typing mistakes cost nothing; what looks like guessing waits, in whatever process.
    void wrongPassphrasesMakeTheNextTryWait()
    {
        QCOMPARE(run({ u"init"_s }).exitCode, 0);
        for (int number = 0; number < 2; ++number) {
            QCOMPARE(run({ u"list"_s }, {}, "wrong\n").code(), u"vault_wrong_secret"_s);
        }
        const Outcome third = run({ u"list"_s }, {}, "wrong\n");
        QVERIFY2(third.error()[u"remedy"].toString().contains(u"Wait 1 s before the next try"), third.err.constData());
        const QString tries = m_directory->filePath(u"vault.bin.tries"_s);
        const auto write = [&tries](const QByteArray &text) {
            QFile file(tries);
            return file.open(QIODevice::WriteOnly) && file.write(text) == text.size();
        };
        // As if there had been many of them, now: not the right one either.
        const qint64 now = QDateTime::currentSecsSinceEpoch();
        QVERIFY(write("40 " + QByteArray::number(now)));
        const Outcome waits = run({ u"list"_s });
        QCOMPARE(waits.code(), u"vault_wait"_s);
        QVERIFY2(waits.err.contains("40 wrong passphrases"), waits.err.constData());
        // A minute at most, also where the clock was set back; and what is no count is none.
        QVERIFY(write("40 " + QByteArray::number(now - 61)));
        QCOMPARE(run({ u"list"_s }).exitCode, 0);
        QVERIFY(!QFile::exists(tries)); // the right one ends it
        QVERIFY(write("40 " + QByteArray::number(now + 86'400)));
        QCOMPARE(run({ u"list"_s }).exitCode, 0);
        QVERIFY(write("nonsense"));
        QCOMPARE(run({ u"list"_s }).exitCode, 0);
    }

    // The lines that are left follow from each other; the vault knows that there were more.
    void aLogThatWasCutIsNoticed()
    {
        QCOMPARE(run({ u"init"_s }).exitCode, 0);
        QCOMPARE(run({ u"add"_s, u"--name"_s, u"work"_s }, firstKey).exitCode, 0);
        QCOMPARE(run({ u"add"_s, u"--name"_s, u"more"_s }, secondKey).exitCode, 0);
        QCOMPARE(run({ u"audit"_s, u"--verify"_s }).exitCode, 0);
        const QString log = m_directory->filePath(u"vault-audit.jsonl"_s);
        QFile file(log);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray first = file.readLine();
        file.close();
        for (const QByteArray &left : { first, QByteArray() }) {
            QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
            file.write(left);
            file.close();
            // Whoever opens the vault is told, though each line that is left follows from the one before.
            QVERIFY(run({ u"list"_s }).err.contains("The audit log was cut"));
        }
        QVERIFY(QFile::remove(log));
        QProcess verify;
        verify.start(QStringLiteral(PATCHBAY_BINARY_DIR) + u"/bin/patchbay-cli"_s,
                     { u"vault"_s, u"audit"_s, u"--verify"_s, u"--data"_s, m_directory->path() });
        verify.waitForFinished();
        QVERIFY(verify.readAllStandardOutput().contains("with --passphrase-fd"));
        QCOMPARE(run({ u"audit"_s, u"--verify"_s }).code(), u"audit_broken"_s);
    }
};

QTEST_GUILESS_MAIN(TestVaultCli)
#include "tst_vault_cli.moc"
