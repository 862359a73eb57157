// SPDX-License-Identifier: GPL-3.0-or-later
//
// Observers: what they are told in each form, where they come from in the configuration, and that nobody waits for them.
#include "providers/observers/observer_hub.h"
#include "providers/transport/http_server.h"
#include "providers/wire/json_view.h"
#include "tests/support/recording_ledger.h"

#include <QDir>
#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

using namespace patchbay;
using namespace patchbay::observers;
using namespace Qt::StringLiterals;

namespace {

Observation sample(const std::string &id = "att_1", const std::string &error = {})
{
    Observation made;
    made.draft.attemptId = id;
    made.draft.requestId = "req_1";
    made.draft.parent = "call_1";
    made.draft.endpoint = "chat";
    made.draft.provider = "gemini";
    made.draft.model = "gemini-2.5-flash";
    made.draft.group = "fast";
    made.draft.virtualKey = "key_1";
    made.draft.tags = { "blue" };
    made.draft.start = WallTime(std::chrono::seconds(1'700'000'000));
    made.outcome.end = made.draft.start + std::chrono::seconds(2);
    made.outcome.usage.promptTokens = 10;
    made.outcome.usage.completionTokens = 5;
    made.outcome.amount = { Money { 1'500'000 }, Basis::Computed, "table" };
    made.outcome.httpStatus = error.empty() ? 200 : 500;
    made.outcome.errorClass = error;
    made.outcome.finishReason = "stop";
    return made;
}

std::vector<ObserverSettings> read(const std::string &text, std::size_t *warnings = nullptr)
{
    std::vector<std::string> told;
    const Variables variables = [](const std::string &name) {
        return name == "OTEL_EXPORTER_OTLP_ENDPOINT" ? std::string("http://127.0.0.1:4318/")
            : name == "OTEL_EXPORTER_OTLP_HEADERS" ? std::string("X-A=1,x-b=2=3")
            : name == "HOOK"                       ? std::string("secret")
                                                   : std::string();
    };
    auto made = readObservers(config::parseConfig("model_list: []\n" + text, "test.yaml"), variables, told);
    if (warnings) {
        *warnings = told.size();
    }
    return made;
}

// Collects what is posted and answers with the statuses that it was given, then with 200.
struct Receiver {
    Receiver()
        : runtime(1)
        , server(*transport::HttpServer::listen(runtime, "127.0.0.1", 0,
                                                [this](const transport::ServerRequest &request, const std::shared_ptr<transport::Responder> &responder) {
                                                    const std::scoped_lock lock(mutex);
                                                    const int status = statuses.empty() ? 200 : statuses.front();
                                                    if (!statuses.empty()) {
                                                        statuses.erase(statuses.begin());
                                                    }
                                                    requests.push_back(request);
                                                    responder->respond({ status, {}, "{}" });
                                                }))
    {
    }
    std::string url(const std::string &path = {}) const { return "http://127.0.0.1:" + std::to_string(server->port()) + path; }
    std::size_t count()
    {
        const std::scoped_lock lock(mutex);
        return requests.size();
    }
    transport::IoRuntime runtime;
    std::mutex mutex;
    std::vector<int> statuses;
    std::vector<transport::ServerRequest> requests;
    std::unique_ptr<transport::HttpServer> server;
};

constexpr QueueLimits quick { 10'000, 200, std::chrono::milliseconds(20), std::chrono::milliseconds(2'000), 3 };

} // namespace

class TestObservers : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void spansFollowTheConventions()
    {
        const Observation one = sample();
        const std::string text = toTraces(std::span(&one, 1), "gateway");
        const auto json = wire::parseJson(text);
        QVERIFY(json);
        const auto resource = (*json)["resourceSpans"].at(0);
        QCOMPARE(resource["resource"]["attributes"].at(0)["value"]["stringValue"].string(), "gateway");
        const auto span = resource["scopeSpans"].at(0)["spans"].at(0);
        QCOMPARE(span["name"].string(), "chat gemini-2.5-flash");
        QCOMPARE(span["traceId"].string().size(), 32);
        QCOMPARE(span["spanId"].string().size(), 16);
        QCOMPARE(span["startTimeUnixNano"].string(), "1700000000000000000");
        QCOMPARE(*span["status"]["code"].integer(), 1);
        for (const char *part : { R"({"key":"gen_ai.provider.name","value":{"stringValue":"gcp.gemini"}})", R"({"key":"gen_ai.usage.input_tokens","value":{"intValue":"10"}})",
                                  R"({"key":"gen_ai.operation.name","value":{"stringValue":"chat"}})", R"({"key":"gen_ai.response.finish_reasons","value":{"arrayValue":{"values":[{"stringValue":"stop"}]}}})",
                                  R"({"key":"patchbay.cost.usd","value":{"doubleValue":0.0015}})" }) {
            QVERIFY2(text.contains(part), text.c_str());
        }
        const Observation failed = sample("att_2", "RateLimitError");
        const std::string other = toTraces(std::span(&failed, 1), "gateway");
        QVERIFY(other.contains(R"("error.type")") && other.contains(R"("status":{"code":2)"));
        QCOMPARE(traceIdOf("call_1"), traceIdOf("call_1"));
        QVERIFY(traceIdOf("call_1") != traceIdOf("call_2") && spanIdOf("a") != spanIdOf("b"));
    }

