// SPDX-License-Identifier: GPL-3.0-or-later
//
// Kept answers as clients meet them, and the rules of the cache by tables.
#include "providers/gateway/cache_settings.h"
#include "providers/gateway/response_cache.h"
#include "tests/providers/gateway/gateway_world.h"

#include <QDeadlineTimer>
#include <QTest>

#include <algorithm>
#include <map>

using namespace patchbay;
using namespace patchbay::gateway;
using patchbay::test::GatewayWorld;
using patchbay::testing::HttpCall;

namespace {

const std::vector<GatewayWorld::Entry> models { { "good", "openai/gpt-4o", "      input_cost_per_token: 0.001\n      output_cost_per_token: 0.001\n" },
                                                { "bad", "openai/failing-model" },
                                                { "vectors", "openai/text-embedding-3-small" } };
constexpr std::string_view scenario =
    R"({"speed":100,"rules":[{"match":{"model":"failing-model"},"fault":{"kind":"cut","after_tokens":3}}]})";

std::string settings(const std::string &parameters = "type: local")
{
    return "litellm_settings:\n  cache: true\n  cache_params: {" + parameters + "}\nrouter_settings: {num_retries: 0}\n";
}

std::string chat(const std::string &words, const std::string &more = {}, const std::string &model = "good")
{
    return R"({"model":")" + model + R"(","max_tokens":10,"messages":[{"role":"user","content":")" + words + R"("}])" + more + "}";
}

struct Counts {
    long calls = 0; // that a provider answered
    long hits = 0;
};

Counts countsOf(const GatewayWorld &world)
{
    Counts counts;
    for (const auto &row : world.ledger.rows()) {
        ++(row.outcome.cacheHit ? counts.hits : counts.calls);
    }
    return counts;
}

// Clock that a test sets.
struct HandClock final : Clock {
    WallTime time { std::chrono::hours(1) };
    WallTime now() const override { return time; }
    SteadyTime steadyNow() const override { return SteadyTime(time.time_since_epoch()); }
};

// Keeps in a map and answers late, from another call.
struct MapStore final : CacheStore {
    std::mutex mutex;
    std::map<std::string, std::shared_ptr<const KeptAnswer>> answers;
    void find(const std::string &key, Found found) override
    {
        std::shared_ptr<const KeptAnswer> answer;
        {
            const std::scoped_lock lock(mutex);
            answer = answers.contains(key) ? answers[key] : nullptr;
        }
        found(std::move(answer));
    }
    void keep(const std::string &key, std::shared_ptr<const KeptAnswer> answer) override
    {
        const std::scoped_lock lock(mutex);
        answers[key] = std::move(answer);
    }
    void remove(const std::string &key) override { answers.erase(key); }
    void clear() override { answers.clear(); }
};

std::shared_ptr<const KeptAnswer> keptFor(const Clock &clock, std::size_t size, std::chrono::seconds life)
{
    KeptAnswer answer;
    answer.body = std::string(size, 'x');
    answer.made = clock.now();
    answer.ends = answer.made + life;
    return std::make_shared<const KeptAnswer>(std::move(answer));
}

// An answer is kept when its call has ended, which may be after the client has got it: whoever asks again waits for that.
class CacheWorld : public GatewayWorld {
public:
    using GatewayWorld::GatewayWorld;
    HttpCall::Outcome send(const std::string &path, std::string body, std::string_view key = masterKey)
    {
        const int before = ended();
        HttpCall::Outcome outcome = GatewayWorld::send(path, std::move(body), key);
        const QDeadlineTimer patience(10'000);
        while (path.starts_with("/v1/") && outcome.status == 200 && ended() == before && !patience.hasExpired()) {
        }
        return outcome;
    }

private:
    int ended()
    {
        const std::string text = call("GET", "/metrics").body;
        constexpr std::string_view name = "\nlitellm_proxy_total_requests_metric_total{";
        int count = 0;
        for (std::size_t at = text.find(name); at != std::string::npos; at = text.find(name, at + 1)) {
            count += std::stoi(text.substr(text.find("} ", at) + 2));
        }
        return count;
    }
};

} // namespace

class TestGatewayCache : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theSameQuestionIsAnsweredAgainForNothing()
    {
        CacheWorld world(models, settings(), scenario);
        const HttpCall::Outcome first = world.send("/v1/chat/completions", chat("Hi"));
        QCOMPARE(first.status, 200);
        QVERIFY(headerValue(first.headers, "x-litellm-cache-key").empty()); // nothing was kept yet
        const HttpCall::Outcome second = world.send("/v1/chat/completions", chat("Hi"));
        QCOMPARE(second.body, first.body);
        QCOMPARE(headerValue(second.headers, "x-litellm-cache-key").size(), 64U);
        QCOMPARE(std::stod(std::string(headerValue(second.headers, "x-litellm-response-cost"))), 0.0);
        QVERIFY(headerValue(second.headers, "x-litellm-call-id") != headerValue(first.headers, "x-litellm-call-id"));
        QCOMPARE(std::string(headerValue(second.headers, "content-type")), std::string(headerValue(first.headers, "content-type")));
        const Counts counts = countsOf(world);
        QCOMPARE(counts.calls, 1);
        QCOMPARE(counts.hits, 1);
        const auto rows = world.ledger.rows();
        QCOMPARE(rows[1].outcome.amount.money->nanoDollars, 0);
        QCOMPARE(rows[1].outcome.usage.promptTokens, rows[0].outcome.usage.promptTokens);
        QCOMPARE(rows[1].draft.parent, std::string(headerValue(second.headers, "x-litellm-call-id")));
        QCOMPARE(rows[1].draft.model, rows[0].draft.model);
        // The order of members is the client's own business, and so is /v1.
        world.send("/chat/completions", R"({"messages":[{"role":"user","content":"Hi"}],"max_tokens":10,"model":"good"})");
        QCOMPARE(countsOf(world).hits, 2);
        // Another question, another parameter, another dialect: another answer.
        world.send("/v1/chat/completions", chat("Ho"));
        world.send("/v1/chat/completions", chat("Hi", R"(,"temperature":0.5)"));
        world.send("/v1/messages", chat("Hi"));
        QCOMPARE(countsOf(world).calls, 4);
        world.send("/v1/messages", chat("Hi"));
        QCOMPARE(countsOf(world).hits, 3);
    }

