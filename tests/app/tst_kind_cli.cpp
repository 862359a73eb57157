// SPDX-License-Identifier: GPL-3.0-or-later
//
// The commands for calls besides chat, and what stands around them: files, options, costs, names that are mistyped.
#include "tests/app/cli_outcome.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using patchbay::test::Outcome;

class TestKindCli : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { QVERIFY(m_directory.isValid()); }

    void aDirectoryIsNoFile_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("sound") << QStringList { u"transcribe"_s, u"--model"_s, u"sandbox/listener"_s, u"--file"_s };
        QTest::newRow("picture") << QStringList { u"image"_s, u"--model"_s, u"sandbox/painter"_s, u"--message"_s, u"x"_s, u"--file"_s };
        QTest::newRow("request") << QStringList { u"embed"_s, u"--request"_s };
        QTest::newRow("chat") << QStringList { u"complete"_s, u"--request"_s };
        QTest::newRow("price list") << QStringList { u"catalog"_s, u"import"_s };
    }
    void aDirectoryIsNoFile()
    {
        QFETCH(QStringList, arguments);
        const Outcome outcome = run(arguments << m_directory.path());
        QCOMPARE(outcome.exitCode, 1);
        QVERIFY2(outcome.error().value("message"_L1).toString().contains("is a directory"_L1), outcome.err.constData());
    }

    void whereItGoesIsAskedBeforeItIsPaidFor()
    {
        const QString data = m_directory.filePath(u"unpaid"_s);
        for (const QStringList &call : { QStringList { u"image"_s, u"--model"_s, u"sandbox/painter"_s, u"--message"_s, u"a fox"_s },
                                         QStringList { u"speak"_s, u"--model"_s, u"sandbox/speaker"_s, u"--message"_s, u"hello"_s } }) {
            for (const QString &path : { u"/nonexistent/a.png"_s, m_directory.path() }) {
                const Outcome outcome = run(call + QStringList { u"--out"_s, path, u"--data"_s, data });
                QCOMPARE(outcome.exitCode, 1);
                QVERIFY2(outcome.err.contains(path.toUtf8()), outcome.err.constData());
            }
        }
        const Outcome spent = run({ u"spend"_s, u"--format"_s, u"json"_s, u"--data"_s, data });
        QVERIFY2(!spent.out.contains("requests"), spent.out.constData());
    }

    // dall-e tells an address unless it is asked for bytes; what comes is printed whatever becomes of the file.
    void aPictureAtAnAddressIsStillPrinted()
    {
        QByteArray asked;
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        connect(&server, &QTcpServer::newConnection, this, [&] {
            QTcpSocket *socket = server.nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, this, [&asked, socket] {
                asked += socket->readAll();
                const qsizetype head = asked.indexOf("\r\n\r\n");
                if (head >= 0 && asked.endsWith('}')) {
                    const QByteArray body = "{\"created\":1,\"data\":[{\"url\":\"https://pictures.example/a.png\"}]}";
                    socket->write("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: "
                                  + QByteArray::number(body.size()) + "\r\n\r\n" + body);
                }
            });
        });
        const QString base = u"http://127.0.0.1:%1/v1"_s.arg(server.serverPort());
        const Outcome outcome = run({ u"image"_s, u"--model"_s, u"openai/dall-e-3"_s, u"--message"_s, u"fox"_s, u"--api-base"_s, base,
                                      u"--out"_s, m_directory.filePath(u"fox.png"_s) });
        QVERIFY2(asked.contains("\"response_format\":\"b64_json\""), asked.constData());
        QCOMPARE(outcome.exitCode, 1);
        QVERIFY(outcome.out.contains("https://pictures.example/a.png"));
        QVERIFY2(outcome.error().value("message"_L1).toString().contains("address"_L1), outcome.err.constData());
    }

    void helpTellsTheVerbsOwnOptions()
    {
        const Outcome embed = run({ u"embed"_s, u"--help"_s });
        QCOMPARE(embed.exitCode, 0);
        QVERIFY(!embed.out.contains("--voice") && !embed.out.contains("--file") && embed.out.contains("--message"));
        const Outcome rerank = run({ u"rerank"_s, u"--help"_s });
        QVERIFY(rerank.out.contains("--document"));
        QCOMPARE(run({ u"image"_s, u"--model"_s, u"sandbox/painter"_s, u"--message"_s, u"x"_s, u"--voice"_s, u"alloy"_s }).exitCode, 2);
        QCOMPARE(run({ u"rerank"_s, u"--model"_s, u"sandbox/ranker"_s, u"--message"_s, u"x"_s }).exitCode, 2);
        QCOMPARE(run({ u"rerank"_s, u"--model"_s, u"sandbox/ranker"_s, u"--message"_s, u"x"_s, u"--message"_s, u"y"_s, u"--document"_s, u"z"_s }).exitCode, 2);
    }

    void goesOnWithAText()
    {
        const Outcome outcome = run({ u"completions"_s, u"--model"_s, u"sandbox/quick"_s, u"--message"_s, u"Once upon a time"_s });
        QVERIFY2(outcome.exitCode == 0, outcome.err.constData());
        QCOMPARE(outcome.json().value("object"_L1).toString(), u"text_completion"_s);
        const Outcome streamed = run({ u"completions"_s, u"--model"_s, u"sandbox/thorough"_s, u"--message"_s, u"Once upon a time"_s, u"--stream"_s });
        QVERIFY2(streamed.exitCode == 0, streamed.err.constData());
        QVERIFY(streamed.out.trimmed().split('\n').size() > 3);
    }

    void aMistypedWordIsAnswered()
    {
        QVERIFY(run({ u"complet"_s }).err.contains("complete"));
        QVERIFY(run({ u"embd"_s }).err.contains("embed"));
        const Outcome list = run({ u"catalog"_s, u"list"_s, u"--provider"_s, u"antropic"_s });
        QCOMPARE(list.exitCode, 2);
        QVERIFY(list.err.contains("anthropic"));
        QCOMPARE(run({ u"catalog"_s, u"list"_s, u"--mode"_s, u"images"_s }).exitCode, 2);
    }

    void costTakesAnAnswerAndSaysWhyItIsUnknown()
    {
        const Outcome answer = run({ u"cost"_s, u"--model"_s, u"openai/gpt-4.1"_s },
                                   "{\"id\":\"c\",\"usage\":{\"prompt_tokens\":1000,\"completion_tokens\":0},\"service_tier\":\"default\"}");
        QCOMPARE(answer.exitCode, 0);
        QCOMPARE(answer.json().value("usd"_L1).toString(), u"0.002000000"_s);
        const Outcome unknown = run({ u"cost"_s, u"--model"_s, u"openai/nobody-knows"_s }, "{\"prompt_tokens\":5}");
        QVERIFY(unknown.json().value("usd"_L1).isNull());
        QVERIFY2(unknown.err.contains("No price is known"), unknown.err.constData());
        const Outcome nothing = run({ u"cost"_s, u"--model"_s, u"openai/gpt-4.1"_s }, "{\"foo\":5}");
        QVERIFY2(nothing.err.contains("counts nothing"), nothing.err.constData());
    }

    void noChatForWhoHasNone()
    {
        const Outcome outcome = run({ u"translate"_s, u"request"_s, u"--model"_s, u"deepgram/nova-3"_s }, "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}");
        QCOMPARE(outcome.exitCode, 1);
        QCOMPARE(outcome.error().value("code"_L1).toString(), u"unsupported_kind"_s);
    }

private:
    Outcome run(QStringList arguments, const QByteArray &input = {})
    {
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"XDG_DATA_HOME"_s, m_directory.filePath(u"home"_s));
        environment.insert(u"OPENAI_API_KEY"_s, u"any"_s);
        process.setProcessEnvironment(environment);
        process.start(QStringLiteral(PATCHBAY_BINARY_DIR "/bin/patchbay-cli"), arguments);
        process.write(input);
        process.closeWriteChannel();
        // A server of this process must be able to answer.
        const bool ended = QTest::qWaitFor([&] { return process.state() == QProcess::NotRunning; }, 60'000);
        Outcome outcome;
        outcome.exitCode = ended && process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
        outcome.out = process.readAllStandardOutput();
        outcome.err = process.readAllStandardError();
        return outcome;
    }

    QTemporaryDir m_directory;
};

QTEST_GUILESS_MAIN(TestKindCli)
#include "tst_kind_cli.moc"
