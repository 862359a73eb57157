// SPDX-License-Identifier: GPL-3.0-or-later
//
// What `serve` says and refuses when it starts: a lost pepper, a damaged journal, observers that cannot be told, variables
// of the configuration's own.
#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QScopeGuard>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <csignal>
#include <memory>
#include <sys/stat.h>

using namespace Qt::StringLiterals;

namespace {

const QByteArray config = "model_list:\n"
                          "  - model_name: chat\n"
                          "    litellm_params: {model: sandbox/quick}\n"
                          "general_settings: {master_key: sk-master}\n";
const QByteArray question = R"({"model":"chat","messages":[{"role":"user","content":"Hi"}]})";

struct Answer {
    int status = 0;
    QByteArray body;
    QJsonObject json() const { return QJsonDocument::fromJson(body).object(); }
};

} // namespace

class TestServeStart : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_directory;
    std::unique_ptr<QProcess> m_gateway;
    QString m_url;
    QByteArray m_told; // on standard error

    QString inside(const QString &name) const { return m_directory->filePath(name); }
    QString data(const QString &name) const { return inside(u"data/"_s + name); }
    static void write(const QString &path, const QByteArray &bytes)
    {
        QFile target(path);
        QVERIFY(target.open(QIODevice::WriteOnly));
        target.write(bytes);
    }
    static QString cli() { return QStringLiteral(PATCHBAY_BINARY_DIR) + u"/bin/patchbay-cli"_s; }
    bool serve()
    {
        m_gateway = std::make_unique<QProcess>();
        m_gateway->start(cli(), { u"serve"_s, u"--config"_s, inside(u"config.yaml"_s), u"--listen"_s, u"127.0.0.1:0"_s, u"--data"_s,
                                  inside(u"data"_s), u"--no-watch"_s });
        QByteArray line;
        while (line.isEmpty() && m_gateway->waitForReadyRead()) {
            line = m_gateway->readLine();
        }
        m_told = m_gateway->readAllStandardError();
        m_url = QString::fromUtf8(line.mid(sizeof("listening on ") - 1)).trimmed();
        return line.startsWith("listening on ");
    }
    void stop(bool kill = false)
    {
        if (m_gateway) {
            kill ? m_gateway->kill() : m_gateway->terminate();
            m_gateway->waitForFinished();
            m_told += m_gateway->readAllStandardError();
            m_gateway.reset();
        }
    }
    Answer call(const QString &path, const QByteArray &body = {}, const QByteArray &key = "sk-master") const
    {
        QStringList words { u"-s"_s, u"-w"_s, u"\n%{http_code}"_s, u"-H"_s, QString::fromUtf8("Authorization: Bearer " + key) };
        if (!body.isEmpty()) {
            words += { u"-H"_s, u"Content-Type: application/json"_s, u"-d"_s, QString::fromUtf8(body) };
        }
        QProcess curl;
        curl.start(u"curl"_s, words + QStringList { m_url + path });
        curl.waitForFinished();
        const QByteArray all = curl.readAllStandardOutput();
        const qsizetype end = all.lastIndexOf('\n');
        return { all.mid(end + 1).toInt(), all.left(end) };
    }
    QByteArray check() const
    {
        QProcess process;
        process.start(cli(), { u"check"_s, u"--data"_s, inside(u"none"_s), inside(u"config.yaml"_s) });
        process.waitForFinished();
        return process.readAllStandardOutput();
    }
    bool tells(const QByteArray &words)
    {
        return QTest::qWaitFor([&] {
            m_gateway->waitForReadyRead(50);
            m_told += m_gateway->readAllStandardError();
            return m_told.contains(words);
        }, 10'000);
    }

private Q_SLOTS:
    void init()
    {
        m_directory = std::make_unique<QTemporaryDir>();
        write(inside(u"config.yaml"_s), config);
    }
    void cleanup() { stop(); }

    void aLostPepperIsNotReplaced()
    {
        QVERIFY(serve());
        const Answer made = call(u"/key/generate"_s, "{}");
        const QByteArray key = made.json()[u"key"_s].toString().toUtf8();
        QVERIFY2(made.status == 200 && key.startsWith("sk-"), made.body.constData());
        stop();
        QVERIFY(QFile::rename(data(u"gateway.pepper"_s), inside(u"kept"_s)));
        QVERIFY(!serve());
        stop();
        QVERIFY2(m_told.contains("is missing, and gateway.db has 1 key that was made with it") && m_told.contains("put gateway.pepper back"),
                 m_told.constData());
        // Neither does making a key by hand.
        QVERIFY(QProcess::execute(cli(), { u"key"_s, u"generate"_s, u"--data"_s, inside(u"data"_s) }) != 0);
        QVERIFY(!QFile::exists(data(u"gateway.pepper"_s)));
        QVERIFY(QFile::rename(inside(u"kept"_s), data(u"gateway.pepper"_s)));
        QVERIFY(serve());
        QCOMPARE(call(u"/v1/chat/completions"_s, question, key).status, 200);
        // Keys that were deleted hold nobody up.
        QCOMPARE(call(u"/key/delete"_s, "{\"keys\":[\"" + key + "\"]}").status, 200);
        stop();
        QVERIFY(QFile::remove(data(u"gateway.pepper"_s)));
        QVERIFY(serve());
    }

    void aDamagedJournalIsTold()
    {
        QVERIFY(serve());
        QVERIFY2(!m_told.contains("journal"), m_told.constData());
        QCOMPARE(call(u"/v1/chat/completions"_s, question).status, 200);
        stop();
        QVERIFY(serve());
        QVERIFY2(!m_told.contains("journal"), m_told.constData()); // it ended well
        stop();
        write(data(u"inflight.journal"_s), QByteArray(300, 'x'));
        QVERIFY(serve());
        QVERIFY2(m_told.contains("inflight.journal is damaged: 300 bytes"), m_told.constData());
    }

    void whatRoutingLearnedIsTheOwnersOnly()
    {
        const auto mode = [this] {
            struct stat status {};
            return ::stat(data(u"routing-state.json"_s).toUtf8().constData(), &status) == 0 ? status.st_mode & 0777 : 0;
        };
        QVERIFY(serve());
        QCOMPARE(mode(), 0600u);
        stop();
        ::chmod(data(u"routing-state.json"_s).toUtf8().constData(), 0644);
        QVERIFY(serve());
        QCOMPARE(mode(), 0600u);
    }

    void anObserversFileThatCannotBeWritten()
    {
        const QByteArray file = inside(u"logs/calls.jsonl"_s).toUtf8();
        write(inside(u"config.yaml"_s), config + "patchbay: {observers: [{type: jsonl, file: '" + file + "'}]}\n");
        const QByteArray expected = "the observer \"jsonl\" will not be told: there is no folder " + inside(u"logs"_s).toUtf8();
        QVERIFY2(check().contains(expected), check().constData());
        QVERIFY(serve());
        QVERIFY2(m_told.contains(expected), m_told.constData());
        QVERIFY(QDir().mkdir(inside(u"logs"_s)));
        QVERIFY(!check().contains("will not be told"));
        QCOMPARE(call(u"/v1/chat/completions"_s, question).status, 200);
        QVERIFY(QTest::qWaitFor([&] { return QFile::exists(QString::fromUtf8(file)); }, 10'000));
        // It begins to fail: said once.
        QVERIFY(QDir(inside(u"logs"_s)).removeRecursively());
        QCOMPARE(call(u"/v1/chat/completions"_s, question).status, 200);
        QVERIFY(tells("the observer \"jsonl\" cannot be told: " + file + ": No such file or directory"));
        QCOMPARE(call(u"/v1/chat/completions"_s, question).status, 200);
        QVERIFY(QTest::qWaitFor([&] { return call(u"/metrics"_s).body.contains("observer=\"jsonl\",number=\"0\"} 2"); }, 10'000));
        stop();
        QCOMPARE(m_told.count("cannot be told"), 1);
    }

    void variablesOfTheConfiguration()
    {
        // The file comes before the process, whose variable holds where the file says nothing that is there.
        const std::array<std::pair<const char *, const char *>, 3> process {
            { { "PATCHBAY_TEST_PROVIDER_KEY", "of-the-process" }, { "PATCHBAY_TEST_MASTER", "sk-of-the-process" }, { "PATCHBAY_TEST_OTHER_KEY", "process-other" } } };
        for (const auto &[name, value] : process) {
            qputenv(name, value);
        }
        const auto forget = qScopeGuard([&] {
            for (const auto &[name, value] : process) {
                qunsetenv(name);
            }
        });
        QTcpServer provider;
        QVERIFY(provider.listen(QHostAddress::LocalHost));
        const QByteArray port = QByteArray::number(provider.serverPort());
        write(inside(u"config.yaml"_s),
              "environment_variables:\n"
              "  PATCHBAY_TEST_MASTER: sk-canary-master\n"
              "  PATCHBAY_TEST_PROVIDER_KEY: canary-provider\n"
              "  PATCHBAY_TEST_OTHER_KEY: os.environ/PATCHBAY_TEST_NOWHERE\n"
              "  OPENAI_API_KEY: canary-usual\n"
              "  OPENAI_API_BASE: http://127.0.0.1:" + port + "/v1\n"
              "  GENERIC_LOGGER_ENDPOINT: http://127.0.0.1:9/hook\n"
              "model_list:\n"
              "  - model_name: named\n"
              "    litellm_params: {model: openai/gpt-4o, api_key: os.environ/PATCHBAY_TEST_PROVIDER_KEY, num_retries: 0}\n"
              "  - model_name: other\n"
              "    litellm_params: {model: openai/gpt-4o, api_key: os.environ/PATCHBAY_TEST_OTHER_KEY, num_retries: 0}\n"
              "  - model_name: usual\n"
              "    litellm_params: {model: openai/gpt-4o, num_retries: 0}\n"
              "litellm_settings: {callbacks: [generic_api], num_retries: 0}\n"
              "general_settings: {master_key: os.environ/PATCHBAY_TEST_MASTER}\n");
        QVERIFY(serve());
        QVERIFY2(!m_told.contains("is not set"), m_told.constData());
        const QByteArray said = check();
        for (const char *name : { "PATCHBAY_TEST_PROVIDER_KEY", "OPENAI_API_KEY" }) {
            QVERIFY2(said.contains("environment_variables." + QByteArray(name) + " stands here in plain text"), said.constData());
        }
        QVERIFY2(!said.contains("OPENAI_API_BASE stands") && !said.contains("canary"), said.constData());
        QCOMPARE(call(u"/v1/models"_s, {}, "sk-wrong").status, 401);
        const Answer shown = call(u"/config/yaml"_s, {}, "sk-canary-master");
        QCOMPARE(shown.status, 200);
        QVERIFY2(!shown.body.contains("canary"), shown.body.constData());
        const Answer callbacks = call(u"/get/config/callbacks"_s, {}, "sk-canary-master");
        QVERIFY2(!callbacks.body.contains("canary"), callbacks.body.constData());
        for (const auto &[model, key] : { std::pair("named", "canary-provider"), std::pair("usual", "canary-usual"), std::pair("other", "process-other") }) {
            QProcess curl;
            curl.start(u"curl"_s, { u"-s"_s, u"-H"_s, u"Authorization: Bearer sk-canary-master"_s, u"-H"_s, u"Content-Type: application/json"_s,
                                    u"-d"_s, QString::fromUtf8(QByteArray(question).replace("\"chat\"", "\"" + QByteArray(model) + "\"")),
                                    m_url + u"/v1/chat/completions"_s });
            QVERIFY(provider.waitForNewConnection(10'000));
            const std::unique_ptr<QTcpSocket> socket(provider.nextPendingConnection());
            QByteArray head;
            while (!head.contains("\r\n\r\n") && socket->waitForReadyRead(10'000)) {
                head += socket->readAll();
            }
            QVERIFY2(head.toLower().contains("authorization: bearer " + QByteArray(key)), model);
            socket->write("HTTP/1.1 400 Bad Request\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}");
            socket->waitForBytesWritten();
            socket->disconnectFromHost();
            curl.waitForFinished();
        }
    }
};

QTEST_GUILESS_MAIN(TestServeStart)
#include "tst_serve_start.moc"