    void streamsAreReplayedAsStreams()
    {
        CacheWorld world(models, settings(), scenario);
        for (const char *path : { "/v1/chat/completions", "/v1/messages" }) {
            const HttpCall::Outcome first = world.send(path, chat("Hi", R"(,"stream":true)"));
            const HttpCall::Outcome again = world.send(path, chat("Hi", R"(,"stream":true)"));
            QCOMPARE(again.body, first.body);
            QVERIFY(headerValue(again.headers, "content-type").starts_with("text/event-stream"));
            QVERIFY(headerValue(again.headers, "content-length").empty());
        }
        QCOMPARE(countsOf(world).hits, 2);
        world.send("/v1/chat/completions", chat("Hi"));
        QCOMPARE(countsOf(world).calls, 3); // no stream is no answer in one piece
    }

    void failuresAndTornStreamsAreNotKept()
    {
        CacheWorld world(models, settings(), scenario);
        for (int call = 0; call < 2; ++call) {
            world.send("/v1/chat/completions", chat("Hi", R"(,"stream":true)", "bad"));
            world.send("/v1/chat/completions", chat("Hi", {}, "bad"));
        }
        QCOMPARE(countsOf(world).hits, 0);
        QCOMPARE(countsOf(world).calls, 4);
    }

    void aRequestMaySayHow_data()
    {
        QTest::addColumn<QString>("parameters");
        QTest::addColumn<QString>("first");
        QTest::addColumn<QString>("second");
        QTest::addColumn<int>("hits");
        QTest::newRow("nothing") << "type: local" << "" << "" << 1;
        QTest::newRow("no-cache") << "type: local" << "" << R"(,"cache":{"no-cache":true})" << 0;
        QTest::newRow("no-cache still writes") << "type: local" << R"(,"cache":{"no-cache":true})" << "" << 1;
        QTest::newRow("no-store") << "type: local" << R"(,"cache":{"no-store":true})" << "" << 0;
        QTest::newRow("ttl 0") << "type: local" << R"(,"cache":{"ttl":0})" << "" << 0;
        QTest::newRow("ttl") << "type: local" << R"(,"cache":{"ttl":100})" << "" << 1;
        QTest::newRow("s-maxage 0") << "type: local" << "" << R"(,"cache":{"s-maxage":0})" << 0;
        QTest::newRow("s-maxage") << "type: local" << "" << R"(,"cache":{"s-maxage":100})" << 1;
        QTest::newRow("namespace") << "type: local" << R"(,"cache":{"namespace":"a"})" << R"(,"cache":{"namespace":"b"})" << 0;
        QTest::newRow("same namespace") << "type: local" << R"(,"cache":{"namespace":"a"})" << R"(,"cache":{"namespace":"a"})" << 1;
        QTest::newRow("metadata does not matter") << "type: local" << R"(,"metadata":{"a":"1"})" << R"(,"metadata":{"a":"2"})" << 1;
        QTest::newRow("default off") << "type: local, mode: default_off" << "" << "" << 0;
        QTest::newRow("asked for") << "type: local, mode: default_off" << R"(,"cache":{"use-cache":true})" << R"(,"cache":{"use-cache":true})" << 1;
        QTest::newRow("not of chat") << "type: local, supported_call_types: [embedding]" << "" << "" << 0;
    }
    void aRequestMaySayHow()
    {
        QFETCH(QString, parameters);
        QFETCH(QString, first);
        QFETCH(QString, second);
        QFETCH(int, hits);
        CacheWorld world(models, settings(parameters.toStdString()), scenario);
        QCOMPARE(world.send("/v1/chat/completions", chat("Hi", first.toStdString())).status, 200);
        QCOMPARE(world.send("/v1/chat/completions", chat("Hi", second.toStdString())).status, 200);
        QCOMPARE(countsOf(world).hits, hits);
    }

