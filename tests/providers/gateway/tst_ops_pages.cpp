// SPDX-License-Identifier: GPL-3.0-or-later
//
// LiteLLM's calls about the gateway itself, its metrics and the headers of its answers, at the socket.
#include "tests/providers/gateway/gateway_world.h"

#include "providers/wire/json_view.h"

#include <QTest>

using namespace patchbay;
using namespace patchbay::gateway;
using patchbay::test::GatewayWorld;

namespace {

constexpr const char *prices = "      input_cost_per_token: 0.001\n      output_cost_per_token: 0.001\n";
const std::vector<GatewayWorld::Entry> entries { { "good", "openai/gpt-4o", prices }, { "slow", "openai/slow-model", prices }, { "bad", "openai/failing-model" } };
constexpr std::string_view scenario = R"({"speed":100,"rules":[{"match":{"model":"failing-model"},"fault":{"kind":"status","status":429}},
    {"match":{"model":"slow-model"},"first_token":{"median":30000}}]})";

std::string chat(const std::string &model, const std::string &more = {})
{
    return R"({"model":")" + model + R"(","max_tokens":10,"messages":[{"role":"user","content":"Hi"}])" + more + "}";
}

} // namespace

class TestOpsPages : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void pages_data()
    {
        QTest::addColumn<QString>("method");
        QTest::addColumn<QString>("path");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("words");
        const auto row = [](const char *method, const char *path, int status, const char *words) { QTest::newRow((std::string(method) + " " + path).c_str()) << method << path << status << words; };
        row("GET", "/provider/budgets", 200, "{\"providers\":{\"openai\":{\"budget_limit\":5,\"time_period\":\"86400s\",\"spend\":");
        row("GET", "/cache/ping", 200, "\"cache_type\":\"local\"");
        row("POST", "/cache/flushall", 200, "{\"status\":\"success\"}");
        row("GET", "/cache/flushall", 405, "POST");
        row("POST", "/cache/delete", 400, "keys");
        row("GET", "/router/fields", 200, "{\"fields\":[{\"field_name\":\"");
        row("GET", "/health/history", 503, "no ledger");
        row("POST", "/health/test_connection", 400, "litellm_params");
        row("GET", "/credentials", 200, "{\"success\":true,\"credentials\":[]}");
        row("POST", "/config/update", 400, "Nothing was said");
        row("GET", "/fallback/good", 404, "No general fallbacks");
        row("GET", "/router/settings", 200, "\"current_values\":{\"provider_budget_config\":");
        row("GET", "/config/yaml", 200, "\"master_key\":\"<redacted>\"");
        row("GET", "/get/config/callbacks", 200, "[{\"name\":\"otel\",\"type\":\"success_and_failure\",\"variables\":{}}]");
        row("GET", "/health/services?service=otel", 500, "left out at the start");
        row("GET", "/health/services?service=pigeon", 422, "pigeon");
        row("GET", "/health/latest", 200, "\"total_models\":3");
        row("GET", "/guardrails/list", 200, "[{\"guardrail_name\":\"pii\",\"litellm_params\":{\"mode\":[\"pre_call\"],\"default_on\":false}");
    }
    void pages()
    {
        QFETCH(const QString, method);
        QFETCH(const QString, path);
        QFETCH(const int, status);
        QFETCH(const QString, words);
        GatewayWorld world(entries,
                           "router_settings:\n  provider_budget_config: {openai: {budget_limit: 5, time_period: 1d}}\n"
                           "litellm_settings:\n  cache: true\n  callbacks: [otel]\n"
                           "guardrails:\n  - guardrail_name: pii\n    litellm_params: {guardrail: pii, mode: pre_call, pii_entities_config: {EMAIL_ADDRESS: MASK}}\n",
                           scenario);
        const auto answer = world.call(method.toStdString(), path.toStdString(), method == "POST" ? "{}" : "");
        QCOMPARE(answer.status, status);
        QVERIFY2(answer.body.contains(words.toStdString()), answer.body.c_str());
        QVERIFY(!answer.body.contains("upstream-key") && !answer.body.contains(GatewayWorld::masterKey));
        const std::string key = world.newKey("{}");
        const int open = path == "/guardrails/list" ? 200 : 403;
        QCOMPARE(world.call(method.toStdString(), path.toStdString(), method == "POST" ? "{}" : "", key).status, open);
    }

    void oneAnswerIsForgotten()
    {
        GatewayWorld world(entries, "litellm_settings:\n  cache: true\n", scenario);
        const auto keyOf = [&](const char *model) {
            return std::string(headerValue(world.send("/v1/chat/completions", chat(model)).headers, "x-litellm-cache-key"));
        };
        std::string first;
        QTRY_VERIFY_WITH_TIMEOUT(!(first = keyOf("good")).empty(), 10'000);
        QCOMPARE(world.send("/cache/delete", "{\"keys\":[\"unknown\"]}").status, 200);
        QCOMPARE(keyOf("good"), first);
        QCOMPARE(world.send("/cache/delete", "{\"keys\":[\"" + first + "\"]}").status, 200);
        QVERIFY(keyOf("good").empty());
    }

    void aKeySaysHowItIs()
    {
        GatewayWorld world(entries);
        const std::string plain = world.newKey("{}");
        const auto healthy = world.send("/key/health", "{}", plain);
        QCOMPARE(healthy.body, "{\"key\":\"healthy\",\"logging_callbacks\":null}");
        const std::string told = world.newKey("{\"metadata\":{\"logging\":[{\"callback_name\":\"otel\"}]}}");
        QVERIFY(world.send("/key/health", "{}", told).body.contains("\"callbacks\":[\"otel\"]"));
        QCOMPARE(world.send("/key/health", "{}", "sk-unknown").status, 401);
    }

    void connectionsAreTried()
    {
        GatewayWorld world(entries, {}, scenario);
        const auto tried = [&](const std::string &model, const std::string &more = {}) {
            return world.send("/health/test_connection", "{\"litellm_params\":{\"model\":\"" + model + "\",\"api_key\":\"canary-1234567\",\"api_base\":\""
                                                             + world.sandbox->apiBase("openai") + "\"" + more + "},\"mode\":\"chat\"}");
        };
        const auto good = tried("openai/gpt-4o");
        QVERIFY2(good.status == 200 && good.body.contains("\"status\":\"success\""), good.body.c_str());
        QCOMPARE(world.ledger.rows().back().draft.tags, std::vector<std::string> { "patchbay:health-check" });
        const auto unknown = tried("nobody/gpt");
        QVERIFY2(unknown.status == 400 || unknown.body.contains("\"status\":\"error\""), unknown.body.c_str());
        const auto dead = world.send("/health/test_connection", "{\"litellm_params\":{\"model\":\"openai/gpt-4o\",\"api_key\":\"canary-1234567\",\"api_base\":\"http:\\/\\/127.0.0.1:1\\/v1\"}}");
        QVERIFY2(dead.status == 200 && dead.body.contains("\"status\":\"error\"") && !dead.body.contains("canary"), dead.body.c_str());
        QCOMPARE(world.send("/health/test_connection", "{\"mode\":\"embedding\"}").status, 400);
    }

    void cacheIsEmptied()
    {
        GatewayWorld world(entries, "litellm_settings:\n  cache: true\n", scenario);
        const auto hit = [&] { return !headerValue(world.send("/v1/chat/completions", chat("good")).headers, "x-litellm-cache-key").empty(); };
        QVERIFY(!hit());
        QVERIFY(hit());
        QCOMPARE(world.send("/cache/flushall", "{}").status, 200);
        QVERIFY(!hit());
        QVERIFY(headerValue(world.send("/v1/chat/completions", chat("bad")).headers, "x-litellm-cache-key").empty());
        GatewayWorld none(entries);
        QCOMPARE(none.send("/cache/ping", {}).status, 503);
    }

    void tokensAreCounted()
    {
        GatewayWorld world(entries);
        const auto prompt = world.send("/utils/token_counter", "{\"model\":\"good\",\"prompt\":\"Hello world\"}", world.newKey("{}"));
        QVERIFY2(prompt.status == 200 && prompt.body.contains("\"request_model\":\"good\",\"model_used\":\"gpt-4o\",\"tokenizer_type\":\"openai_tokenizer\""), prompt.body.c_str());
        const auto chats = world.send("/utils/token_counter", "{\"model\":\"good\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello world\"}]}");
        QCOMPARE(chats.body, prompt.body);
        QCOMPARE(world.send("/utils/token_counter", "{\"model\":\"good\"}").status, 400);
    }

    void healthIsChosen()
    {
        GatewayWorld world(entries);
        QVERIFY(world.send("/health", {}).body.contains("\"healthy_count\":3"));
        const auto one = world.send("/health?model=good", {});
        QVERIFY2(one.body.contains("\"healthy_count\":1") && one.body.contains("gpt-4o"), one.body.c_str());
        const auto json = wire::parseJson(one.body);
        const std::string id = (*json)["healthy_endpoints"].at(0)["model_id"].string();
        QCOMPARE(world.send("/health?model_id=" + id, {}).body, one.body);
        QVERIFY(world.send("/health?model=none", {}).body.contains("\"healthy_count\":0"));
    }

    void keysByCalls()
    {
        GatewayWorld world(entries, {}, scenario);
        const std::string key = world.newKey("{\"key_alias\":\"first\",\"max_budget\":5}");
        (void)world.newKey("{\"key_alias\":\"second\"}");
        QVERIFY(world.send("/key/aliases", {}).body.contains("{\"aliases\":[\"first\",\"second\"],\"total_count\":2"));
        QVERIFY(world.send("/key/aliases?search=sec", {}).body.contains("{\"aliases\":[\"second\"],\"total_count\":1"));
        QCOMPARE(world.send("/v1/chat/completions", chat("good"), key).status, 200);
        QCOMPARE(world.send("/key/first/reset_spend", "{\"reset_to\":100}").status, 400);
        const auto reset = world.send("/key/first/reset_spend", "{\"reset_to\":0}");
        QVERIFY2(reset.status == 200 && reset.body.contains("\"spend\":0"), reset.body.c_str());
        QVERIFY(!reset.body.contains("\"previous_spend\":0,"));
        QVERIFY(world.send("/key/info?key=first", {}).body.contains("\"spend\":0"));
        QCOMPARE(world.send("/key/none/reset_spend", "{\"reset_to\":0}").status, 404);
        // The same secret may be made again after it was deleted.
        const std::string own = "{\"key\":\"sk-one-of-my-own\",\"key_alias\":\"own\"}";
        QCOMPARE(world.send("/key/generate", own).status, 200);
        QCOMPARE(world.send("/key/delete", "{\"key_aliases\":[\"own\"]}").status, 200);
        QCOMPARE(world.send("/v1/models", {}, "sk-one-of-my-own").status, 401);
        QCOMPARE(world.send("/key/info?key=own", {}).status, 404);
        QCOMPARE(world.send("/key/generate", own).status, 200);
        QCOMPARE(world.send("/v1/models", {}, "sk-one-of-my-own").status, 200);
    }

    // Who was left out at the start is told nothing, and nobody is told otherwise.
    void servicesThatAreTold()
    {
        GatewayWorld::Services services;
        services.observer = [](std::string_view name) {
            return name == "otel" ? std::optional(ObserverFigures { 3, 1 }) : name == "langfuse" ? std::optional(ObserverFigures { 0, 25 }) : std::nullopt;
        };
        GatewayWorld world(entries, "litellm_settings: {callbacks: [otel, langfuse, generic_api, prometheus, hide_secrets]}\n", scenario, services);
        const auto told = world.send("/health/services?service=otel", {});
        QVERIFY2(told.status == 200 && told.body.contains("\"status\":\"success\"") && told.body.contains("3 delivered, 1 lost"), told.body.c_str());
        QVERIFY(world.send("/health/services?service=langfuse", {}).body.contains("\"status\":\"error\""));
        const auto left = world.send("/health/services?service=generic_api", {});
        QVERIFY2(left.status == 500 && left.body.contains("left out at the start"), left.body.c_str());
        QCOMPARE(world.send("/health/services?service=prometheus", {}).status, 200);
        QCOMPARE(world.send("/health/services?service=hide_secrets", {}).status, 200);
    }

    void metrics()
    {
        GatewayWorld world(entries, "router_settings:\n  num_retries: 0\n", scenario);
        const std::string key = world.newKey("{\"key_alias\":\"first\",\"max_budget\":5}");
        const std::string token = std::string((*wire::parseJson(world.send("/key/info?key=first", {}).body))["key"].string());
        QCOMPARE(world.send("/v1/chat/completions", chat("good"), key).status, 200);
        QCOMPARE(world.send("/v1/chat/completions", chat("bad"), key).status, 429);
        const auto answer = world.send("/metrics", {}, {});
        QCOMPARE(answer.status, 200); // without a key, as LiteLLM
        const std::string labels = "end_user=\"None\",hashed_api_key=\"" + token + "\",api_key_alias=\"first\",requested_model=\"good\",model=\"gpt-4o\",api_provider=\"openai\"";
        for (const std::string &line : { "litellm_proxy_total_requests_metric_total{" + labels, "litellm_proxy_total_requests_metric{" + labels,
                                         "litellm_spend_metric{" + labels, "litellm_spend_metric_total{" + labels, "litellm_request_total_latency_metric_bucket{" + labels,
                                         "litellm_llm_api_latency_metric_sum{" + labels, "litellm_overhead_latency_metric_count{" + labels,
                                         std::string("litellm_remaining_api_key_budget_metric{hashed_api_key=\"") + token + "\",api_key_alias=\"first\"} 4.9",
                                         std::string("litellm_api_key_max_budget_metric{hashed_api_key=\"") + token + "\",api_key_alias=\"first\"} 5" }) {
            QVERIFY2(answer.body.contains(line), (line + "\n" + answer.body).c_str());
        }
        QVERIFY(answer.body.contains("exception_status=\"429\"} 1"));
        // Of each deployment.
        const std::string good = world.gateway.snapshot()->table->details(0).id;
        const std::string bad = world.gateway.snapshot()->table->details(2).id;
        const std::string ofGood = "{litellm_model_name=\"gpt-4o\",model_id=\"" + good + "\",api_provider=\"openai\"} ";
        const std::string ofBad = "{litellm_model_name=\"failing-model\",model_id=\"" + bad + "\",api_provider=\"openai\"";
        for (const std::string &line : { "litellm_deployment_success_responses_total" + ofGood + "1", "litellm_deployment_total_requests" + ofGood + "1",
                                         "litellm_deployment_failure_responses_total" + ofBad + ",exception_status=\"429\"} 1",
                                         "litellm_deployment_state" + ofGood + "0" }) {
            QVERIFY2(answer.body.contains(line), (line + "\n" + answer.body).c_str());
        }
        QVERIFY(!answer.body.contains("litellm_deployment_state" + ofBad + "} 0"));
        QVERIFY(world.send("/v1/chat/completions", "{\"model\":\"bad\",\"fallbacks\":[\"good\"],\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}", key).body.contains("\"model\":\"bad\"")); // as it was asked
        QVERIFY(world.send("/metrics", {}, {}).body.contains("litellm_deployment_successful_fallbacks_total{requested_model=\"bad\",fallback_model=\"gpt-4o\"} 1"));
        // Each type is told once, and the last bucket is the count.
        QCOMPARE(answer.body.find("# TYPE litellm_spend_metric counter"), answer.body.rfind("# TYPE litellm_spend_metric counter"));
        QVERIFY(answer.body.contains("le=\"+Inf\"} 1\n"));
        world.gateway.use(world.makeSnapshot(entries, "litellm_settings:\n  require_auth_for_metrics_endpoint: true\n"));
        QCOMPARE(world.send("/metrics", {}, {}).status, 401);
        QCOMPARE(world.send("/metrics", {}).status, 200);
    }

    void seriesAreBounded()
    {
        GatewayWorld world({ { "\"*\"", "openai/*" } }, {}, scenario);
        for (int turn = 0; turn < 320; ++turn) {
            (void)world.send("/v1/chat/completions", chat("m" + std::to_string(turn)));
        }
        const std::string text = world.send("/metrics", {}, {}).body;
        std::size_t series = 0;
        for (std::size_t at = text.find("litellm_spend_metric_total{"); at != std::string::npos; at = text.find("litellm_spend_metric_total{", at + 1)) {
            ++series;
        }
        QCOMPARE(series, 301U);
        QVERIFY(text.contains("requested_model=\"other\""));
    }

    void limitsSayWhichAndUntilWhen()
    {
        GatewayWorld world(entries, {}, scenario);
        const std::string key = world.newKey("{\"rpm_limit\":1}");
        QCOMPARE(world.send("/v1/chat/completions", chat("good"), key).status, 200);
        const auto refused = world.send("/v1/chat/completions", chat("good"), key);
        QCOMPARE(refused.status, 429);
        QCOMPARE(std::string(headerValue(refused.headers, "rate_limit_type")), std::string("requests"));
        QVERIFY(headerValue(refused.headers, "reset_at").ends_with(" UTC"));
        QVERIFY(!headerValue(refused.headers, "retry-after").empty());
        const auto foreign = world.send("/v1/chat/completions", chat("bad"));
        QVERIFY(headerValue(foreign.headers, "rate_limit_type").empty()); // the provider's limit is its own
    }

    void overheadIsWithoutTheProviders()
    {
        // The provider takes 300 ms to its first token; ours is what is beyond.
        GatewayWorld world(entries, {}, scenario);
        for (const char *more : { "", ",\"stream\":true" }) {
            const auto answer = world.send("/v1/chat/completions", chat("slow", more));
            QCOMPARE(answer.status, 200);
            const double whole = std::stod(std::string(headerValue(answer.headers, "x-litellm-response-duration-ms")));
            const double ours = std::stod(std::string(headerValue(answer.headers, "x-litellm-overhead-duration-ms")));
            QVERIFY2(whole >= 250 && ours < whole - 200, qPrintable(QString("%1 of %2").arg(ours).arg(whole)));
        }
    }
};

QTEST_GUILESS_MAIN(TestOpsPages)
#include "tst_ops_pages.moc"
