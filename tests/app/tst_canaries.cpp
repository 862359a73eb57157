// SPDX-License-Identifier: GPL-3.0-or-later
//
// Canary keys through the product as people use it: a vault made, filled, imported into, rotated and exported; a gateway
// that calls a provider which throws the key back in every form and status; wrong words, a crash. Then everything that
// was written or said is searched for them.
#include "app/bench/memory_search.h"
#include "tests/app/cli_outcome.h"
#include "tests/app/gossip.h"

#include <QDirIterator>
#include <QFile>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <set>

#include <sys/resource.h>

using namespace patchbay;
using namespace Qt::StringLiterals;
using namespace patchbay::test;

class TestCanaries : public QObject {
    Q_OBJECT

    QTemporaryDir m_home; // everything that the product may write to
    QTemporaryDir m_outside; // the person's own files, which hold keys
    QByteArray m_said;
    std::set<std::string> m_found;

    QString data() const { return m_home.filePath(u"data"_s); }
    QString temporary() const { return m_home.filePath(u"tmp"_s); }
    Outcome run(const QStringList &words, const std::string &input = {})
    {
        const Outcome outcome = test::runCli(m_home.path(), words, QByteArray::fromStdString(input),
                                             { { u"TMPDIR"_s, temporary() }, { u"PATH"_s, qEnvironmentVariable("PATH") } });
        m_said += outcome.out + outcome.err;
        return outcome;
    }
    Outcome vault(QStringList words, const std::string &secret = {}, const std::string &given = passphrase)
    {
        words.prepend(u"vault"_s);
        return run(words + QStringList { u"--data"_s, data(), u"--passphrase-fd"_s, u"0"_s }, given + '\n' + secret);
    }
    QString outside(const QString &name, const std::string &text) const
    {
        QFile file(m_outside.filePath(name));
        if (file.open(QIODevice::WriteOnly)) {
            file.write(QByteArray::fromStdString(text));
        }
        return file.fileName();
    }
    void search(const QByteArray &text, const QString &where)
    {
        const std::string_view seen(text.constData(), static_cast<std::size_t>(text.size()));
        for (const auto &[name, secret] : std::initializer_list<std::pair<std::string, std::string>> {
                 { "first key", firstKey.substr(8) }, { "second key", secondKey.substr(8) },
                 { "imported key", importedKey.substr(13) }, { "passphrase", passphrase } }) {
            std::vector<bench::Needle> needles = bench::needlesOf(name, secret, true);
            needles.push_back({ name + " percent", percentEncoded(secret) });
            for (const bench::Needle &needle : needles) {
                if (seen.find(needle.bytes) != std::string_view::npos) {
                    m_found.insert(needle.name + " in " + where.toStdString());
                }
            }
        }
    }
    void searchFiles()
    {
        QDirIterator files(m_home.path(), QDir::Files | QDir::Hidden | QDir::System, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            search(files.fileName().toUtf8(), u"a file's name"_s);
            if (file.open(QIODevice::ReadOnly)) {
                search(file.readAll(), files.filePath().mid(m_home.path().size()));
            }
        }
    }
    void searchProcess(qint64 id)
    {
        for (const QString &name : { u"cmdline"_s, u"environ"_s }) {
            // Root alone may read the environment of a process that guards itself.
            if (QFile file(u"/proc/%1/%2"_s.arg(id).arg(name)); file.open(QIODevice::ReadOnly)) {
                search(file.readAll(), name);
            }
        }
    }
    void nothingIsFound()
    {
        searchFiles();
        search(m_said, u"what was printed or answered"_s);
        QStringList found;
        for (const std::string &hit : m_found) {
            found.append(QString::fromStdString(hit));
        }
        QVERIFY2(found.isEmpty(), qPrintable(found.join(u"\n"_s)));
    }