    // An outage's substitutes must not outlive it.
    void whatAFallbackAnsweredIsNotKept()
    {
        std::vector<GatewayWorld::Entry> two = models;
        two.push_back({ "spare", "openai/gpt-4o-mini" });
        CacheWorld world(two, settings(), scenario);
        const std::string failing = chat("Hi", R"(,"fallbacks":["spare"],"mock_testing_fallbacks":true)");
        for (int time = 0; time < 2; ++time) {
            const HttpCall::Outcome outcome = world.send("/v1/chat/completions", failing);
            QCOMPARE(outcome.status, 200);
            QCOMPARE(headerValue(outcome.headers, "x-litellm-attempted-fallbacks"), "1");
        }
        QCOMPARE(countsOf(world).hits, 0);
        QVERIFY(world.send("/v1/chat/completions", chat("Hi", R"(,"disable_fallbacks":true,"mock_testing_fallbacks":true)")).status >= 400);
        // A failure that nobody asked for: the cut stream's model falls back as well.
        CacheWorld real({ { "bad", "openai/failing-model" }, { "spare", "openai/gpt-4o" } },
                        "litellm_settings:\n  cache: true\n  cache_params: {type: local}\nrouter_settings: {num_retries: 0, fallbacks: [{bad: [spare]}]}\n", R"({"speed":100,"rules":[{"match":{"model":"failing-model"},"fault":{"kind":"status","status":500}}]})");
        QCOMPARE(real.send("/v1/chat/completions", chat("Hi", {}, "bad")).status, 200);
        QCOMPARE(real.send("/v1/chat/completions", chat("Hi", {}, "bad")).status, 200);
        QCOMPARE(countsOf(real).hits, 0);
    }

    void otherKindsAreKeptToo()
    {
        CacheWorld world(models, settings(), scenario);
        const std::string body = R"({"model":"vectors","input":"words"})";
        const HttpCall::Outcome first = world.send("/v1/embeddings", body);
        QCOMPARE(first.status, 200);
        QCOMPARE(world.send("/v1/embeddings", body).body, first.body);
        QCOMPARE(countsOf(world).hits, 1);
    }

