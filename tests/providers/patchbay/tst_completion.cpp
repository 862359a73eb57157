// SPDX-License-Identifier: GPL-3.0-or-later
//
// The library as a program sees it, against the simulated providers; and the README's example itself.
#include "patchbay/completion.h"
#include "providers/sandbox/sandbox.h"
#include "providers/transport/io_runtime.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QTest>

using namespace patchbay;
using namespace Qt::StringLiterals;

class TestCompletion : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        Result<std::unique_ptr<sandbox::Sandbox>> started = sandbox::Sandbox::start(m_runtime, "127.0.0.1", 0, {});
        QVERIFY(started);
        m_sandbox = std::move(*started);
        Result<Client> client = Client::make();
        QVERIFY(client);
        m_client = std::make_unique<Client>(std::move(*client));
    }
    void cleanupTestCase()
    {
        m_client.reset();
        m_sandbox.reset();
    }

    void answersEveryFamily_data()
    {
        QTest::addColumn<QString>("model");
        QTest::addColumn<QString>("family");
        QTest::newRow("openai") << "openai/echo" << "openai";
        QTest::newRow("anthropic") << "anthropic/echo" << "anthropic";
        QTest::newRow("gemini") << "gemini/echo" << "gemini";
        QTest::newRow("ollama") << "ollama/echo" << "ollama";
    }
    void answersEveryFamily()
    {
        QFETCH(QString, model);
        QFETCH(QString, family);
        CompletionRequest request = ask(model.toStdString());
        request.apiBase = m_sandbox->apiBase(family.toStdString());
        const Result<ChatResponse> answer = m_client->completion(request);
        QVERIFY2(answer, answer ? "" : answer.error().message.c_str());
        QVERIFY(textOf(*answer).contains("marmalade"));
        std::string streamed;
        const Result<ChatResponse> folded = m_client->stream(request, [&streamed](const StreamEvent &event) {
            streamed += textOf(event);
            return true;
        });
        QVERIFY(folded);
        QCOMPARE(streamed, textOf(*folded));
        std::string generated;
        for (const Result<StreamEvent> &event : m_client->stream(request)) {
            QVERIFY(event);
            generated += textOf(*event);
        }
        QCOMPARE(generated, streamed);
    }

    void givesTypedErrors()
    {
        CompletionRequest request = ask("openai/gpt-4o");
        request.apiKey = "bad-key";
        request.retries = 0;
        const Result<ChatResponse> answer = m_client->completion(request);
        QVERIFY(!answer);
        QCOMPARE(answer.error().kind, ErrorClass::Authentication);
        QVERIFY(!answer.error().message.contains("bad-key"));
        int events = 0;
        for (const Result<StreamEvent> &event : m_client->stream(request)) {
            ++events;
            QVERIFY(!event);
            QCOMPARE(event.error().kind, ErrorClass::Authentication);
        }
        QCOMPARE(events, 1);
        request.model = "nobody/x";
        QCOMPARE(m_client->completion(request).error().kind, ErrorClass::UnknownProvider);
    }

    void stopsWhenTheCallbackSaysSo()
    {
        int parts = 0;
        const Result<ChatResponse> stopped = m_client->stream(ask("openai/long"), [&parts](const StreamEvent &event) {
            parts += textOf(event).empty() ? 0 : 1;
            return parts < 2;
        });
        QVERIFY(!stopped);
        QCOMPARE(stopped.error().kind, ErrorClass::Cancelled);
        QCOMPARE(parts, 2);
    }

    void anEventWithoutTextIsEmptyAndNotNull()
    {
        QVERIFY(textOf(StreamEvent(ChoiceFinished {})).empty());
        QVERIFY(textOf(StreamEvent(ChoiceFinished {})).data() != nullptr);
    }

    void stopsWhenTheGeneratorIsLetGoOf()
    {
        QElapsedTimer timer;
        timer.start();
        for (const Result<StreamEvent> &event : m_client->stream(ask("openai/long"))) {
            QVERIFY(event);
            if (!textOf(*event).empty()) {
                break;
            }
        }
        QVERIFY(timer.elapsed() < 5000);
    }

    void theExampleRuns_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("whole") << QStringList { u"sandbox/echo"_s, u"marmalade"_s };
        QTest::newRow("streamed") << QStringList { u"sandbox/echo"_s, u"marmalade"_s, u"--stream"_s };
    }
    void theExampleRuns()
    {
        QFETCH(QStringList, arguments);
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"SANDBOX_API_BASE"_s, QString::fromStdString(m_sandbox->apiBase("openai")));
        process.setProcessEnvironment(environment);
        process.start(QStringLiteral(PATCHBAY_EXAMPLE), arguments);
        QVERIFY(process.waitForFinished());
        QVERIFY2(process.exitCode() == 0, process.readAllStandardError().constData());
        QVERIFY(process.readAllStandardOutput().contains("marmalade"));
    }

    void theExampleSaysWhatIsMissing()
    {
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.remove(u"GROQ_API_KEY"_s);
        process.setProcessEnvironment(environment);
        process.start(QStringLiteral(PATCHBAY_EXAMPLE), { u"groq/llama-3.3-70b-versatile"_s, u"Hello"_s });
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitCode(), 1);
        QVERIFY(process.readAllStandardError().contains("AuthenticationError: There is no key for Groq. Set GROQ_API_KEY"));
    }

private:
    CompletionRequest ask(const std::string &model) const
    {
        return { .model = model, .messages = { user("marmalade") }, .apiBase = m_sandbox->apiBase("openai"), .apiKey = "test" };
    }

    transport::IoRuntime m_runtime { 1 };
    std::unique_ptr<sandbox::Sandbox> m_sandbox;
    std::unique_ptr<Client> m_client;
};

QTEST_GUILESS_MAIN(TestCompletion)
#include "tst_completion.moc"
