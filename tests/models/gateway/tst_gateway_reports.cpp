// SPDX-License-Identifier: GPL-3.0-or-later
//
// Spend, activity and model calls as LiteLLM's clients make them: a gateway on a socket, its ledger in SQLite.
#include "models/gateway/sql_spend_source.h"
#include "models/ledger/sql_ledger.h"
#include "providers/wire/json_view.h"
#include "tests/providers/gateway/gateway_world.h"

#include <QTemporaryDir>
#include <QTest>

using namespace patchbay;
using patchbay::test::GatewayWorld;
using patchbay::testing::HttpCall;
using patchbay::wire::JsonView;
using namespace Qt::StringLiterals;

namespace {

const std::string prices = "      input_cost_per_token: 0.001\n      output_cost_per_token: 0.001\n";

std::string chat(const std::string &model, const std::string &more = {})
{
    return R"({"model":")" + model + R"(","max_tokens":10,"messages":[{"role":"user","content":"Hi"}])" + more + "}";
}

struct World {
    explicit World(const std::string &settings = {})
        : ledger(*SqlLedger::open(directory.filePath(u"ledger.db"_s)))
        , spend(ledger->file())
        , gateway({ { "good", "openai/gpt-4o", prices }, { "other", "openai/gpt-4o-mini", prices } }, settings,
                  R"({"speed":100})", { ledger.get(), &spend, nullptr, nullptr, nullptr })
    {
    }
    JsonView get(const std::string &path, std::string_view key = GatewayWorld::masterKey)
    {
        const HttpCall::Outcome outcome = gateway.call("GET", path, {}, key);
        status = outcome.status;
        texts.push_back(std::make_unique<std::string>(outcome.body));
        const auto json = wire::parseJson(*texts.back());
        return json ? *json : JsonView();
    }
    const std::string &last() const { return *texts.back(); }

    QTemporaryDir directory;
    std::unique_ptr<SqlLedger> ledger;
    SqlSpendSource spend;
    GatewayWorld gateway;
    int status = 0;
    std::vector<std::unique_ptr<std::string>> texts;
};

std::string today()
{
    return std::format("{:%F}", std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()));
}

} // namespace