    void tenantsDoNotSeeEachOthersAnswers()
    {
        CacheWorld world(models, settings(), scenario);
        QCOMPARE(world.send("/team/new", R"({"team_id":"t1"})").status, 200);
        const std::string alone = world.newKey("{}");
        const std::string one = world.newKey(R"({"team_id":"t1"})");
        const std::string other = world.newKey(R"({"team_id":"t1"})");
        for (const std::string &key : { std::string(GatewayWorld::masterKey), alone, one }) {
            QCOMPARE(world.send("/v1/chat/completions", chat("Hi"), key).status, 200);
        }
        QCOMPARE(countsOf(world).hits, 0);
        world.send("/v1/chat/completions", chat("Hi"), other);
        QCOMPARE(countsOf(world).hits, 1); // one team, one cache
    }

    void limitsHoldForKeptAnswersToo()
    {
        CacheWorld world(models, settings(), scenario);
        const std::string key = world.newKey(R"({"rpm_limit":2})");
        QCOMPARE(world.send("/v1/chat/completions", chat("Hi"), key).status, 200);
        QCOMPARE(world.send("/v1/chat/completions", chat("Hi"), key).status, 200);
        QCOMPARE(world.send("/v1/chat/completions", chat("Hi"), key).status, 429);
        const HttpCall::Outcome info = world.call("GET", "/key/info", {}, key);
        const double spent = std::stod(info.body.substr(info.body.find("\"spend\":") + 8));
        QCOMPARE(fromDollars(spent).nanoDollars, world.ledger.rows()[0].outcome.amount.money->nanoDollars);
        world.ledger.setFull(true);
        QCOMPARE(world.send("/v1/chat/completions", chat("Hi")).status, 503);
    }

    void aDiskIsAskedWhereItIsWanted()
    {
        MapStore store;
        {
            CacheWorld world(models, settings("type: disk"), scenario, { nullptr, nullptr, nullptr, nullptr, &store });
            QCOMPARE(world.send("/v1/chat/completions", chat("Hi")).status, 200);
        }
        QCOMPARE(store.answers.size(), 1);
        QCOMPARE(store.answers.begin()->second->model, "gpt-4o");
        CacheWorld world(models, settings(), scenario, { nullptr, nullptr, nullptr, nullptr, &store });
        QCOMPARE(world.send("/v1/chat/completions", chat("Hi")).status, 200);
        QCOMPARE(store.answers.size(), 1); // local does not write there
    }

    void memoryIsBounded()
    {
        HandClock clock;
        ResponseCache cache(clock, nullptr, 10'000);
        const auto has = [&](const std::string &key) {
            bool found = false;
            cache.find(key, false, [&](const std::shared_ptr<const KeptAnswer> &answer) { found = answer != nullptr; });
            return found;
        };
        for (int entry = 0; entry < 5; ++entry) {
            cache.keep(std::to_string(entry), keptFor(clock, 3'000, std::chrono::seconds(10)), false);
        }
        QCOMPARE(cache.figures().entries, 2);
        QVERIFY(cache.figures().bytes <= 10'000);
        QVERIFY(has("4") && has("3") && !has("2"));
        cache.keep("5", keptFor(clock, 3'000, std::chrono::seconds(20)), false);
        QVERIFY(has("3") && !has("4")); // the longest unused went
        clock.time += std::chrono::seconds(10);
        QVERIFY(!has("3") && has("5"));
        cache.keep("large", keptFor(clock, ResponseCache::largestAnswer + 1, std::chrono::seconds(20)), false);
        QVERIFY(!has("large"));
        cache.clear();
        QCOMPARE(cache.figures().bytes, 0);
    }

    void whatIsNotDoneIsSaid()
    {
        const auto warnings = [](const std::string &parameters) {
            std::vector<std::string> told;
            readCacheSettings(config::parseConfig(settings(parameters), "test.yaml"), told);
            return told.size();
        };
        QCOMPARE(warnings("type: local"), 0);
        QCOMPARE(warnings("type: disk"), 0);
        QCOMPARE(warnings("type: redis, host: x"), 1);
        QCOMPARE(warnings("ttl: 5"), 1); // LiteLLM's default is a Redis
        QCOMPARE(warnings("type: local, supported_call_types: [acompletion, transcription]"), 1);
    }
};

QTEST_GUILESS_MAIN(TestGatewayCache)
#include "tst_gateway_cache.moc"
