// SPDX-License-Identifier: GPL-3.0-or-later
//
// Policies as clients meet them: attached to teams, keys and models, named by a key or a request; and guardrails among the
// callbacks of a configuration.
#include "tests/providers/gateway/gateway_world.h"

#include <QTest>

using namespace patchbay;
using patchbay::test::GatewayWorld;
using patchbay::testing::HttpCall;

namespace {

const std::vector<GatewayWorld::Entry> models { { "good", "openai/gpt-4o" }, { "parrot", "openai/echo" } };
const std::string section = R"(guardrails:
  - {guardrail_name: pii, litellm_params: {guardrail: pii, mode: pre_call, pii_entities_config: {US_SSN: BLOCK}}}
  - {guardrail_name: short, litellm_params: {guardrail: max_characters, mode: pre_call, max_characters: 40}}
policies:
  private: {guardrails: {add: [pii]}}
  brief: {inherit: private, guardrails: {add: [short]}}
policy_attachments:
  - {policy: private, teams: [finance]}
  - {policy: brief, models: [parrot]}
)";
const std::string ssn = "my number is 123-45-6789";

std::string chat(const std::string &words, const std::string &more = {}, const std::string &model = "good")
{
    return R"({"model":")" + model + R"(","max_tokens":10,"messages":[{"role":"user","content":")" + words + R"("}])" + more + "}";
}

std::string header(const HttpCall::Outcome &outcome, std::string_view name)
{
    return std::string(headerValue(outcome.headers, name));
}

} // namespace

class TestGatewayPolicies : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void teamsByAliasAndModels()
    {
        GatewayWorld world(models, section);
        world.send("/team/new", R"({"team_id":"t","team_alias":"finance"})");
        const std::string key = world.newKey(R"({"team_id":"t"})");
        QCOMPARE(world.send("/v1/chat/completions", chat(ssn)).status, 200); // of nobody
        QCOMPARE(world.send("/v1/chat/completions", chat(ssn), key).status, 400);
        const HttpCall::Outcome fine = world.send("/v1/chat/completions", chat("Hi"), key);
        QCOMPARE(fine.status, 200);
        QCOMPARE(header(fine, "x-litellm-applied-policies"), "private");
        QCOMPARE(header(fine, "x-litellm-applied-guardrails"), "pii");
        const std::string lengthy(50, 'x');
        QCOMPARE(world.send("/v1/chat/completions", chat(lengthy)).status, 200);
        QCOMPARE(world.send("/v1/chat/completions", chat(lengthy, {}, "parrot")).status, 400);
        QCOMPARE(world.send("/v1/chat/completions", chat(ssn, {}, "parrot")).status, 400);
    }

    void keysAndRequestsNameThem()
    {
        GatewayWorld world(models, section);
        QCOMPARE(world.send("/v1/chat/completions", chat(ssn, R"(,"policies":["private"])")).status, 400);
        const auto unknown = world.send("/v1/chat/completions", chat("Hi", R"(,"policies":["nowhere"])"));
        QVERIFY2(unknown.status == 400 && unknown.body.contains("There is no policy"), unknown.body.c_str());
        QCOMPARE(world.send("/key/generate", R"({"policies":["nowhere"]})").status, 400);
        const std::string key = world.newKey(R"({"policies":["private"]})");
        QCOMPARE(world.send("/v1/chat/completions", chat(ssn), key).status, 400);
        QCOMPARE(world.send("/v1/chat/completions", chat("Hi"), key).status, 200);
        // A configuration that has the policy no more does not let the key by.
        world.gateway.use(world.makeSnapshot(models, ""));
        QCOMPARE(world.send("/v1/chat/completions", chat("Hi"), key).status, 400);
    }

    void callbacksOfTheFileLook()
    {
        GatewayWorld world(models, "litellm_settings: {callbacks: [hide_secrets, banned_keywords], banned_keywords_list: [Atlantis]}\n");
        const auto masked = world.send("/v1/chat/completions", chat("use sk-proj-abcdefghijklmnopqrstuvwx", {}, "parrot"));
        QVERIFY2(masked.status == 200 && !masked.body.contains("abcdefghijklmnop"), masked.body.c_str());
        QCOMPARE(world.send("/v1/chat/completions", chat("the city of Atlantis")).status, 400);
        GatewayWorld other(models, "litellm_settings: {callbacks: llmguard_moderations}\n");
        QCOMPARE(other.send("/v1/chat/completions", chat("Hi")).status, 400); // what should have looked cannot
    }
};

QTEST_GUILESS_MAIN(TestGatewayPolicies)
#include "tst_gateway_policies.moc"
