// SPDX-License-Identifier: GPL-3.0-or-later
//
// Where keys of a vault stand in plain text: in which line of which file, and what is to be done about it.
#include "models/vault/leak_watch.h"
#include "tests/models/vault/vault_samples.h"

#include <QFile>
#include <QDir>
#include <QTest>

#include <set>

#include <sys/stat.h>

using namespace patchbay;
using namespace patchbay::vault;

namespace {

const std::string openAi = "sk-proj-canary-0123456789abcdefghijklmnopqrstuvwxyz-4f2a";
const std::string anthropic = "sk-ant-canary-9876543210zyxwvutsrqponmlkjihgfedcba";
const std::string old = "sk-proj-before-its-rotation-0123456789abcdef";

std::vector<VaultRecord> records()
{
    std::vector<VaultRecord> all;
    all.push_back(record("openai-prod", openAi));
    all.back().previous.emplace("key", SecretBytes::copyOf(old));
    all.push_back(record("claude", anthropic));
    all.push_back(record("short", "k-12345"));
    all.push_back(record("google", "{\"type\":\"service_account\",\"private_key_id\":\"0123456789abcdef0123456789abcdef01234567\",\"client_email\":\"a@b\"}"));
    return all;
}

LeakWatch watch()
{
    return LeakWatch(records(), SecretBytes::copyOf(std::string(32, 'f')));
}

void write(const QString &path, const std::string &text)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray::fromStdString(text));
}

} // namespace

