// SPDX-License-Identifier: GPL-3.0-or-later
//
// `vault test` against a provider that takes its time; and calls of models while the vault is locked.
#include "tests/app/cli_outcome.h"

#include <QJsonArray>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using patchbay::test::Outcome;
using patchbay::test::runCli;

namespace {

const QByteArray passphrase = "canary horse battery\n";

// Answers when the test says so.
class SlowProvider {
public:
    SlowProvider()
    {
        if (!m_server.listen(QHostAddress::LocalHost)) {
            qFatal("no port");
        }
        QObject::connect(&m_server, &QTcpServer::newConnection, [this] {
            while (QTcpSocket *socket = m_server.nextPendingConnection()) {
                QObject::connect(socket, &QTcpSocket::readyRead, [this, socket] {
                    m_read[socket] += socket->readAll();
                    if (m_read[socket].contains("\r\n\r\n")) {
                        ++asked;
                        if (answersAtOnce) {
                            answerAll();
                        }
                    }
                });
            }
        });
    }
    QString origin() const { return u"http://127.0.0.1:%1"_s.arg(m_server.serverPort()); }
    void answerAll()
    {
        for (auto socket = m_read.begin(); socket != m_read.end(); ++socket) {
            const bool refused = socket.value().contains("key-of-nobody");
            const QByteArray body = refused ? R"({"error":{"message":"no"}})" : R"({"data":[{"id":"gpt-4o"}]})";
            socket.key()->write((refused ? "HTTP/1.1 401 Unauthorized" : "HTTP/1.1 200 OK")
                                + QByteArray("\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: ")
                                + QByteArray::number(body.size()) + "\r\n\r\n" + body);
            socket.key()->disconnectFromHost();
        }
        m_read.clear();
    }

    void stop() { m_server.close(); }

    int asked = 0;
    bool answersAtOnce = false;

private:
    QTcpServer m_server;
    QHash<QTcpSocket *, QByteArray> m_read;
};

} // namespace

