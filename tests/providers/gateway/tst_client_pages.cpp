// SPDX-License-Identifier: GPL-3.0-or-later
//
// What clients ask beside their calls: models one by one and in each dialect's list, Azure's short paths, health of what a
// key may use, moderations without a model, pictures as streams; and the admin calls that are made of others.
#include "providers/wire/multipart.h"
#include "tests/providers/gateway/gateway_world.h"

#include <QTest>

using namespace patchbay;
using namespace patchbay::gateway;
using patchbay::test::GatewayWorld;

namespace {

const std::vector<GatewayWorld::Entry> entries {
    { "chat", "openai/gpt-4o" },
    { "org/other:latest", "openai/gpt-4o-mini" },
    { "draw", "openai/dall-e-3" },
    { "hear", "openai/whisper-1" },
    { "judge", "openai/omni-moderation-latest", "    model_info: {mode: moderation}\n" },
};

testing::HttpCall::Outcome askAs(GatewayWorld &world, const std::string &path, std::string_view key, bool anthropic)
{
    HttpRequest request = world.request(path, {}, {});
    request.headers.push_back({ anthropic ? "x-api-key" : "authorization", (anthropic ? "" : "Bearer ") + std::string(key) });
    if (anthropic) {
        request.headers.push_back({ "anthropic-version", "2023-06-01" });
    }
    return testing::fetch(world.client, std::move(request));
}

std::string text(const std::string &body, std::string_view name)
{
    const auto json = wire::parseJson(body);
    return json ? (*json)[name].string() : std::string();
}

const std::string response = R"({"model":"chat","input":"Say hello"})";

} // namespace