    void langfuseAndPayloads()
    {
        const Observation one = sample();
        const auto text = toLangfuse(std::span(&one, 1));
        const auto json = wire::parseJson(text);
        QVERIFY(json);
        QCOMPARE((*json)["batch"].at(0)["type"].string(), "trace-create");
        QCOMPARE((*json)["batch"].at(0)["body"]["id"].string(), "call_1");
        QCOMPARE((*json)["batch"].at(1)["type"].string(), "generation-create");
        QCOMPARE((*json)["batch"].at(1)["body"]["traceId"].string(), "call_1");
        QCOMPARE(*(*json)["batch"].at(1)["body"]["usage"]["input"].integer(), 10);
        // What the client says of its trace.
        Observation told = sample();
        told.draft.notes.session = "of the header";
        told.draft.notes.metadata = "{\"requester_metadata\":{\"trace_id\":\"t-1\",\"trace_name\":\"import\",\"generation_name\":\"sum up\",\"trace_user_id\":\"ann\",\"trace_metadata\":{\"a\":1}}}";
        const auto said = toLangfuse(std::span(&told, 1));
        const auto named = wire::parseJson(said);
        QVERIFY(named);
        const auto trace = (*named)["batch"].at(0)["body"];
        QVERIFY2(trace["id"].is("t-1") && trace["name"].is("import") && trace["userId"].is("ann") && trace["sessionId"].is("of the header"), said.c_str());
        QCOMPARE(*trace["metadata"]["a"].integer(), 1);
        QVERIFY2((*named)["batch"].at(1)["body"]["traceId"].is("t-1") && (*named)["batch"].at(1)["body"]["name"].is("sum up"), said.c_str());
        told.draft.notes.metadata = "{\"requester_metadata\":{\"existing_trace_id\":\"t-0\",\"session_id\":\"s\"}}";
        const auto joined = toLangfuse(std::span(&told, 1));
        const auto alone = wire::parseJson(joined);
        QVERIFY2(alone && (*alone)["batch"].size() == 1 && (*alone)["batch"].at(0)["body"]["traceId"].is("t-0"), joined.c_str());
        const std::string payload = toPayload(sample("att_2", "Timeout"));
        const auto row = wire::parseJson(payload);
        QVERIFY(row);
        QCOMPARE((*row)["status"].string(), "failure");
        QCOMPARE((*row)["error_information"]["error_class"].string(), "Timeout");
        QCOMPARE(*(*row)["response_cost"].number(), 0.0015);
    }

