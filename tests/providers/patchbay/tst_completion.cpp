// SPDX-License-Identifier: GPL-3.0-or-later
//
// The library as a program sees it, against the simulated providers; and the README's example itself.
#include "patchbay/completion.h"
#include "providers/patchbay/event_queue.h"
#include "providers/sandbox/sandbox.h"
#include "providers/transport/http_server.h"
#include "providers/transport/io_runtime.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTest>

#include <mutex>

using namespace patchbay;
using namespace Qt::StringLiterals;

namespace {

// Says the first word of an answer and no more.
class Provider {
public:
    explicit Provider(transport::IoRuntime &runtime)
        : m_server(*transport::HttpServer::listen(
              runtime, "127.0.0.1", 0,
              [this](const transport::ServerRequest &request, std::shared_ptr<transport::Responder> responder) {
                  const std::lock_guard lock(m_mutex);
                  m_body = QByteArray::fromStdString(request.body);
                  m_responder = std::move(responder);
                  m_responder->start(200, { { "content-type", "text/event-stream" } });
                  m_responder->write("data: {\"id\":\"1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"One\"}}]}\n\n");
              }))
        , base("http://127.0.0.1:" + std::to_string(m_server->port()) + "/v1")
    {
    }
    bool clientLeft()
    {
        const std::lock_guard lock(m_mutex);
        return m_responder && m_responder->peerGone();
    }
    QByteArray body()
    {
        const std::lock_guard lock(m_mutex);
        return m_body;
    }

private:
    std::mutex m_mutex;
    std::shared_ptr<transport::Responder> m_responder;
    QByteArray m_body;
    std::unique_ptr<transport::HttpServer> m_server;

public:
    const std::string base;
};

} // namespace

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

    void otherKindsOfCall()
    {
        CallRequest request;
        request.kind = CallKind::Embeddings;
        request.model = "openai/text-embedding-3-small";
        request.parameters = { "{\"input\": [\"a\", \"b\"]}" };
        request.apiBase = m_sandbox->apiBase("openai");
        request.apiKey = "any";
        const Result<CallAnswer> vectors = m_client->call(request);
        QVERIFY2(vectors.has_value(), vectors ? "" : vectors.error().message.c_str());
        const QJsonDocument list = QJsonDocument::fromJson(QByteArray::fromStdString(vectors->json.text));
        QCOMPARE(list[u"data"].toArray().size(), 2);
        QVERIFY(vectors->usage.promptTokens.value_or(0) > 0 && vectors->cost.has_value());

        request.kind = CallKind::Speech;
        request.model = "openai/tts-1";
        request.parameters = { "{\"input\": \"Hello\", \"voice\": \"alloy\"}" };
        const Result<CallAnswer> speech = m_client->call(request);
        QVERIFY2(speech.has_value(), speech ? "" : speech.error().message.c_str());
        QVERIFY(!speech->bytes.empty() && speech->mediaType.starts_with("audio/"));

        request.kind = CallKind::Transcription;
        request.model = "openai/whisper-1";
        request.parameters = {};
        request.files = { { "file", "hello.wav", "audio/wav", speech->bytes } };
        const Result<CallAnswer> text = m_client->call(request);
        QVERIFY2(text.has_value(), text ? "" : text.error().message.c_str());
        QVERIFY(text->json.text.contains("\"text\""));

        request.kind = CallKind::Embeddings;
        request.model = "anthropic/claude-sonnet-4-5";
        const Result<CallAnswer> lacking = m_client->call(request);
        QVERIFY(!lacking.has_value() && lacking.error().remedy.contains("openai"));
    }

    void aSlowReaderHoldsTheProviderUp()
    {
        class Held final : public Completion {
        public:
            void cancel() override { }
            void hold(bool held) override { turns.push_back(held); }
            const std::string &requestId() const override { return id; }
            std::vector<bool> turns;
            std::string id;
        };
        EventQueue queue;
        const auto call = std::make_shared<Held>();
        for (int event = 0; event < 200; ++event) {
            queue.push(StreamEvent(TextDelta { 0, "a" }));
        }
        queue.follow(call);
        QVERIFY(call->turns.empty());
        for (int event = 0; event < 100; ++event) {
            queue.push(StreamEvent(TextDelta { 0, "a" }));
        }
        QCOMPARE(call->turns, std::vector<bool>({ true }));
        for (int event = 0; event < 250; ++event) {
            queue.pop();
        }
        QCOMPARE(call->turns, std::vector<bool>({ true, false }));
    }

    void anEventWithoutTextIsEmptyAndNotNull()
    {
        QVERIFY(textOf(StreamEvent(ChoiceFinished {})).empty());
        QVERIFY(textOf(StreamEvent(ChoiceFinished {})).data() != nullptr);
    }

    void lettingGoOfTheGeneratorClosesTheConnection()
    {
        Provider provider(m_runtime);
        CompletionRequest request = ask("openai/m");
        request.apiBase = provider.base;
        for (const Result<StreamEvent> &event : m_client->stream(request)) {
            QVERIFY(event.has_value());
            if (!textOf(*event).empty()) {
                break;
            }
        }
        QTRY_VERIFY(provider.clientLeft());
    }

    void whatIsAskedReachesTheProvider()
    {
        Provider provider(m_runtime);
        CompletionRequest request = ask("openai/m");
        request.apiBase = provider.base;
        request.temperature = 0.25;
        request.topP = 0.5;
        request.maxTokens = 77;
        request.stop = { "END" };
        ToolDefinition tool;
        tool.name = "lookup";
        request.tools = { tool };
        request.responseFormat.kind = ResponseFormat::Kind::JsonObject;
        request.timeout = std::chrono::milliseconds(300);
        request.retries = 0;
        const Result<ChatResponse> answer = m_client->completion(request);
        QVERIFY(!answer.has_value());
        QCOMPARE(answer.error().kind, ErrorClass::Timeout);
        const QJsonObject body = QJsonDocument::fromJson(provider.body()).object();
        QCOMPARE(body[u"temperature"].toDouble(), 0.25);
        QCOMPARE(body[u"top_p"].toDouble(), 0.5);
        QCOMPARE(body[u"stop"].toArray().at(0).toString(), u"END"_s);
        QCOMPARE(body[u"tools"].toArray().at(0)[u"function"][u"name"].toString(), u"lookup"_s);
        QCOMPARE(body[u"response_format"][u"type"].toString(), u"json_object"_s);
        QVERIFY(provider.body().contains(":77"));
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