class TestClientPages : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void oneModel()
    {
        GatewayWorld world(entries);
        const std::string limited = world.newKey("{\"models\":[\"chat\",\"org/other:latest\"]}");
        for (const char *path : { "/v1/models/chat", "/models/chat", "/openai/models/chat?api-version=1", "/openai/v1/models/chat" }) {
            const auto answer = world.send(path, {}, limited);
            QVERIFY2(answer.status == 200 && text(answer.body, "id") == "chat" && text(answer.body, "object") == "model", answer.body.c_str());
        }
        QCOMPARE(text(world.send("/v1/models/org%2Fother:latest", {}, limited).body, "id"), "org/other:latest");
        QCOMPARE(text(world.send("/v1/models/org/other:latest", {}, limited).body, "id"), "org/other:latest");
        const auto google = world.send("/v1beta/models/chat", {}, limited);
        QVERIFY2(google.status == 200 && text(google.body, "name") == "models/chat", google.body.c_str());
        const auto claude = askAs(world, "/v1/models/chat", limited, true);
        QVERIFY2(claude.status == 200 && text(claude.body, "type") == "model" && text(claude.body, "display_name") == "chat", claude.body.c_str());
        QVERIFY(text(claude.body, "created_at").ends_with("Z"));
        // What is not there and what the key may not use look alike, each in its dialect.
        for (const char *model : { "none", "draw" }) {
            const auto missing = world.send(std::string("/v1/models/") + model, {}, limited);
            QVERIFY2(missing.status == 404 && missing.body.contains("\"type\":\"invalid_request_error\""), missing.body.c_str());
            const auto other = askAs(world, std::string("/v1/models/") + model, limited, true);
            QVERIFY2(other.status == 404 && other.body.contains("\"type\":\"not_found_error\""), other.body.c_str());
        }
        QCOMPARE(world.send("/v1/models/draw", {}).status, 200); // the master key may
        QCOMPARE(world.send("/v1/models/chat", {}, "sk-nobody").status, 401);
    }

    // Pickers of models show what a star stands for.
    void starsAreListedAsWhatIsKnown()
    {
        GatewayWorld world({ { "chat", "openai/gpt-4o" }, { "openai/*", "openai/*" }, { "mine-*", "anthropic/claude-*" } });
        const auto whole = world.send("/v1/models", {});
        for (const char *name : { "\"id\":\"chat\"", "\"id\":\"openai/gpt-4o-mini\"", "\"id\":\"mine-" }) {
            QVERIFY2(whole.body.contains(name), whole.body.c_str());
        }
        QVERIFY(!whole.body.contains("*") && !whole.body.contains("mine-claude") && !whole.body.contains("mine-gpt"));
        QVERIFY(world.send("/v1/models?return_wildcard_routes=true", {}).body.contains("\"id\":\"openai/*\""));
        const auto limited = world.send("/v1/models", {}, world.newKey("{\"models\":[\"openai/*\"]}"));
        QVERIFY2(limited.body.contains("openai/gpt-4o-mini") && !limited.body.contains("mine-") && !limited.body.contains("\"chat\""), limited.body.c_str());
        // Each that is listed can be called.
        QCOMPARE(world.send("/v1/chat/completions", "{\"model\":\"openai/gpt-4o-mini\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}").status, 200);
    }

    void pathsAsClientsPutThemTogether()
    {
        GatewayWorld world(entries);
        const std::string body = "{\"model\":\"chat\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
        QCOMPARE(world.send("/v1/chat/completions/", body).status, 200);
        QCOMPARE(world.send("/v1/models/", {}).status, 200);
        QCOMPARE(world.send("/", {}, {}).status, 200); // balancers ask there
        QCOMPARE(world.send("/v1/nothing/", body).status, 404);
    }

    // Whoever answered, the client can say which call it was.
    void refusalsNameTheirCall()
    {
        GatewayWorld world(entries);
        for (const char *body : { "{", "{\"messages\":[]}", "{\"model\":\"chat\",\"messages\":5}", "{\"model\":\"chat\",\"messages\":[],\"guardrails\":[\"nope\"]}" }) {
            const auto refused = world.send("/v1/chat/completions", body);
            QCOMPARE(refused.status, 400);
            QVERIFY2(headerValue(refused.headers, "x-litellm-call-id").starts_with("call_"), body);
        }
    }

    void anthropicsList()
    {
        GatewayWorld world(entries);
        const auto whole = askAs(world, "/v1/models", GatewayWorld::masterKey, true);
        const auto json = wire::parseJson(whole.body);
        QVERIFY2(json && (*json)["data"].size() == entries.size(), whole.body.c_str());
        QCOMPARE((*json)["has_more"].boolean(), std::optional(false));
        const std::string first = (*json)["first_id"].string();
        QCOMPARE((*json)["data"].at(0)["id"].string(), first);
        QCOMPARE((*json)["data"].at(entries.size() - 1)["id"].string(), (*json)["last_id"].string());
        const auto page = askAs(world, "/v1/models?limit=2&after_id=" + first, GatewayWorld::masterKey, true);
        const auto part = wire::parseJson(page.body);
        QVERIFY2(part && (*part)["data"].size() == 2 && (*part)["first_id"].string() == (*json)["data"].at(1)["id"].string(), page.body.c_str());
        QCOMPARE((*part)["has_more"].boolean(), std::optional(true));
        QVERIFY(world.send("/v1/models", {}).body.contains("\"object\":\"list\""));
        QVERIFY(askAs(world, "/v1/models", "sk-nobody", true).body.contains("\"type\":\"error\""));
    }

    void azuresShortPaths_data()
    {
        QTest::addColumn<QString>("path");
        for (const char *path : { "/openai/responses?api-version=2025-03-01-preview", "/openai/v1/responses", "/openai/v1/responses?api-version=preview",
                                  "/openai/deployments/chat/responses?api-version=1" }) {
            QTest::newRow(path) << path;
        }
    }

    void azuresShortPaths()
    {
        QFETCH(const QString, path);
        GatewayWorld world(entries);
        const std::string whole = path.toStdString();
        const auto answer = world.send(whole, whole.contains("deployments") ? "{\"input\":\"Say hello\"}" : response);
        QVERIFY2(answer.status == 200 && text(answer.body, "object") == "response" && text(answer.body, "model") == "chat", answer.body.c_str());
        QCOMPARE(world.ledger.rows().back().draft.endpoint, "responses"); // no pass-through
        if (whole.contains("deployments")) {
            return;
        }
        const std::size_t mark = std::min(whole.find('?'), whole.size());
        const auto with = [&](const std::string &more) { return whole.substr(0, mark) + "/" + text(answer.body, "id") + more + whole.substr(mark); };
        QCOMPARE(text(world.send(with(""), {}).body, "id"), text(answer.body, "id"));
        QCOMPARE(world.send(with("/input_items"), {}).status, 200);
        QVERIFY(world.call("POST", with("/cancel"), "{}").body.contains("background"));
        QVERIFY(world.call("DELETE", with("")).body.contains("\"deleted\":true"));
        const auto models = world.send(whole.substr(0, mark - std::string("responses").size()) + "models" + whole.substr(mark), {});
        QVERIFY2(models.status == 200 && models.body.contains("org/other:latest"), models.body.c_str());
    }

    void withoutAVersionOpenAisPathIsTheProviders()
    {
        GatewayWorld world(entries);
        const auto answer = world.send("/openai/responses", response);
        QVERIFY2(!answer.body.contains("\"model\":\"chat\""), answer.body.c_str());
    }

    void healthOfWhatAKeyMayUse()
    {
        GatewayWorld world(entries);
        QVERIFY(world.send("/health", {}).body.contains("\"healthy_count\":5"));
        const auto own = world.send("/health", {}, world.newKey("{\"models\":[\"draw\"]}"));
        QVERIFY2(own.body.contains("\"healthy_count\":1") && own.body.contains("dall-e-3") && !own.body.contains("gpt-4o"), own.body.c_str());
    }

    void moderationsWithoutAModel()
    {
        GatewayWorld world(entries);
        const auto answer = world.send("/v1/moderations", "{\"input\":\"be nice\"}");
        QVERIFY2(answer.status == 200 && answer.body.contains("\"flagged\""), answer.body.c_str());
        QCOMPARE(world.ledger.rows().back().draft.group, "judge");
        const auto refused = world.send("/v1/moderations", "{\"input\":\"be nice\"}", world.newKey("{\"models\":[\"chat\"]}"));
        QVERIFY2(refused.status == 400 && refused.body.contains("mode: moderation") && refused.body.contains("\"param\":\"model\""), refused.body.c_str());
        GatewayWorld usual({ { "omni-moderation-latest", "openai/omni-moderation-latest" } });
        QCOMPARE(usual.send("/v1/moderations", "{\"input\":\"be nice\"}").status, 200);
    }

    void unknownModelsHaveAType()
    {
        GatewayWorld world(entries);
        const auto answer = world.send("/v1/chat/completions", "{\"model\":\"none\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
        QVERIFY2(answer.status == 400 && answer.body.contains("\"type\":\"invalid_request_error\",\"param\":\"model\""), answer.body.c_str());
    }

    void picturesStreamWhoeverDraws()
    {
        // The sandbox answers whole: who asked for events gets one for the picture. See tst_picture_streams.cpp.
        GatewayWorld world(entries);
        const auto answer = world.send("/v1/images/generations", "{\"model\":\"draw\",\"prompt\":\"a cat\",\"stream\":true}");
        QVERIFY2(answer.status == 200 && answer.body.starts_with("event: image_generation.completed\ndata: {"), answer.body.substr(0, 200).c_str());
        const auto whole = world.send("/v1/images/generations", "{\"model\":\"draw\",\"prompt\":\"a cat\",\"stream\":false}");
        QVERIFY2(whole.status == 200 && whole.body.starts_with("{"), whole.body.substr(0, 200).c_str());
    }

    void transcriptsStreamWhoeverHears()
    {
        GatewayWorld world(entries);
        wire::MultipartForm form;
        form.add("model", "hear");
        form.add("stream", "true");
        form.addFile({ "file", "a.wav", "audio/wav", "RIFF....WAVE" });
        const std::string body = form.take();
        const auto answer = world.send("/v1/audio/transcriptions", body, GatewayWorld::masterKey, form.contentType());
        QVERIFY2(answer.status == 200 && answer.body.contains("transcript.text.done"), answer.body.c_str());
        QVERIFY(headerValue(answer.headers, "content-type").starts_with("text/event-stream"));
    }

    void manyKeysAtOnce()
    {
        GatewayWorld world(entries);
        const std::string one = world.newKey("{\"key_alias\":\"one\"}");
        const std::string two = world.newKey("{\"key_alias\":\"two\"}");
        const auto changed = world.send("/key/bulk_update", "{\"keys\":[{\"key\":\"" + one + "\",\"rpm_limit\":7},{\"key\":\"sk-nobody\",\"rpm_limit\":7},{\"key\":\"" + two
                                            + "\",\"tpd_limit\":5}]}");
        const auto json = wire::parseJson(changed.body);
        QVERIFY2(changed.status == 200 && json && (*json)["successful_updates"].size() == 1 && (*json)["failed_updates"].size() == 2, changed.body.c_str());
        QVERIFY2(!changed.body.contains(one) && !changed.body.contains("sk-nobody"), changed.body.c_str());
        const auto infos = world.send("/v2/key/info", "{\"keys\":[\"" + one + "\",\"" + two + "\"]}");
        const auto both = wire::parseJson(infos.body);
        QVERIFY2(both && (*both)["info"].size() == 2 && !infos.body.contains(one), infos.body.c_str());
        QCOMPARE((*both)["info"].at(0)["rpm_limit"].integer(), std::optional<std::int64_t>(7));
        QCOMPARE(world.send("/key/bulk_update", "{\"keys\":[]}").status, 400);
        QCOMPARE(world.send("/key/bulk_update", "{\"keys\":[]}", one).status, 403);
    }

    void keysOfServices()
    {
        GatewayWorld world(entries);
        const std::string team = text(world.send("/team/new", "{\"team_alias\":\"blue\"}").body, "team_id");
        QCOMPARE(world.send("/key/service-account/generate", "{\"key_alias\":\"ci\"}").status, 400);
        const auto made = world.send("/key/service-account/generate", "{\"key_alias\":\"ci\",\"user_id\":\"ann\",\"metadata\":{\"a\":1},\"team_id\":\"" + team + "\"}");
        QVERIFY2(made.status == 200 && made.body.contains("\"service_account_id\":\"ci\"") && made.body.contains("\"a\":1"), made.body.c_str());
        QVERIFY2(!made.body.contains("ann") && text(made.body, "team_id") == team, made.body.c_str());
        QCOMPARE(world.send("/v1/models", {}, text(made.body, "key")).status, 200);
    }

    void usersAndRoles()
    {
        GatewayWorld world(entries);
        QCOMPARE(world.send("/user/new", "{\"user_id\":\"ann\",\"auto_create_key\":false}").status, 200);
        QCOMPARE(world.send("/user/new", "{\"user_id\":\"bob\",\"auto_create_key\":false}").status, 200);
        const auto some = world.send("/user/bulk_update", "{\"users\":[{\"user_id\":\"ann\",\"rpm_limit\":3},{\"user_id\":\"nobody\",\"rpm_limit\":3}]}");
        QVERIFY2(some.body.contains("\"successful_updates\":1") && some.body.contains("\"failed_updates\":1"), some.body.c_str());
        const auto all = world.send("/user/bulk_update", "{\"all_users\":true,\"user_updates\":{\"tpm_limit\":9}}");
        QVERIFY2(all.body.contains("\"successful_updates\":2"), all.body.c_str());
        const auto ann = world.send("/v2/user/info?user_id=ann", {});
        QVERIFY2(text(ann.body, "user_id") == "ann" && ann.body.contains("\"rpm_limit\":3") && ann.body.contains("\"tpm_limit\":9"), ann.body.c_str());
        QCOMPARE(world.send("/v2/user/info?user_id=nobody", {}).status, 404);
        QVERIFY(world.send("/user/available_roles", {}).body.contains("internal_user"));
    }

    void teamsAndBudgets()
    {
        GatewayWorld world(entries);
        const std::string team = text(world.send("/team/new", "{\"team_alias\":\"blue\",\"models\":[\"chat\"]}").body, "team_id");
        QCOMPARE(world.send("/team/new", "{\"team_alias\":\"red\"}").status, 200);
        const std::string head = "{\"team_id\":\"" + team + "\",";
        QCOMPARE(world.send("/team/bulk_member_add", head + "\"members\":[{\"user_id\":\"ann\",\"role\":\"user\"},{\"user_id\":\"bob\",\"role\":\"user\"}]}").status, 200);
        QCOMPARE(world.send("/team/member_update", head + "\"user_id\":\"ann\",\"role\":\"admin\"}").status, 200);
        QVERIFY(world.send("/team/info?team_id=" + team, {}).body.contains("{\"user_id\":\"ann\",\"role\":\"admin\"}"));
        QCOMPARE(world.send("/team/member_update", head + "\"user_id\":\"eve\",\"role\":\"admin\"}").status, 404);
        QCOMPARE(world.send("/team/member_update", head + "\"user_id\":\"ann\",\"role\":\"user\",\"max_budget_in_team\":1}").status, 200);
        QCOMPARE(world.send("/team/member_update", head + "\"user_id\":\"ann\",\"role\":\"owner\"}").status, 400);
        const auto more = world.send("/team/model/add", head + "\"models\":[\"draw\"]}");
        QVERIFY2(more.body.contains("\"models\":[\"chat\",\"draw\"]"), more.body.c_str());
        QVERIFY(world.send("/team/model/delete", head + "\"models\":[\"chat\"]}").body.contains("\"models\":[\"draw\"]"));
        QCOMPARE(world.send("/team/model/delete", head + "\"models\":[\"draw\"]}").status, 400); // nothing would mean everything
        const auto page = world.send("/v2/team/list?page_size=1&user_id=bob", {});
        QVERIFY2(page.body.contains("\"total\":1") && page.body.contains("blue") && !page.body.contains("red"), page.body.c_str());
        QVERIFY(world.send("/v2/team/list?page_size=1&page=2", {}).body.contains("\"total_pages\":2"));
        QCOMPARE(world.send("/team/available", {}).body, "[]");
        QCOMPARE(world.send("/budget/new", "{\"budget_id\":\"b\",\"max_budget\":5,\"rpm_limit\":2}").status, 200);
        const auto settings = world.send("/budget/settings?budget_id=b", {});
        QVERIFY2(settings.body.contains("\"field_name\":\"max_budget\"") && settings.body.contains("\"field_value\":5"), settings.body.c_str());
        QCOMPARE(world.send("/budget/settings?budget_id=none", {}).status, 404);
        QCOMPARE(world.send("/health/backlog", {}).body, "{\"in_flight_requests\":0}");
    }
};

QTEST_GUILESS_MAIN(TestClientPages)
#include "tst_client_pages.moc"