    void callbacksOfAKey()
    {
        const Variables process = [](const std::string &name) {
            return name == "LANGFUSE_SECRET_KEY" || name == "LANGFUSE_PUBLIC_KEY" ? std::string("everybody's")
                : name == "LANGFUSE_HOST"                                          ? std::string("https://far.example")
                : name == "TEAM_SECRET"                                            ? std::string("sk-lf-team")
                                                                                   : std::string();
        };
        const auto own = readCallbacks("[{\"callback_name\":\"langfuse\",\"callback_type\":\"failure\",\"callback_vars\":{\"langfuse_public_key\":\"pk\",\"langfuse_secret\":\"os.environ/TEAM_SECRET\"}}]", process);
        QCOMPARE(own.size(), 1U);
        QCOMPARE(own[0].target, "https://far.example/api/public/ingestion"); // no secret: the process's will do
        QCOMPARE(own[0].headers[0].second, "Basic cGs6c2stbGYtdGVhbQ==");
        QVERIFY(own[0].failures && !own[0].successes);
        // Everybody's key does not go where one key says.
        QVERIFY(readCallbacks("[{\"callback_name\":\"langfuse\",\"callback_vars\":{\"langfuse_host\":\"https://other.example\"}}]", process).empty());
        QCOMPARE(readCallbacks("[{\"callback_name\":\"langfuse\"}]", process).size(), 1U);
        const auto hook = readCallbacks("[{\"callback_name\":\"generic_api\",\"callback_type\":\"success_and_failure\",\"callback_vars\":{\"generic_logger_endpoint\":\"http://h/x\",\"generic_logger_headers\":\"X-A=1\"}}]", process);
        QCOMPARE(hook.at(0).target, "http://h/x");
        QVERIFY(hook[0].failures && hook[0].successes);
        QVERIFY(readCallbacks("[{}]", process).empty() && readCallbacks("no list", process).empty());
    }