class TestVaultTesting : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_directory;

    QStringList vault(const QStringList &words) const
    {
        return QStringList { u"vault"_s } + words + QStringList { u"--data"_s, m_directory->path(), u"--passphrase-fd"_s, u"0"_s };
    }
    Outcome run(const QStringList &words, const QByteArray &input = {}) const
    {
        return runCli(m_directory->path(), vault(words), passphrase + input);
    }
    // While this program's event loop runs: a provider of it answers.
    Outcome beside(const QStringList &words, const QByteArray &input) const
    {
        QProcess process;
        process.start(QStringLiteral(PATCHBAY_BINARY_DIR "/bin/patchbay-cli"), vault(words));
        process.write(passphrase + input);
        process.closeWriteChannel();
        (void)QTest::qWaitFor([&process] { return process.state() == QProcess::NotRunning; }, 60'000);
        return { process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError() };
    }
    void add(const QString &name, const QString &origin, const QByteArray &key) const
    {
        const Outcome added = run({ u"add"_s, u"--name"_s, name, u"--provider"_s, u"openai"_s, u"--origin"_s, origin, u"--no-test"_s }, key);
        QVERIFY2(added.exitCode == 0, added.err.constData());
    }

private Q_SLOTS:
    void init()
    {
        m_directory = std::make_unique<QTemporaryDir>();
        QCOMPARE(run({ u"init"_s }).exitCode, 0);
    }

    void severalAtATimeAndTheVaultIsFree()
    {
        SlowProvider provider;
        for (const char *name : { "one", "two", "three" }) {
            add(QString::fromLatin1(name), provider.origin(), QByteArray("sk-proj-canary-key-of-") + name + "-00000000000000");
        }
        add(u"wrong"_s, provider.origin(), "sk-proj-canary-key-of-nobody-00000000000000");
        QProcess testing;
        testing.start(QStringLiteral(PATCHBAY_BINARY_DIR "/bin/patchbay-cli"), vault({ u"test"_s, u"--all"_s, u"--json"_s }));
        testing.write(passphrase);
        testing.closeWriteChannel();
        QTRY_COMPARE_WITH_TIMEOUT(provider.asked, 4, 10'000); // none was answered yet
        // Others have the vault meanwhile, and what they save stays.
        const Outcome removed = run({ u"remove"_s, u"--name"_s, u"three"_s });
        QVERIFY2(removed.exitCode == 0, removed.err.constData());
        QCOMPARE(testing.state(), QProcess::Running);
        provider.answerAll();
        QTRY_COMPARE_WITH_TIMEOUT(testing.state(), QProcess::NotRunning, 20'000);
        QCOMPARE(testing.exitCode(), 1); // one is not valid
        const QJsonArray rows = QJsonDocument::fromJson(testing.readAllStandardOutput()).array();
        QCOMPARE(rows.size(), 3); // the one that went is not told
        QCOMPARE(rows[0][u"name"].toString() + rows[0][u"test_result"].toString(), u"onevalid"_s);
        QCOMPARE(rows[1][u"test_result"].toString(), u"valid"_s);
        QCOMPARE(rows[2][u"name"].toString() + rows[2][u"test_result"].toString(), u"wrongnot accepted"_s);
        QVERIFY(rows[2][u"not_asked"].isNull());
        const QJsonArray listed = QJsonDocument::fromJson(run({ u"list"_s, u"--json"_s }).out).array();
        QCOMPARE(listed.size(), 3);
        for (const QJsonValue &row : listed) {
            QVERIFY(!row[u"test_result"].isNull());
        }
        QCOMPARE(run({ u"test"_s, u"--name"_s, u"nobody"_s }).error()[u"message"].toString(), u"The vault has no key named nobody."_s);
    }

    // A key is tested before it takes another's place; one that is added stays, whatever is said of it.
    void newKeysAreTested()
    {
        SlowProvider provider;
        provider.answersAtOnce = true;
        const QByteArray good = "sk-proj-canary-key-of-one-00000000000000";
        const QByteArray bad = "sk-proj-canary-key-of-nobody-00000000000000";
        const auto words = [&](const char *verb, const char *name) {
            QStringList list { QString::fromLatin1(verb), u"--name"_s, QString::fromLatin1(name) };
            return verb == QByteArray("add") ? list + QStringList { u"--provider"_s, u"openai"_s, u"--origin"_s, provider.origin() } : list;
        };
        const Outcome added = beside(words("add", "one"), good);
        QVERIFY2(added.exitCode == 0 && added.out.contains("tested: the provider accepts it"), (added.out + added.err).constData());
        const Outcome refused = beside(words("add", "two"), bad);
        QVERIFY2(refused.exitCode == 0 && refused.out.contains("does NOT accept it"), (refused.out + refused.err).constData());
        const Outcome kept = beside(words("rotate", "one"), bad);
        QCOMPARE(kept.exitCode, 1);
        QCOMPARE(kept.code(), u"key_refused"_s);
        const int before = provider.asked;
        QCOMPARE(beside(words("rotate", "one"), good).code(), u"same_secret"_s);
        QCOMPARE(provider.asked, before); // nobody is asked about a rotation that is none
        const Outcome rotated = beside(words("rotate", "one"), "sk-proj-canary-key-of-three-00000000000000");
        QVERIFY2(rotated.exitCode == 0 && rotated.out.contains("tested: valid"), (rotated.out + rotated.err).constData());
        const QJsonArray rows = QJsonDocument::fromJson(run({ u"list"_s, u"--json"_s }).out).array();
        QCOMPARE(rows[0][u"test_result"].toString(), u"valid"_s);
        QVERIFY(!rows[0][u"rotated"].isNull());
        QCOMPARE(rows[1][u"test_result"].toString(), u"not accepted"_s);
        // Where nobody answers both are done, and it is said.
        const QStringList third = words("add", "three");
        provider.stop();
        const Outcome alone = run(third, good);
        QVERIFY2(alone.exitCode == 0 && alone.out.contains("not tested: "), (alone.out + alone.err).constData());
        const Outcome moved = run({ u"rotate"_s, u"--name"_s, u"three"_s }, bad);
        QVERIFY2(moved.exitCode == 0 && moved.out.contains("not tested: "), (moved.out + moved.err).constData());
        QVERIFY(QJsonDocument::fromJson(run({ u"list"_s, u"--json"_s }).out).array()[2][u"test_result"].isNull());
    }

    void callsSayThatTheVaultIsLocked()
    {
        add(u"work"_s, u"http://127.0.0.1:9"_s, "sk-proj-canary-key-of-work-00000000000000");
        const QByteArray request = R"({"model":"openai/gpt-4o","messages":[{"role":"user","content":"Hi"}]})";
        for (const QStringList &words : { QStringList { u"complete"_s }, QStringList { u"embed"_s } }) {
            const QByteArray body = words.first() == u"embed"_s ? R"({"model":"openai/text-embedding-3-small","input":"Hi"})" : request;
            const Outcome locked = runCli(m_directory->path(), words + QStringList { u"--request"_s, u"-"_s, u"--data"_s, m_directory->path() }, body);
            QCOMPARE(locked.exitCode, 1);
            QVERIFY2(locked.code() == u"vault_locked"_s && locked.err.contains("--passphrase-fd"), locked.err.constData());
        }
        // A key of the environment is one all the same, and who needs none is not held up.
        const Outcome other = runCli(m_directory->path(), { u"complete"_s, u"--request"_s, u"-"_s, u"--data"_s, m_directory->path(), u"--api-base"_s, u"http://127.0.0.1:9/v1"_s },
                                     request, { { u"OPENAI_API_KEY"_s, u"sk-of-the-environment"_s } });
        QVERIFY2(!other.err.contains("vault"), other.err.constData());
        const QByteArray simulated = QByteArray(request).replace("openai/gpt-4o", "sandbox/quick");
        const Outcome sandbox = runCli(m_directory->path(), { u"complete"_s, u"--request"_s, u"-"_s, u"--data"_s, m_directory->path() }, simulated);
        QVERIFY2(sandbox.exitCode == 0, sandbox.err.constData());
    }
};

QTEST_GUILESS_MAIN(TestVaultTesting)
#include "tst_vault_testing.moc"
