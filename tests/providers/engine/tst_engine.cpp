// SPDX-License-Identifier: GPL-3.0-or-later
//
// The engine against a scripted server on loopback: attempts, retries, cancellation, errors, and
// the ledger rows that each leaves.
#include "providers/engine/engine.h"
#include "providers/transport/http_server.h"
#include "tests/support/recording_ledger.h"

#include <QTest>

#include <condition_variable>
#include <future>

using namespace patchbay;
using namespace std::chrono_literals;

namespace {

class FixedKeys final : public KeySource {
public:
    std::optional<SecretBytes> find(std::string_view name, const Origin &) const override
    {
        if (name == "OPENAI_API_KEY" && present) {
            return SecretBytes::copyOf("sk-test-canary-0123456789");
        }
        return std::nullopt;
    }
    bool present = true;
};

constexpr std::string_view answer = R"({"id":"c1","object":"chat.completion","created":1,"model":"gpt-4o","choices":[)"
                                    R"({"index":0,"message":{"role":"assistant","content":"Hello"},"finish_reason":"stop"}],)"
                                    R"("usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15}})";

std::string chunk(const std::string &text)
{
    return "data: {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"gpt-4o\",\"choices\":"
           "[{\"index\":0,\"delta\":{\"content\":\"" + text + "\"},\"finish_reason\":null}]}\n\n";
}

// Collects the events of one call and lets the test wait for the last.
class Collector {
public:
    EventSink sink()
    {
        return [this](const EngineEvent &event) {
            const std::lock_guard lock(m_mutex);
            events.push_back(event);
            m_changed.notify_all();
        };
    }
    template <typename T>
    bool waitFor()
    {
        std::unique_lock lock(m_mutex);
        return m_changed.wait_for(lock, 10s, [this] { return has<T>(); });
    }
    bool waitForEnd()
    {
        std::unique_lock lock(m_mutex);
        return m_changed.wait_for(lock, 10s, [this] { return has<CallSucceeded>() || has<CallFailed>(); });
    }
    template <typename T>
    const T *last() const
    {
        for (auto event = events.rbegin(); event != events.rend(); ++event) {
            if (const T *found = std::get_if<T>(&*event)) {
                return found;
            }
        }
        return nullptr;
    }
    template <typename T>
    int count() const
    {
        return static_cast<int>(std::ranges::count_if(events, [](const EngineEvent &e) { return std::holds_alternative<T>(e); }));
    }
    std::vector<EngineEvent> events;

private:
    template <typename T>
    bool has() const
    {
        return last<T>() != nullptr;
    }
    std::mutex m_mutex;
    std::condition_variable m_changed;
};

} // namespace