class TestGatewayReports : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void logsSayWhatWasSpentAndByWhom()
    {
        World world;
        const std::string key = world.gateway.newKey(R"({"key_alias":"first","user_id":"ann","team_id":""})");
        const std::string second = world.gateway.newKey(R"({"key_alias":"second","user_id":"bob"})");
        const HttpCall::Outcome called = world.gateway.send("/v1/chat/completions", chat("good", R"(,"metadata":{"tags":["blue"]})"), key);
        QCOMPARE(called.status, 200);
        QCOMPARE(world.gateway.send("/v1/chat/completions", chat("other"), second).status, 200);
        QVERIFY(world.ledger->flush());

        const JsonView rows = world.get("/spend/logs");
        QCOMPARE(world.status, 200);
        QCOMPARE(rows.size(), 2);
        const JsonView newest = rows.at(0);
        QCOMPARE(newest["model_group"].string(), "other");
        const JsonView row = rows.at(1);
        QCOMPARE(row["request_id"].string(), std::string(headerValue(called.headers, "x-litellm-call-id")));
        QCOMPARE(row["user"].string(), "ann");
        QCOMPARE(row["request_tags"].raw(), R"(["blue"])");
        QCOMPARE(row["status"].string(), "success");
        QCOMPARE(row["custom_llm_provider"].string(), "openai");
        const double cost = std::stod(std::string(headerValue(called.headers, "x-litellm-response-cost")));
        QCOMPARE(*row["spend"].number(), cost);
        QCOMPARE(*row["total_tokens"].integer(), *row["prompt_tokens"].integer() + *row["completion_tokens"].integer());

        // By key, user, request and day; and nothing where nothing fits.
        QCOMPARE(world.get("/spend/logs?api_key=" + key).size(), 1);
        QCOMPARE(world.get("/spend/logs?api_key=first").at(0)["user"].string(), "ann");
        QCOMPARE(world.get("/spend/logs?user_id=bob").at(0)["model_group"].string(), "other");
        QCOMPARE(world.get("/spend/logs?user_id=nobody").size(), 0);
        QCOMPARE(world.get("/spend/logs?api_key=sk-nobody").size(), 0);
        QVERIFY(!world.last().contains("nobody"));
        QCOMPARE(world.get("/spend/logs?request_id=" + row["request_id"].string()).at(0)["user"].string(), "ann");
        const std::string answer = wire::JsonView(std::string_view(called.body))["id"].string();
        QVERIFY(!answer.empty());
        QCOMPARE(world.get("/spend/logs?request_id=" + answer).size(), 1);
        QCOMPARE(world.get("/spend/logs?request_id=" + answer).at(0)["user"].string(), "ann");
        QCOMPARE(world.get("/spend/logs?request_id=chatcmpl-nobody").size(), 0);
        const JsonView days = world.get("/spend/logs?start_date=2026-01-01&end_date=2026-01-03");
        QCOMPARE(days.size(), 3);
        QCOMPARE(days.at(0)["startTime"].string(), "2026-01-01");
        const JsonView now = world.get("/spend/logs?start_date=" + today() + "&end_date=" + today()).at(0);
        QCOMPARE(*now["users"]["ann"].number(), cost);
        QVERIFY(now["models"]["gpt-4o"].number() && now["models"]["gpt-4o-mini"].number());
        world.get("/spend/logs?start_date=yesterday");
        QCOMPARE(world.status, 400);
        QVERIFY(world.last().contains(R"("param":"start_date")"));
    }

    void logsKeepWhatClientsSayOfTheirCalls()
    {
        World world("litellm_settings: {cache: true}\ngeneral_settings: {master_key: " + std::string(GatewayWorld::masterKey)
                    + ", use_x_forwarded_for: true}\n");
        const std::string key = world.gateway.newKey(R"({"key_alias":"first"})");
        HttpRequest told = world.gateway.request("/v1/chat/completions", chat("good", R"(,"metadata":{"trace":"x","mail":"ann@example.com","spend_logs_metadata":{"job":7}})"), key);
        told.headers.push_back({ "x-litellm-session-id", "session" });
        told.headers.push_back({ "x-forwarded-for", "192.0.2.7" });
        QCOMPARE(testing::fetch(world.gateway.client, told).status, 200);
        QCOMPARE(testing::fetch(world.gateway.client, told).status, 200); // from the cache
        HttpRequest header = world.gateway.request("/v1/chat/completions", chat("other"), key);
        header.headers.push_back({ "x-litellm-spend-logs-metadata", R"({"job":8})" });
        QCOMPARE(testing::fetch(world.gateway.client, std::move(header)).status, 200);
        HttpRequest wrong = world.gateway.request("/v1/chat/completions", chat("other", R"(,"temperature":0)"), key);
        wrong.headers.push_back({ "x-litellm-spend-logs-metadata", "no JSON" });
        QCOMPARE(testing::fetch(world.gateway.client, std::move(wrong)).status, 200);
        QVERIFY(world.ledger->flush());

        const JsonView rows = world.get("/spend/logs");
        QCOMPARE(rows.size(), 4);
        QVERIFY(!rows.at(0)["metadata"]["spend_logs_metadata"]);
        QVERIFY(rows.at(0)["session_id"].kind() == wire::JsonKind::Null && rows.at(0)["requester_ip_address"].kind() == wire::JsonKind::Null);
        QCOMPARE(rows.at(1)["metadata"]["spend_logs_metadata"]["job"].integer(), 8);
        QCOMPARE(rows.at(2)["cache_hit"].string(), "True");
        QVERIFY(!rows.at(2)["cache_key"].string().empty());
        for (const std::size_t row : { 2u, 3u }) {
            QCOMPARE(rows.at(row)["session_id"].string(), "session");
            QCOMPARE(rows.at(row)["requester_ip_address"].string(), "192.0.2.7");
            const JsonView metadata = rows.at(row)["metadata"];
            QCOMPARE(metadata["spend_logs_metadata"]["job"].integer(), 7);
            QCOMPARE(metadata["requester_metadata"]["trace"].string(), "x");
            QCOMPARE(metadata["requester_metadata"]["mail"].string(), "<EMAIL_ADDRESS>");
            QCOMPARE(metadata["user_api_key_alias"].string(), "first");
        }
        QCOMPARE(world.get("/spend/logs?request_id=%00").size(), 0);
    }

    void aKeySeesItsOwnOnly()
    {
        World world;
        const std::string key = world.gateway.newKey(R"({"key_alias":"first"})");
        const std::string second = world.gateway.newKey(R"({"key_alias":"second"})");
        QCOMPARE(world.gateway.send("/v1/chat/completions", chat("good"), key).status, 200);
        QCOMPARE(world.gateway.send("/v1/chat/completions", chat("good"), second).status, 200);
        QVERIFY(world.ledger->flush());
        QCOMPARE(world.get("/spend/logs", key).size(), 1);
        QCOMPARE(world.get("/spend/logs?api_key=second", key).size(), 0);
        QCOMPARE(*world.get("/user/daily/activity", key)["metadata"]["total_api_requests"].integer(), 1);
        QCOMPARE(*world.get("/user/daily/activity")["metadata"]["total_api_requests"].integer(), 2);
        for (const char *path : { "/spend/keys", "/spend/users", "/spend/tags", "/global/spend", "/global/spend/report",
                                  "/global/activity", "/tag/daily/activity", "/spend/everything" }) {
            world.get(path, key);
            QCOMPARE(world.status, 403);
        }
        world.get("/spend/logs", "sk-unknown");
        QCOMPARE(world.status, 401);
    }

    void sumsAreTheLedgers()
    {
        World world;
        QCOMPARE(world.gateway.send("/team/new", R"({"team_id":"t1","team_alias":"Prod Team"})").status, 200);
        const std::string key = world.gateway.newKey(R"({"key_alias":"first","user_id":"ann","team_id":"t1"})");
        for (int call = 0; call < 3; ++call) {
            QCOMPARE(world.gateway.send("/v1/chat/completions", chat("good", R"(,"metadata":{"tags":["blue"]})"), key).status, 200);
        }
        QVERIFY(world.ledger->flush());
        const double all = *world.get("/global/spend")["spend"].number();
        QVERIFY(all > 0);
        QCOMPARE(*world.get("/spend/tags").at(0)["total_spend"].number(), all);
        QCOMPARE(*world.get("/spend/tags").at(0)["log_count"].integer(), 3);
        QCOMPARE(*world.get("/spend/keys").at(0)["spend"].number(), all);
        QCOMPARE(*world.get("/global/spend/keys").at(0)["total_spend"].number(), all);
        QCOMPARE(world.get("/global/spend/keys").at(0)["key_alias"].string(), "first");
        QCOMPARE(*world.get("/global/spend/models").at(0)["total_spend"].number(), all);
        QCOMPARE(*world.get("/global/spend/provider").at(0)["spend"].number(), all);
        QCOMPARE(*world.get("/global/spend/teams")["total_spend_per_team"].at(0)["total_spend"].number(), all);
        QCOMPARE(*world.get("/global/spend/tags")["spend_per_tag"].at(0)["spend"].number(), all);
        const JsonView report = world.get("/global/spend/report?start_date=" + today() + "&end_date=" + today());
        QCOMPARE(report.at(0)["teams"].at(0)["team_name"].string(), "Prod Team");
        QCOMPARE(*report.at(0)["teams"].at(0)["metadata"].at(0)["spend"].number(), all);
        const JsonView byKey = world.get("/global/spend/report?group_by=api_key");
        QCOMPARE(*byKey.at(0)["total_cost"].number(), all);
        QCOMPARE(byKey.at(0)["model_details"].at(0)["model"].string(), "gpt-4o");
        world.get("/global/spend/report?group_by=mood");
        QCOMPARE(world.status, 400);
        QCOMPARE(*world.get("/global/activity")["sum_api_requests"].integer(), 3);
        QCOMPARE(world.get("/global/activity/model").at(0)["model"].string(), "good");
        const JsonView daily = world.get("/team/daily/activity?team_ids=t1");
        QCOMPARE(daily["results"].at(0)["date"].string(), today());
        QCOMPARE(*daily["results"].at(0)["metrics"]["spend"].number(), all);
        QCOMPARE(*daily["results"].at(0)["breakdown"]["models"]["gpt-4o"]["metrics"]["successful_requests"].integer(), 3);
        QCOMPARE(daily["results"].at(0)["breakdown"]["entities"]["t1"]["metadata"]["team_alias"].string(), "Prod Team");
        QCOMPARE(world.get("/team/daily/activity?team_ids=t2")["results"].size(), 0);
        QCOMPARE(*world.get("/tag/daily/activity?tags=blue")["metadata"]["total_api_requests"].integer(), 3);
    }

    void reportsByProject()
    {
        World world;
        QCOMPARE(world.gateway.send("/organization/new", R"({"organization_id":"o1","organization_alias":"Works"})").status, 200);
        QCOMPARE(world.gateway.send("/team/new", R"({"team_id":"t1","organization_id":"o1"})").status, 200);
        QCOMPARE(world.gateway.send("/team/new", R"({"team_id":"t2"})").status, 200);
        QCOMPARE(world.gateway.send("/project/new", R"({"project_id":"p1","project_alias":"Moon","team_id":"t1"})").status, 200);
        const std::string first = world.gateway.newKey(R"({"team_id":"t1","project_id":"p1","user_id":"ann"})");
        const std::string other = world.gateway.newKey(R"({"team_id":"t2"})");
        for (const std::string &key : { first, first, other }) {
            QCOMPARE(world.gateway.send("/v1/chat/completions", chat("good", R"(,"user":"c1","metadata":{"tags":["blue"]})"), key).status, 200);
        }
        QVERIFY(world.ledger->flush());
        const double all = *world.get("/global/spend")["spend"].number();
        const JsonView daily = world.get("/project/daily/activity");
        const double ofProject = *daily["results"].at(0)["breakdown"]["entities"]["p1"]["metrics"]["spend"].number();
        QVERIFY2(ofProject > 0 && ofProject < all, world.last().c_str());
        QCOMPARE(daily["results"].at(0)["breakdown"]["entities"]["p1"]["metadata"]["project_alias"].string(), "Moon");
        QCOMPARE(*world.get("/project/daily/activity?project_ids=p1")["metadata"]["total_spend"].number(), ofProject);
        const JsonView organization = world.get("/organization/daily/activity?organization_ids=o1");
        QCOMPARE(*organization["metadata"]["total_spend"].number(), ofProject);
        QCOMPARE(organization["results"].at(0)["breakdown"]["entities"]["o1"]["metadata"]["organization_alias"].string(), "Works");
        QCOMPARE(world.get("/organization/daily/activity?organization_ids=none")["results"].size(), 0);
        // All days at once, whatever page is asked for.
        const JsonView whole = world.get("/project/daily/activity/aggregated?page=7&page_size=1");
        QCOMPARE(*whole["metadata"]["total_spend"].number(), *daily["metadata"]["total_spend"].number());
        QCOMPARE(whole["results"].size(), 1);
        QCOMPARE(*whole["metadata"]["total_pages"].integer(), 1);
        QCOMPARE(*world.get("/user/daily/activity/aggregated", first)["metadata"]["total_api_requests"].integer(), 2);
        QCOMPARE(*world.get("/team/daily/activity/aggregated?team_ids=t2")["metadata"]["total_api_requests"].integer(), 1);
        const JsonView report = world.get("/global/spend/report?group_by=project");
        QVERIFY2(world.last().contains(R"("project_name":"Moon")"), world.last().c_str());
        QCOMPARE(report.at(0)["projects"].size(), 2); // and what belongs to none
        for (const auto &[group, list, name, value] :
             { std::tuple("user", "users", "user_id", "ann"), std::tuple("tag", "tags", "tag", "blue"), std::tuple("customer", "customers", "customer", "c1") }) {
            world.get(std::string("/global/spend/report?group_by=") + group);
            QVERIFY2(world.last().contains("\"" + std::string(list) + "\":[") && world.last().contains("\"" + std::string(name) + "\":\"" + value + "\""), world.last().c_str());
        }
        QCOMPARE(*world.get("/global/spend/report?team_id=t1").at(0)["teams"].at(0)["total_spend"].number(), ofProject);
        QCOMPARE(*world.get("/global/spend/report?customer_id=c1").at(0)["customers"].at(0)["total_spend"].number(), all);
        QCOMPARE(world.get("/global/spend/report?customer_id=nobody").size(), 0);
    }

    void rowsByThePage()
    {
        World world;
        QCOMPARE(world.gateway.send("/organization/new", R"({"organization_id":"o"})").status, 200);
        const std::string key = world.gateway.newKey(R"({"key_alias":"first","organization_id":"o"})");
        for (const char *model : { "good", "other", "good" }) {
            QCOMPARE(world.gateway.send("/v1/chat/completions", chat(model), key).status, 200);
        }
        QVERIFY(world.ledger->flush());
        const JsonView first = world.get("/spend/logs/v2?page_size=2&start_date=" + today() + "&end_date=" + today());
        QVERIFY2(world.status == 200, world.last().c_str());
        QCOMPARE(first["data"].size(), 2);
        QCOMPARE(*first["total"].integer(), 3);
        QCOMPARE(*first["total_pages"].integer(), 2);
        QVERIFY(first["data"].at(0)["api_base"].string().starts_with("http://127.0.0.1:"));
        QCOMPARE(first["data"].at(0)["organization_id"].string(), "o");
        QCOMPARE(world.get("/spend/logs/v2?page_size=2&page=2&start_date=" + today() + "&end_date=" + today())["data"].size(), 1);
        const JsonView days = world.get("/global/spend/logs");
        QCOMPARE(days.size(), 1);
        QCOMPARE(days.at(0)["date"].string(), today());
        QVERIFY(*days.at(0)["spend"].number() > 0);
    }

    void deletedKeysKeepTheirNames()
    {
        World world;
        const std::string key = world.gateway.newKey(R"({"key_alias":"gone"})");
        QCOMPARE(world.gateway.send("/v1/chat/completions", chat("good"), key).status, 200);
        QVERIFY(world.ledger->flush());
        const std::string token = world.get("/key/info?key=gone")["key"].string();
        QCOMPARE(world.gateway.send("/key/delete", R"({"key_aliases":["gone"]})").status, 200);
        QCOMPARE(world.get("/spend/logs").at(0)["api_key"].string(), token);
        QCOMPARE(world.get("/spend/logs?api_key=gone").size(), 1);
        QCOMPARE(world.get("/spend/logs?api_key=" + token).size(), 1);
        const JsonView row = world.get("/global/spend/keys").at(0);
        QCOMPARE(row["api_key"].string(), token);
        QCOMPARE(row["key_alias"].string(), "gone");
        QVERIFY(!world.get("/key/list").at(0));
    }

    void failuresAndStartingAnew()
    {
        World world;
        const std::string key = world.gateway.newKey(R"({"key_alias":"first","team_id":"","max_budget":5})");
        QCOMPARE(world.gateway.send("/v1/chat/completions", chat("good"), key).status, 200);
        QVERIFY(world.ledger->flush());
        QCOMPARE(*world.get("/global/activity/exceptions")["sum_num_rate_limit_exceptions"].integer(), 0);
        QVERIFY(*world.get("/key/info?key=first")["info"]["spend"].number() > 0);
        QCOMPARE(world.gateway.send("/global/spend/reset", "{}", key).status, 403);
        QCOMPARE(world.gateway.send("/global/spend/reset", "{}").status, 200);
        QCOMPARE(*world.get("/key/info?key=first")["info"]["spend"].number(), 0.0);
        QCOMPARE(world.get("/spend/logs").size(), 1);
    }

    void callsAreNamedAsLiteLlmNamesThem()
    {
        World world;
        const auto record = [&](const std::string &endpoint, int status, const std::string &error) {
            AttemptDraft draft;
            draft.attemptId = draft.requestId = "req_" + endpoint;
            draft.parent = "call_" + endpoint;
            draft.endpoint = endpoint;
            draft.provider = "openai";
            draft.model = draft.group = "any";
            draft.start = SystemClock().now();
            AttemptOutcome outcome;
            outcome.httpStatus = status;
            outcome.errorClass = error;
            QVERIFY(world.ledger->reserveAndSend(draft));
            world.ledger->settle(draft.attemptId, outcome);
        };
        const std::vector<std::pair<std::string, std::string>> names {
            { "chat", "acompletion" }, { "completions", "atext_completion" }, { "embeddings", "aembedding" },
            { "images", "aimage_generation" }, { "image_edits", "aimage_edit" }, { "transcription", "atranscription" },
            { "speech", "aspeech" }, { "rerank", "arerank" }, { "moderation", "amoderation" }, { "responses", "aresponses" },
        };
        for (const auto &[endpoint, name] : names) {
            // Began with 200 and was cut.
            record(endpoint, endpoint == "chat" ? 200 : endpoint == "speech" ? 429 : 200,
                   endpoint == "chat" ? "APIConnectionError" : endpoint == "speech" ? "RateLimitError" : "");
        }
        QVERIFY(world.ledger->flush());
        for (const auto &[endpoint, name] : names) {
            QCOMPARE(world.get("/spend/logs?request_id=call_" + endpoint).at(0)["call_type"].string(), name);
        }
        const auto codeOf = [&](const std::string &call) {
            return world.get("/spend/logs?request_id=" + call).at(0)["metadata"]["error_information"]["error_code"].string();
        };
        QCOMPARE(codeOf("call_chat"), "500");
        QCOMPARE(codeOf("call_speech"), "429");
    }

    void costIsEstimated()
    {
        World world;
        const auto ask = [&](const std::string &body) { return world.gateway.send("/cost/estimate", body); };
        const HttpCall::Outcome answer = ask(R"({"model":"good","input_tokens":10,"output_tokens":5,"num_requests_per_day":100})");
        const auto json = wire::parseJson(answer.body);
        QVERIFY2(json, answer.body.c_str());
        QCOMPARE(*(*json)["cost_per_request"].number(), 0.015);
        QCOMPARE(*(*json)["input_cost_per_request"].number(), 0.01);
        QCOMPARE(*(*json)["daily_cost"].number(), 1.5);
        QVERIFY(!(*json)["monthly_cost"]);
        QCOMPARE(ask(R"({"model":"no-such-model-anywhere","input_tokens":1})").status, 404);
        QCOMPARE(ask("{}").status, 400);
    }

    void costIsCalculatedOrRefused()
    {
        World world;
        const auto ask = [&](const std::string &body) { return world.gateway.send("/spend/calculate", body); };
        QCOMPARE(ask(R"({"completion_response":{"model":"good","usage":{"prompt_tokens":10,"completion_tokens":5}}})").body,
                 R"({"cost":0.015})");
        const HttpCall::Outcome messages = ask(R"({"model":"gpt-4o","messages":[{"role":"user","content":"Hello there"}]})");
        QCOMPARE(messages.status, 200);
        QVERIFY(messages.body.starts_with(R"({"cost":)"));
        QCOMPARE(ask(R"({"model":"no-such-model-anywhere","messages":[]})").status, 400);
        QCOMPARE(ask("{}").status, 400);
        QCOMPARE(world.gateway.call("GET", "/spend/calculate").status, 405);
    }

    void modelsAreShownWithoutTheirKeys()
    {
        World world;
        for (const char *path : { "/model/info", "/v1/model/info", "/v2/model/info" }) {
            const JsonView data = world.get(path)["data"];
            QCOMPARE(data.size(), 2);
            QCOMPARE(data.at(0)["model_name"].string(), "good");
            QCOMPARE(data.at(0)["litellm_params"]["model"].string(), "openai/gpt-4o");
            QVERIFY(!world.last().contains("upstream-key"));
            QCOMPARE(data.at(0)["model_info"]["input_cost_per_token"].raw(), "0.001");
            QCOMPARE(data.at(0)["model_info"]["litellm_provider"].string(), "openai");
            QVERIFY(*data.at(0)["model_info"]["max_input_tokens"].integer() > 100'000);
            QVERIFY(*data.at(0)["model_info"]["supports_function_calling"].boolean());
        }
        const std::string id = world.get("/model/info")["data"].at(1)["model_info"]["id"].string();
        QCOMPARE(world.get("/model/info?litellm_model_id=" + id)["data"].size(), 1);
        world.get("/model/info?litellm_model_id=none");
        QCOMPARE(world.status, 400);
        const JsonView groups = world.get("/model_group/info")["data"];
        QCOMPARE(groups.size(), 2);
        QCOMPARE(groups.at(0)["providers"].raw(), R"(["openai"])");
        QCOMPARE(groups.at(0)["input_cost_per_token"].raw(), "0.001");
        const std::string key = world.gateway.newKey(R"({"models":["other"]})");
        QCOMPARE(world.get("/model/info", key)["data"].size(), 1);
        QCOMPARE(world.get("/model_group/info", key)["data"].at(0)["model_group"].string(), "other");
        // Nothing writable is served here: that is said, and nothing else happens.
        const HttpCall::Outcome refused = world.gateway.send("/model/new", R"({"model_name":"x","litellm_params":{"model":"openai/x"}})");
        QCOMPARE(refused.status, 400);
        QVERIFY(refused.body.contains("no writable file"));
        QCOMPARE(world.gateway.send("/model/new", "{}", key).status, 403);
    }
};

QTEST_GUILESS_MAIN(TestGatewayReports)
#include "tst_gateway_reports.moc"