class TestLeakWatch : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void findsAKeyWhereverItStands_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArrayList>("found"); // "key:line"
        const QByteArray key = QByteArray::fromStdString(openAi);
        QTest::newRow("alone") << key << QByteArrayList { "openai-prod:1" };
        QTest::newRow("variable") << "a\nexport OPENAI_API_KEY=\"" + key + "\"\n" << QByteArrayList { "openai-prod:2" };
        QTest::newRow("inside a word") << "x" + key + "y" << QByteArrayList { "openai-prod:1" };
        QTest::newRow("twice in a line") << key + " " + key << QByteArrayList { "openai-prod:1" };
        QTest::newRow("two lines") << key + "\n\n" + key << QByteArrayList { "openai-prod:1", "openai-prod:3" };
        QTest::newRow("two keys") << key + ";" + QByteArray::fromStdString(anthropic) << QByteArrayList { "openai-prod:1", "claude:1" };
        QTest::newRow("cut off") << key.chopped(1) << QByteArrayList {};
        QTest::newRow("another") << QByteArray("sk-proj-canary-0123456789abcdefghijklmnopqrstuvwxyz-4f2b") << QByteArrayList {};
        QTest::newRow("too short to be one") << QByteArray("k-12345") << QByteArrayList {};
        QTest::newRow("of before") << QByteArray::fromStdString(old) << QByteArrayList { "openai-prod:1 previous" };
        QTest::newRow("part of a document") << QByteArray("id: 0123456789abcdef0123456789abcdef01234567") << QByteArrayList { "google:1" };
        QTest::newRow("bytes") << QByteArray("\0\xff\n", 3) + key + QByteArray("\0", 1) << QByteArrayList { "openai-prod:2" };
        QTest::newRow("nothing") << QByteArray() << QByteArrayList {};
    }
    void findsAKeyWhereverItStands()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const QByteArrayList, found);
        QByteArrayList told;
        for (const FoundSecret &secret : watch().search(text.toStdString())) {
            told.append(QByteArray::fromStdString(secret.key) + ':' + QByteArray::number(static_cast<qulonglong>(secret.line))
                        + (secret.previous ? " previous" : ""));
        }
        QCOMPARE(told, found);
    }

    void searchesFoldersAndSaysWhatToDo()
    {
        const QTemporaryDir folder;
        QVERIFY(QDir(folder.path()).mkpath(QStringLiteral("project/node_modules")));
        write(folder.filePath(QStringLiteral(".bash_history")), "ls\ncurl -H 'Authorization: Bearer " + openAi + "'\n");
        write(folder.filePath(QStringLiteral("project/.env")), "OPENAI_API_KEY=" + openAi + "\n");
        write(folder.filePath(QStringLiteral("project/config.yaml")), "model_list:\n  - api_key: " + anthropic + "\n");
        write(folder.filePath(QStringLiteral("project/node_modules/a.js")), openAi);
        ::chmod(folder.filePath(QStringLiteral("project/.env")).toUtf8().constData(), 0644);
        QFile::link(folder.filePath(QStringLiteral("project/.env")), folder.filePath(QStringLiteral("project/linked.env")));
        const std::vector<std::filesystem::path> places { folder.path().toStdString() };
        const LeakReport report = searchFiles(watch(), places);
        QCOMPARE(report.leaks.size(), 3U);
        QCOMPARE(report.files, 3U);
        QVERIFY(report.unread.empty() && !report.cutOff);
        QMap<QString, Leak> byName;
        for (const Leak &leak : report.leaks) {
            byName.insert(QString::fromStdString(leak.file.filename().string()), leak);
        }
        QCOMPARE(byName[QStringLiteral(".bash_history")].line, 2U);
        QVERIFY(remedyOf(byName[QStringLiteral(".bash_history")]).contains("history"));
        const Leak environment = byName[QStringLiteral(".env")];
        QCOMPARE(environment.mode, 0644U);
        QVERIFY(remedyOf(environment).contains("chmod 600") && remedyOf(environment).contains("Others"));
        QVERIFY(remedyOf(byName[QStringLiteral("config.yaml")]).contains("os.environ/"));
        QCOMPARE(QString::fromStdString(byName[QStringLiteral("config.yaml")].key), QStringLiteral("claude"));
    }

    void whatCannotBeReadIsTold()
    {
        const std::vector<std::filesystem::path> places { "/nonexistent/place" };
        const LeakReport report = searchFiles(watch(), places);
        QCOMPARE(report.unread.size(), 1U);
        QVERIFY(report.unread[0].starts_with("/nonexistent/place: "));
    }

    void theUsualPlacesAreThoseThatAreThere()
    {
        const QTemporaryDir home;
        write(home.filePath(QStringLiteral(".zsh_history")), "x");
        write(home.filePath(QStringLiteral(".env.local")), "x");
        write(home.filePath(QStringLiteral("notes.txt")), "x");
        const std::filesystem::path root = home.path().toStdString();
        const std::vector<std::filesystem::path> places = usualLeakPlaces(root, root);
        QCOMPARE(places.size(), 2U);
        QVERIFY(places[0].filename() == ".zsh_history" && places[1].filename() == ".env.local");
    }

    // What Patchbay writes itself, and the configurations in use.
    void theUsualPlacesHaveConfigurationsAndOwnFiles()
    {
        const QTemporaryDir home;
        for (const char *name : { "runs.db", "runs.db-wal", "session.db", "ledger.db", "config.yaml", "served.yaml" }) {
            write(home.filePath(QString::fromLatin1(name)), openAi);
        }
        const std::filesystem::path root = home.path().toStdString();
        const std::vector<std::filesystem::path> configs { root / "served.yaml" };
        std::set<std::string> names;
        for (const std::filesystem::path &place : usualLeakPlaces("/nonexistent", root, root, configs)) {
            names.insert(place.filename().string());
        }
        QVERIFY((names == std::set<std::string> { "runs.db", "runs.db-wal", "session.db", "config.yaml", "served.yaml" }));
    }

    // Lists in both spellings, files in folders, files that include others and themselves.
    void includedFilesAreSearchedToo()
    {
        const QTemporaryDir home;
        QVERIFY(QDir(home.path()).mkpath(QStringLiteral("parts")));
        write(home.filePath(QStringLiteral("served.yaml")), "include:\n  # models\n  - models.yaml # ours\n- \"parts/more.yaml\"\nmodel_list: []\n- other.yaml\n");
        write(home.filePath(QStringLiteral("models.yaml")), "include: ['deep.yaml', served.yaml]\n");
        for (const char *name : { "deep.yaml", "parts/more.yaml", "other.yaml" }) {
            write(home.filePath(QString::fromLatin1(name)), openAi);
        }
        const std::filesystem::path root = home.path().toStdString();
        const std::vector<std::filesystem::path> configs { root / "served.yaml" };
        std::set<std::string> names;
        for (const std::filesystem::path &place : usualLeakPlaces("/nonexistent", "/nonexistent", {}, configs)) {
            names.insert(place.lexically_relative(root).string());
        }
        QVERIFY((names == std::set<std::string> { "served.yaml", "models.yaml", "deep.yaml", "parts/more.yaml" }));
    }

    void whatIsTooFarDownIsTold()
    {
        const QTemporaryDir folder;
        QString deep = folder.path();
        for (int level = 1; level <= deepestSearched + 2; ++level) {
            deep += QStringLiteral("/d");
        }
        QVERIFY(QDir().mkpath(deep));
        write(deep + QStringLiteral("/.env"), openAi);
        const std::vector<std::filesystem::path> places { folder.path().toStdString() };
        const LeakReport report = searchFiles(watch(), places);
        QVERIFY(report.leaks.empty());
        QCOMPARE(QString::fromStdString(tooDeepInWords(report)), QStringLiteral("1 folder deeper than 8 was not searched"));
        QVERIFY(tooDeepInWords({}).empty());
    }

    // Two megabytes a millisecond would be a dream; a second for a hundred is the least.
    void isFast()
    {
        std::string text;
        while (text.size() < 20'000'000) {
            text += "export PATH=/usr/bin:/bin; git commit -m 'a message of usual length'; ssh host -p 2222\n";
        }
        text += openAi;
        const LeakWatch fast = watch();
        timespec start {};
        timespec end {};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &start);
        QCOMPARE(fast.search(text).size(), 1U);
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &end);
        const double seconds = static_cast<double>(end.tv_sec - start.tv_sec) + static_cast<double>(end.tv_nsec - start.tv_nsec) / 1e9;
        QVERIFY2(seconds < 2, qPrintable(QString::number(seconds)));
    }
};

QTEST_APPLESS_MAIN(TestLeakWatch)
#include "tst_leak_watch.moc"