    static std::string ask(std::uint16_t port, const std::string &path, const std::string &body, const std::string &key)
    {
        const RawSocket call = RawSocket::connectTo(port);
        (void)call.send("POST " + path + " HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\ncontent-type: application/json\r\n"
                        "authorization: Bearer " + key + "\r\ncontent-length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
        std::string answer;
        for (auto some = call.receiveSome(); some && !some->empty(); some = call.receiveSome()) {
            answer += *some;
        }
        return answer;
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(QDir().mkpath(temporary()));
    }

    // First, that the search sees what it looks for.
    void theSearchFindsWhatIsThere()
    {
        for (const std::string &text :
             { firstKey, base64("user:" + firstKey), QByteArray::fromStdString(firstKey).toHex().toStdString(),
               percentEncoded(firstKey), std::string(reinterpret_cast<const char *>(QString::fromStdString(firstKey).utf16()),
                                                     2 * firstKey.size()) }) {
            search(QByteArray::fromStdString("before " + text + " after"), u"a sample"_s);
            QVERIFY(!m_found.empty());
            m_found.clear();
        }
    }

    void theVaultFromTheCommandLine()
    {
        Gossip provider;
        const QString origin = QString::fromStdString(provider.origin());
        QCOMPARE(vault({ u"init"_s, u"--recovery"_s }).exitCode, 0);
        QCOMPARE(vault({ u"add"_s, u"--name"_s, u"work"_s, u"--provider"_s, u"openai"_s, u"--origin"_s, origin, u"--note"_s, u"n"_s },
                       firstKey).exitCode, 0);
        // The provider refuses every key, and says them all: so nothing is rotated, unless it is wanted.
        QCOMPARE(vault({ u"rotate"_s, u"--name"_s, u"work"_s }, secondKey).exitCode, 1);
        QCOMPARE(vault({ u"rotate"_s, u"--name"_s, u"work"_s, u"--no-test"_s }, secondKey).exitCode, 0);
        QCOMPARE(vault({ u"import"_s, outside(u"my.env"_s, "ANTHROPIC_API_KEY='" + importedKey + "'\n") }).exitCode, 0);
        const QString shell = outside(u"history"_s, "export OPENAI_API_KEY=" + secondKey + "\ncurl -u x:" + importedKey + "\n");
        QCOMPARE(vault({ u"leaks"_s, shell }).exitCode, 1);
        for (const QStringList &words : { QStringList { u"list"_s }, { u"list"_s, u"--json"_s }, { u"test"_s, u"--all"_s },
                                          { u"audit"_s }, { u"keychain"_s, u"add"_s }, { u"unlock-check"_s },
                                          { u"add"_s, u"--name"_s, u"work"_s }, { u"rotate"_s, u"--name"_s, u"nobody"_s },
                                          { u"remove"_s, u"--name"_s, u"nobody"_s } }) {
            (void)vault(words, secondKey);
        }
        QCOMPARE(vault({ u"export"_s, u"--to"_s, m_home.filePath(u"sealed.bin"_s), u"--export-passphrase-fd"_s, u"0"_s },
                       passphrase + '\n').exitCode, 0);
        // Wrong in every way that somebody types it.
        (void)vault({ u"list"_s }, {}, firstKey);
        (void)vault({ u"add"_s, u"--name"_s, u"x"_s, u"--provider"_s, u"nobody"_s }, firstKey);
        (void)vault({ u"import"_s, outside(u"bad.json"_s, cutJson + firstKey) });
        (void)vault({ u"import"_s, outside(u"bad.yaml"_s, "model_list:\n  - litellm_params: {api_key: " + firstKey + "\n") });
        nothingIsFound();
    }

    void aGatewayWhoseProviderGossips()
    {
        Gossip provider;
        std::string config = "general_settings: {master_key: os.environ/THE_MASTER}\nrouter_settings: {num_retries: 0, "
                             "disable_cooldowns: true}\nmodel_list:\n";
        for (const std::string &form : forms) {
            for (const int status : statuses) {
                const std::string name = "m-" + std::to_string(status) + "-" + form;
                config += "  - {model_name: " + name + ", litellm_params: {model: openai/" + name
                    + ", api_key: patchbay/vault:loud, api_base: " + provider.origin() + "/v1}}\n";
            }
        }
        QCOMPARE(vault({ u"add"_s, u"--name"_s, u"loud"_s, u"--provider"_s, u"openai"_s, u"--origin"_s,
                         QString::fromStdString(provider.origin()) }, firstKey).exitCode, 0);
        QFile file(m_home.filePath(u"config.yaml"_s));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(QByteArray::fromStdString(config)) > 0);
        file.close();
        QProcess gateway;
        QProcessEnvironment environment;
        environment.insert(u"HOME"_s, m_home.path());
        environment.insert(u"TMPDIR"_s, temporary());
        environment.insert(u"THE_MASTER"_s, u"sk-master"_s);
        gateway.setProcessEnvironment(environment);
        gateway.setWorkingDirectory(m_home.path());
        gateway.setProcessChannelMode(QProcess::MergedChannels);
        gateway.setChildProcessModifier([] {
            rlimit core {};
            getrlimit(RLIMIT_CORE, &core);
            core.rlim_cur = core.rlim_max;
            (void)setrlimit(RLIMIT_CORE, &core);
        });
        gateway.start(QStringLiteral(PATCHBAY_BINARY_DIR "/bin/patchbay-cli"),
                      { u"serve"_s, u"--config"_s, file.fileName(), u"--listen"_s, u"127.0.0.1:0"_s, u"--data"_s, data(),
                        u"--passphrase-fd"_s, u"0"_s });
        gateway.write(QByteArray::fromStdString(passphrase) + '\n');
        gateway.closeWriteChannel();
        QByteArray line;
        while (!line.contains("listening on ") && gateway.waitForReadyRead()) {
            line = gateway.readLine();
            m_said += line;
        }
        const auto port = static_cast<std::uint16_t>(line.trimmed().split(':').last().toInt());
        QVERIFY(port != 0);
        const std::string made = ask(port, "/key/generate", aliasBody, "sk-master");
        const QJsonObject key = QJsonDocument::fromJson(QByteArray::fromStdString(made.substr(made.find("\r\n\r\n") + 4))).object();
        const std::string virtualKey = key[u"key"].toString().toStdString();
        QVERIFY2(virtualKey.size() > 20, made.c_str());
        int asked = 0;
        for (const std::string &form : forms) {
            for (const int status : statuses) {
                for (const auto &[path, body] : callsTo("m-" + std::to_string(status) + "-" + form)) {
                    const std::string answer = ask(port, path, body, ++asked % 2 == 0 ? virtualKey : "sk-master");
                    // What a model says is the caller's; the gateway looks for keys in what is not an answer.
                    search(status == 200 ? QByteArray() : QByteArray::fromStdString(answer),
                           QString::fromStdString("the answer of " + path + " to " + form + ' ' + std::to_string(status)));
                }
            }
        }
        QVERIFY2(asked >= 490 && provider.heardKeys() > asked / 2, qPrintable(QString::number(provider.heardKeys())));
        searchProcess(gateway.processId());
        ::kill(static_cast<pid_t>(gateway.processId()), SIGSEGV);
        QVERIFY(gateway.waitForFinished());
        m_said += gateway.readAll();
        QCOMPARE(QDir(m_home.path()).entryList({ u"core*"_s }, QDir::Files).size(), 0);
        nothingIsFound();
        // The gateway's own keys are not kept either.
        QDirIterator files(data(), QDir::Files);
        while (files.hasNext()) {
            QFile kept(files.next());
            QVERIFY(!kept.open(QIODevice::ReadOnly) || !kept.readAll().contains(QByteArray::fromStdString(virtualKey)));
        }
    }
};

QTEST_GUILESS_MAIN(TestCanaries)
#include "tst_canaries.moc"