class TestEngine : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_catalog = std::make_unique<Catalog>(*Catalog::builtIn());
        m_runtime = std::make_unique<transport::IoRuntime>();
        m_ledger = std::make_unique<test::RecordingLedger>();
        m_keys.present = true;
        m_requests = 0;
        m_authorization.clear();
        auto server = transport::HttpServer::listen(
            *m_runtime, "127.0.0.1", 0, [this](const transport::ServerRequest &request, std::shared_ptr<transport::Responder> responder) {
                m_authorization = headerValue(request.headers, "authorization");
                m_script(++m_requests, std::move(responder));
            });
        QVERIFY(server);
        m_server = std::move(*server);
        EngineParts parts { *m_catalog, *m_runtime, m_keys, *m_ledger, m_clock, {}, {} };
        parts.apiBases["openai"] = "http://127.0.0.1:" + std::to_string(m_server->port()) + "/v1";
        m_engine = std::make_unique<Engine>(std::move(parts));
    }
    void cleanup()
    {
        m_engine.reset();
        m_server.reset();
        m_runtime.reset();
    }

    void answersWhole()
    {
        m_script = [](int, auto responder) { responder->respond({ 200, { { "content-type", "application/json" } }, std::string(answer) }); };
        Collector events;
        m_engine->start(call(false), events.sink());
        QVERIFY(events.waitForEnd());
        const auto *done = events.last<CallSucceeded>();
        QVERIFY(done);
        QCOMPARE(*done->response.choices.at(0).content, "Hello");
        // 10 × $2.50/M + 5 × $10/M
        QCOMPARE(done->cost.amount.money->nanoDollars, 10 * 2500 + 5 * 10000);
        QCOMPARE(done->attempts, 1);
        QVERIFY(done->timing.firstToken);
        QCOMPARE(m_authorization, "Bearer sk-test-canary-0123456789");
        const auto rows = m_ledger->rows();
        QCOMPARE(rows.size(), 1U);
        QCOMPARE(rows[0].state, AttemptState::Settled);
        QCOMPARE(rows[0].draft.provider, "openai");
        QCOMPARE(rows[0].draft.model, "gpt-4o");
        QCOMPARE(rows[0].draft.providerKey, "OPENAI_API_KEY");
        QCOMPARE(rows[0].outcome.httpStatus, 200);
        QCOMPARE(*rows[0].outcome.usage.promptTokens, 10);
        QVERIFY(rows[0].outcome.errorClass.empty());
    }

    void streams()
    {
        m_script = [](int, auto responder) {
            responder->start(200, { { "content-type", "text/event-stream" } });
            responder->write(chunk("Hel"));
            responder->write(chunk("lo"));
            responder->write("data: {\"id\":\"c1\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n");
            responder->write("data: {\"id\":\"c1\",\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2,\"total_tokens\":5}}\n\n");
            responder->write("data: [DONE]\n\n");
            responder->finish();
        };
        Collector events;
        m_engine->start(call(true), events.sink());
        QVERIFY(events.waitForEnd());
        const auto *done = events.last<CallSucceeded>();
        QVERIFY(done);
        QCOMPARE(*done->response.choices.at(0).content, "Hello");
        QCOMPARE(done->response.choices.at(0).finishReason, "stop");
        QVERIFY(!done->usageEstimated);
        QVERIFY(m_ledger->rows().at(0).outcome.timeToFirstToken);
    }

    void estimatesUsageThatIsNotReported()
    {
        m_script = [](int, auto responder) {
            responder->start(200, { { "content-type", "text/event-stream" } });
            responder->write(chunk("Hello there"));
            responder->write("data: {\"id\":\"c1\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n");
            responder->finish();
        };
        Collector events;
        m_engine->start(call(true), events.sink());
        QVERIFY(events.waitForEnd());
        const auto *done = events.last<CallSucceeded>();
        QVERIFY(done);
        QVERIFY(done->usageEstimated);
        QCOMPARE(done->cost.amount.basis, Basis::Estimated);
        QCOMPARE(m_ledger->rows().at(0).outcome.amount.basis, Basis::Estimated);
    }

    void retriesWhatMayPass()
    {
        m_script = [](int number, auto responder) {
            if (number < 3) {
                responder->respond({ 429, { { "content-type", "application/json" } },
                                     "{\"error\":{\"message\":\"Rate limit reached\",\"type\":\"requests\",\"code\":\"rate_limit_exceeded\"}}" });
            } else {
                responder->respond({ 200, { { "content-type", "application/json" } }, std::string(answer) });
            }
        };
        Collector events;
        m_engine->start(call(false), events.sink());
        QVERIFY(events.waitForEnd());
        const auto *done = events.last<CallSucceeded>();
        QVERIFY(done);
        QCOMPARE(done->attempts, 3);
        QCOMPARE(events.count<AttemptFailed>(), 2);
        const auto rows = m_ledger->rows();
        QCOMPARE(rows.size(), 3U);
        QCOMPARE(rows[0].outcome.errorClass, "RateLimitError");
        QCOMPARE(rows[0].outcome.amount.money->nanoDollars, 0);
        QCOMPARE(rows[2].draft.number, 3);
        QCOMPARE(rows[0].draft.requestId, rows[2].draft.requestId);
    }

    void theWireShowsNoKeyThatIsEchoed()
    {
        m_script = [](int, auto responder) {
            responder->respond({ 200, { { "content-type", "application/json" }, { "x-echo", "sk-test-canary-0123456789" } },
                                 std::string(answer).insert(1, "\"echo\":\"sk-test-canary-0123456789\",") });
        };
        CompletionCall wired = call(false);
        wired.keepWire = true;
        Collector events;
        m_engine->start(std::move(wired), events.sink());
        QVERIFY(events.waitForEnd());
        const auto *wire = events.last<WireRecord>();
        QVERIFY(wire);
        QVERIFY(!wire->response.body.contains("canary"));
        QCOMPARE(headerValue(wire->response.headers, "x-echo"), "<redacted>");
    }

    void givesUpAtOnceOnWhatStays()
    {
        m_script = [](int, auto responder) {
            responder->respond({ 401, { { "content-type", "application/json" } },
                                 "{\"error\":{\"message\":\"Incorrect API key provided: sk-test-canary-0123456789.\",\"code\":\"invalid_api_key\"}}" });
        };
        Collector events;
        m_engine->start(call(false), events.sink());
        QVERIFY(events.waitForEnd());
        const auto *failed = events.last<CallFailed>();
        QVERIFY(failed);
        QCOMPARE(failed->error.kind, ErrorClass::Authentication);
        QCOMPARE(failed->attempts, 1);
        QVERIFY(!failed->error.message.contains("canary"));
        QVERIFY(!failed->error.providerBody.contains("canary"));
        QVERIFY(!m_ledger->rows().at(0).outcome.errorMessage.contains("canary"));
    }

    void doesNotRepeatAfterContent()
    {
        m_script = [this](int, auto responder) {
            m_held = responder;
            responder->start(200, { { "content-type", "text/event-stream" } });
            responder->write(chunk("Hel"));
        };
        Collector events;
        m_engine->start(call(true), events.sink());
        QVERIFY(events.waitFor<StreamEvent>());
        m_held->abort();
        m_held.reset();
        QVERIFY(events.waitForEnd());
        const auto *failed = events.last<CallFailed>();
        QVERIFY(failed);
        QCOMPARE(failed->attempts, 1);
        QCOMPARE(*failed->partial.choices.at(0).content, "Hel");
        QCOMPARE(failed->cost.amount.basis, Basis::Estimated);
        QCOMPARE(m_requests.load(), 1);
    }

    void cancelClosesAndSettles()
    {
        m_script = [this](int, auto responder) {
            m_held = responder;
            responder->start(200, { { "content-type", "text/event-stream" } });
            responder->write(chunk("Hel"));
        };
        Collector events;
        const auto completion = m_engine->start(call(true), events.sink());
        QVERIFY(events.waitFor<StreamEvent>());
        completion->cancel();
        completion->cancel();
        QVERIFY(events.waitForEnd());
        const auto *failed = events.last<CallFailed>();
        QVERIFY(failed);
        QCOMPARE(failed->error.kind, ErrorClass::Cancelled);
        QCOMPARE(m_ledger->rows().at(0).outcome.errorClass, "Cancelled");
        // What the caller shows and what the ledger keeps are the same counts.
        QVERIFY(failed->partial.usage && failed->partial.usage->completionTokens);
        QVERIFY(*failed->partial.usage == m_ledger->rows().at(0).outcome.usage);
        QTRY_VERIFY(m_held->peerGone());
        m_held.reset();
    }

    void cancelDuringTheWaitEndsAtOnce()
    {
        m_script = [](int, auto responder) { responder->respond({ 503, { { "retry-after", "15" } }, "busy" }); };
        Collector events;
        const auto completion = m_engine->start(call(false), events.sink());
        QVERIFY(events.waitFor<AttemptFailed>());
        completion->cancel();
        QVERIFY(events.waitForEnd());
        QCOMPARE(events.last<CallFailed>()->error.kind, ErrorClass::Cancelled);
        QCOMPARE(m_requests.load(), 1);
    }

    void sendsNothingWithoutALedger()
    {
        m_script = [](int, auto responder) { responder->respond({ 200, {}, "" }); };
        m_ledger->setFull(true);
        Collector events;
        m_engine->start(call(false), events.sink());
        QVERIFY(events.waitForEnd());
        QCOMPARE(events.last<CallFailed>()->error.kind, ErrorClass::LedgerUnavailable);
        QCOMPARE(m_requests.load(), 0);
    }

    void failsBeforeSendingInWords_data()
    {
        QTest::addColumn<QString>("model");
        QTest::addColumn<bool>("key");
        QTest::addColumn<QString>("expected");
        QTest::newRow("unknown provider") << "nobody/x" << true << "LiteLLMUnknownProvider";
        QTest::newRow("no key") << "openai/gpt-4o" << false << "AuthenticationError";
        QTest::newRow("no address") << "hosted_vllm/x" << true << "BadRequestError";
    }
    void failsBeforeSendingInWords()
    {
        QFETCH(QString, model);
        QFETCH(bool, key);
        QFETCH(QString, expected);
        m_keys.present = key;
        m_script = [](int, auto responder) { responder->respond({ 200, {}, "" }); };
        Collector events;
        CompletionCall failing = call(false);
        failing.request.model = model.toStdString();
        m_engine->start(std::move(failing), events.sink());
        QVERIFY(events.waitForEnd());
        const auto *failed = events.last<CallFailed>();
        QCOMPARE(QString::fromStdString(std::string(className(failed->error.kind))), expected);
        QCOMPARE(failed->attempts, 0);
        // It never reached a provider, yet it stands in the ledger.
        QCOMPARE(m_ledger->rows().size(), 1U);
        QCOMPARE(m_ledger->rows().at(0).state, AttemptState::Voided);
        QCOMPARE(m_requests.load(), 0);
    }

    void namesWhatIsNotAnAnswer_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("expected");
        QTest::newRow("html, 200") << 200 << QByteArray("text/html") << QByteArray("<html>hi</html>") << "APIResponseValidationError";
        QTest::newRow("cut json") << 200 << QByteArray("application/json") << QByteArray("{\"id\":\"c1\",\"choi") << "APIResponseValidationError";
        QTest::newRow("empty") << 200 << QByteArray("application/json") << QByteArray() << "APIResponseValidationError";
        QTest::newRow("bad utf-8") << 200 << QByteArray("application/json") << QByteArray("{\"a\":\"\xff\xfe\"}") << "APIResponseValidationError";
        QTest::newRow("html, 404") << 404 << QByteArray("text/html") << QByteArray("<html>nope</html>") << "NotFoundError";
        QTest::newRow("redirect") << 302 << QByteArray("text/plain") << QByteArray("moved") << "APIResponseValidationError";
    }
    void namesWhatIsNotAnAnswer()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, type);
        QFETCH(QByteArray, body);
        QFETCH(QString, expected);
        m_script = [=](int, auto responder) {
            responder->respond({ status, { { "content-type", type.toStdString() } }, body.toStdString() });
        };
        for (const bool streamed : { false, true }) {
            Collector events;
            m_engine->start(call(streamed), events.sink());
            QVERIFY(events.waitForEnd());
            const auto *failed = events.last<CallFailed>();
            QVERIFY(failed);
            QCOMPARE(QString::fromStdString(std::string(className(failed->error.kind))), expected);
        }
    }

    void unreachableHostIsRetriedAndNamed()
    {
        m_script = [](int, auto) { };
        Collector events;
        CompletionCall failing = call(false);
        failing.apiBase = "http://127.0.0.1:1/v1";
        failing.retry.firstWait = 1ms;
        m_engine->start(std::move(failing), events.sink());
        QVERIFY(events.waitForEnd());
        const auto *failed = events.last<CallFailed>();
        QCOMPARE(failed->error.kind, ErrorClass::ApiConnection);
        QCOMPARE(failed->attempts, 3);
        QVERIFY(!failed->error.remedy.empty());
    }

    void destructionEndsWhatIsUnderWay()
    {
        m_script = [this](int, auto responder) {
            m_held = responder;
            responder->start(200, { { "content-type", "text/event-stream" } });
        };
        Collector events;
        for (int number = 0; number < 20; ++number) {
            m_engine->start(call(true), events.sink());
        }
        m_engine.reset();
        QCOMPARE(events.count<CallFailed>(), 20);
        m_held.reset();
    }

    void listsModels()
    {
        m_script = [](int, auto responder) {
            responder->respond({ 200, { { "content-type", "application/json" } },
                                 "{\"object\":\"list\",\"data\":[{\"id\":\"gpt-4o\",\"object\":\"model\"},{\"id\":\"gpt-5\",\"object\":\"model\"}]}" });
        };
        std::promise<Result<std::vector<std::string>>> promise;
        m_engine->listModels("openai", {}, SecretBytes::copyOf("sk-x"), [&promise](auto result) { promise.set_value(std::move(result)); });
        const auto models = promise.get_future().get();
        QVERIFY(models);
        QCOMPARE(models->size(), 2U);
    }

private:
    CompletionCall call(bool streamed)
    {
        CompletionCall call;
        call.request.model = "openai/gpt-4o";
        call.request.messages.push_back(textMessage(MessageRole::User, "Hi"));
        call.request.stream = streamed;
        call.retry.firstWait = 1ms;
        return call;
    }

    SystemClock m_clock;
    FixedKeys m_keys;
    std::unique_ptr<Catalog> m_catalog;
    std::unique_ptr<transport::IoRuntime> m_runtime;
    std::unique_ptr<test::RecordingLedger> m_ledger;
    std::unique_ptr<transport::HttpServer> m_server;
    std::unique_ptr<Engine> m_engine;
    std::function<void(int, std::shared_ptr<transport::Responder>)> m_script;
    std::atomic<int> m_requests = 0;
    std::string m_authorization;
    std::shared_ptr<transport::Responder> m_held;
};

QTEST_APPLESS_MAIN(TestEngine)
#include "tst_engine.moc"