    void keysAndTeamsHaveTheirOwn()
    {
        Receiver everybody;
        Receiver own;
        test::RecordingLedger ledger;
        SystemClock clock;
        ObserverHub hub(ledger, clock, everybody.runtime);
        const std::string callbacks = "[{\"callback_name\":\"generic_api\",\"callback_vars\":{\"generic_logger_endpoint\":\"" + own.url("/own") + "\",\"generic_logger_headers\":\"authorization=Bearer hush\"}}]";
        hub.setCallbacks([&](const std::string &key, const std::string &team) { return key == "key_1" || team == "t" ? callbacks : std::string(); },
                         [](const std::string &) { return std::string(); });
        const auto call = [&](const std::string &id, const std::string &key, const std::string &team) {
            AttemptDraft draft = sample(id).draft;
            draft.virtualKey = key;
            draft.team = team;
            QVERIFY(hub.reserveAndSend(draft));
            AttemptOutcome outcome = sample(id).outcome;
            outcome.state = AttemptState::Settled;
            hub.settle(id, outcome);
        };
        call("a", "key_2", {}); // nobody is told
        call("b", "key_1", {});
        call("c", "key_3", "t");
        QTRY_VERIFY_WITH_TIMEOUT(own.count() >= 1, 10'000);
        const auto told = [](Receiver &receiver) {
            const std::scoped_lock lock(receiver.mutex);
            std::string all;
            for (const auto &request : receiver.requests) {
                all += request.body;
            }
            return all;
        };
        QTRY_VERIFY_WITH_TIMEOUT(told(own).contains("\"b\"") || told(own).contains("key_1"), 10'000);
        QTRY_VERIFY_WITH_TIMEOUT(told(own).contains("key_3"), 10'000);
        QVERIFY(!told(own).contains("key_2"));
        QVERIFY(!hub.metrics().contains("hush") && hub.metrics().contains("generic_api"));
        // In the place of everybody's of the same kind; others are told both.
        std::vector<std::string> warnings;
        hub.use(readObservers(config::parseConfig("model_list: []\npatchbay: {observers: [{type: webhook, url: '" + everybody.url("/all") + "'}]}\n", "t.yaml"),
                              [](const std::string &) { return std::string(); }, warnings));
        call("d", "key_2", {});
        call("e", "key_1", {});
        QTRY_VERIFY_WITH_TIMEOUT(told(everybody).contains("key_2"), 10'000);
        QVERIFY(!told(everybody).contains("key_1"));
    }

    void settingsAreRead()
    {
        std::size_t warnings = 0;
        const auto otel = read("litellm_settings: {success_callback: [otel], failure_callback: [otel, prometheus]}\n", &warnings);
        QCOMPARE(otel.size(), 2); // and metrics
        QCOMPARE(otel[0].target, "http://127.0.0.1:4318/v1/traces");
        QVERIFY(otel[0].successes && otel[0].failures);
        QCOMPARE(otel[0].headers[1].second, "2=3");
        QCOMPARE(otel[1].target, "http://127.0.0.1:4318/v1/metrics");
        QVERIFY(otel[1].kind == Kind::OtlpMetrics && otel[1].headers == otel[0].headers && otel[1].successes && otel[1].failures);
        QCOMPARE(read("patchbay: {observers: [{type: otlp, endpoint: 'http://x', metrics: false}]}\n", &warnings).size(), 1);
        QCOMPARE(read("patchbay: {observers: [{type: otlp, endpoint: 'http://x/v1/traces'}]}\n", &warnings).size(), 1);
        QCOMPARE(warnings, 0);
        QVERIFY(read("litellm_settings: {callbacks: [langfuse, datadog]}\n", &warnings).empty());
        QCOMPARE(warnings, 2); // no key is set; not done
        const auto own = read("patchbay:\n  observers:\n    - {type: jsonl, file: /tmp/x, when: failure}\n    - {type: webhook, url: 'http://x/y', headers: {Authorization: os.environ/HOOK}}\n    - {type: pigeon}\n", &warnings);
        QCOMPARE(own.size(), 2);
        QVERIFY(!own[0].successes && own[0].failures);
        QCOMPARE(own[1].headers[0].first, "authorization");
        QCOMPARE(own[1].headers[0].second, "secret");
        QCOMPARE(warnings, 1);
    }

    void linesGoToAFile()
    {
        QTemporaryDir directory;
        const QString file = directory.filePath(u"log.jsonl"_s);
        transport::IoRuntime runtime(1);
        transport::HttpClient client(runtime, {});
        {
            ObserverQueue queue({ "log", Kind::JsonLines, file.toStdString() }, client, quick);
            for (int number = 0; number < 500; ++number) {
                queue.offer(sample("att_" + std::to_string(number)));
            }
        } // what waits is written
        QFile written(file);
        QVERIFY(written.open(QIODevice::ReadOnly));
        const QList<QByteArray> lines = written.readAll().split('\n');
        QCOMPARE(lines.size(), 501);
        QVERIFY(lines[499].contains("\"att_499\""));
        QVERIFY(!(QFile::permissions(file) & (QFile::ReadGroup | QFile::ReadOther)));
    }

    void postsAreTriedAgain()
    {
        Receiver receiver;
        receiver.statuses = { 503, 200 };
        transport::IoRuntime runtime(1);
        transport::HttpClient client(runtime, {});
        ObserverQueue queue({ "hook", Kind::Webhook, receiver.url("/hook"), { { "x-token", "t" } } }, client, quick);
        queue.offer(sample());
        QTRY_COMPARE(queue.delivered(), 1);
        QCOMPARE(receiver.count(), 2);
        QCOMPARE(std::string(headerValue(receiver.requests[1].headers, "x-token")), "t");
        QVERIFY(receiver.requests[1].body.starts_with("[{\"id\":\"att_1\""));
        {
            const std::scoped_lock lock(receiver.mutex);
            receiver.statuses = { 401 };
        }
        queue.offer(sample("att_2"));
        QTRY_COMPARE(queue.dropped(), 1); // and not again: it would be refused again
        QCOMPARE(receiver.count(), 3);
    }

    void whatWasRefusedAndSoftBudgetsAreTold()
    {
        Receiver receiver;
        transport::IoRuntime runtime(1);
        test::RecordingLedger ledger;
        SystemClock clock;
        {
            ObserverHub hub(ledger, clock, runtime);
            hub.setKeyNaming([](const std::string &) { return ObserverHub::KeyNames { "token", "alias" }; });
            ObserverSettings shy { "shy", Kind::Webhook, receiver.url("/shy") };
            shy.callers = false; // redact_user_api_key_info
            hub.use({ { "hook", Kind::Webhook, receiver.url("/hook") }, { "traces", Kind::Otlp, receiver.url("/otlp") },
                      { "langfuse", Kind::Langfuse, receiver.url("/langfuse") }, shy });
            Observation one = sample("att_9", "RateLimitError");
            one.outcome.state = AttemptState::Voided;
            hub.refused(one.draft, one.outcome);
            hub.notice({ "key", "key_1", "token", "alias", "t", "u", Money { 2'000'000'000 }, Money { 1'000'000'000 }, {}, clock.now() });
        } // what waits is told
        QCOMPARE(receiver.count(), 4U);
        std::map<std::string, std::string> bodies;
        for (const transport::ServerRequest &request : receiver.requests) {
            bodies[request.target] = request.body;
        }
        for (const char *part : { R"("status":"failure")", R"("error_class":"RateLimitError")", R"("refused":true)", R"("user_api_key_hash":"token")",
                                  R"("event":"soft_budget_crossed")", R"("event_group":"key")", R"("spend":2)", R"("soft_budget":1)", R"("token":"token")" }) {
            QVERIFY2(bodies["/hook"].contains(part), part);
        }
        QVERIFY(bodies["/otlp/v1/traces"].contains("soft_budget_crossed") || bodies["/otlp"].contains("soft_budget_crossed"));
        QVERIFY(bodies["/langfuse"].contains("event-create") && bodies["/langfuse"].contains("generation-create"));
        QVERIFY2(!bodies["/shy"].contains("alias\":\"alias") && !bodies["/shy"].contains("\"token\":\"token"), bodies["/shy"].c_str());
        QVERIFY(ledger.rows().empty());
    }

    void metricsAreAddedUp()
    {
        Receiver receiver;
        receiver.statuses = { 500, 200 };
        transport::IoRuntime runtime(1);
        transport::HttpClient client(runtime, {});
        QueueLimits often = quick;
        often.interval = std::chrono::milliseconds(30);
        ObserverSettings settings { "otel_metrics", Kind::OtlpMetrics, receiver.url("/v1/metrics") };
        settings.service = "gateway";
        ObserverQueue queue(settings, client, often);
        Observation slow = sample("att_2");
        slow.outcome.duration = std::chrono::seconds(100);
        queue.offer(sample());
        queue.offer(slow);
        queue.offer(sample("att_3", "RateLimitError"));
        Observation refused = sample("att_4", "BudgetExceededError");
        refused.refused = true; // no operation
        queue.offer(refused);
        QTRY_COMPARE(queue.delivered(), 4); // the second time: sums lose nothing
        const auto names = [](const wire::JsonView &metrics, std::size_t at) { return metrics.at(at)["name"].string(); };
        const std::scoped_lock lock(receiver.mutex);
        QCOMPARE(receiver.requests.back().target, "/v1/metrics");
        const auto json = wire::parseJson(receiver.requests.back().body);
        QVERIFY2(json, receiver.requests.back().body.c_str());
        const auto metrics = (*json)["resourceMetrics"].at(0)["scopeMetrics"].at(0)["metrics"];
        QCOMPARE(names(metrics, 0), "gen_ai.client.operation.duration");
        const auto durations = metrics.at(0)["histogram"]["dataPoints"];
        QCOMPARE(durations.size(), 2U); // those that failed are told apart
        QCOMPARE(durations.at(0)["count"].string(), "2");
        QCOMPARE(durations.at(0)["bucketCounts"].size(), 15U);
        QCOMPARE(durations.at(0)["bucketCounts"].at(14).string(), "1"); // beyond the last bound
        QVERIFY(durations.at(1).raw().contains("RateLimitError"));
        QCOMPARE(names(metrics, 1), "gen_ai.client.token.usage");
        const auto tokens = metrics.at(1)["histogram"]["dataPoints"];
        QCOMPARE(tokens.size(), 2U); // input, output
        QCOMPARE(*tokens.at(0)["sum"].number(), 30.0);
        QVERIFY(tokens.at(0).raw().contains(R"("gen_ai.token.type","value":{"stringValue":"input"})"));
        QCOMPARE(names(metrics, 2), "patchbay.cost");
        QCOMPARE(*metrics.at(2)["sum"]["dataPoints"].at(0)["asDouble"].number(), 0.0045);
    }

    void aFailureIsToldOnce()
    {
        QTemporaryDir directory;
        transport::IoRuntime runtime(1);
        transport::HttpClient client(runtime, {});
        QueueLimits once = quick;
        once.tries = 1;
        std::mutex mutex;
        std::vector<std::string> told;
        const auto trouble = [&](const std::string &said) {
            const std::scoped_lock lock(mutex);
            told.push_back(said);
        };
        const ObserverSettings settings { "log", Kind::JsonLines, directory.filePath(u"none/log.jsonl"_s).toStdString() };
        QVERIFY(fileTrouble(settings).contains("there is no folder"));
        ObserverQueue queue(settings, client, once, trouble);
        for (int number = 1; number <= 2; ++number) {
            queue.offer(sample());
            QTRY_COMPARE(queue.dropped(), number);
        }
        QVERIFY(QDir(directory.path()).mkdir(u"none"_s));
        QVERIFY(fileTrouble(settings).empty());
        queue.offer(sample());
        QTRY_COMPARE(queue.delivered(), 1);
        QVERIFY(QDir(directory.filePath(u"none"_s)).removeRecursively());
        queue.offer(sample());
        QTRY_COMPARE(queue.dropped(), 3);
        QTRY_VERIFY([&] {
            const std::scoped_lock lock(mutex);
            return told.size() == 2 && told[0].contains("No such file or directory");
        }());
    }

    void nobodyWaitsAndDropsAreCounted()
    {
        transport::IoRuntime runtime(1);
        test::RecordingLedger ledger;
        SystemClock clock;
        ObserverHub hub(ledger, clock, runtime);
        QVERIFY(hub.metrics().empty());
        hub.use({ { "nowhere", Kind::Webhook, "http://127.0.0.1:9/x" } });
        QElapsedTimer timer;
        timer.start();
        for (int number = 0; number < 10'500; ++number) {
            Observation one = sample("att_" + std::to_string(number));
            if (number >= 10'000) {
                QVERIFY(hub.reserve(one.draft));
                hub.sent(one.draft.attemptId);
                hub.settle(one.draft.attemptId, one.outcome);
            }
        }
        QVERIFY(timer.elapsed() < 5'000);
        QCOMPARE(ledger.rows().size(), 500);
        QTRY_VERIFY_WITH_TIMEOUT(hub.metrics().contains("patchbay_observer_dropped_total{observer=\"nowhere\",number=\"0\"} 500"), 20'000);
        // The ledger's refusal is the caller's, and nobody hears of it.
        ledger.setFull(true);
        QVERIFY(!hub.reserve(sample("att_x").draft));
        hub.use({});
        QVERIFY(hub.metrics().empty());
    }

    void aFullQueueDropsTheNew()
    {
        Receiver receiver;
        transport::IoRuntime runtime(1);
        transport::HttpClient client(runtime, {});
        QueueLimits small = quick;
        small.waiting = 5;
        small.age = std::chrono::milliseconds(500);
        ObserverQueue queue({ "hook", Kind::Webhook, receiver.url() }, client, small);
        for (int number = 0; number < 20; ++number) {
            queue.offer(sample("att_" + std::to_string(number)));
        }
        QCOMPARE(queue.dropped(), 15);
        QTRY_COMPARE(queue.delivered(), 5);
    }
};

QTEST_GUILESS_MAIN(TestObservers)
#include "tst_observers.moc"
