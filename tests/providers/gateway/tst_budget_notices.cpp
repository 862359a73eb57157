// SPDX-License-Identifier: GPL-3.0-or-later
//
// Projects, soft budgets, models instead of one whose budget is used up, and who is told of what was refused.
#include "providers/wire/json_view.h"
#include "tests/providers/gateway/gateway_world.h"

#include <QTest>

using namespace patchbay;
using namespace patchbay::gateway;
using patchbay::test::GatewayWorld;

namespace {

constexpr const char *prices = "      input_cost_per_token: 0.001\n      output_cost_per_token: 0.001\n";
constexpr const char *free = "      input_cost_per_token: 0\n      output_cost_per_token: 0\n";
const std::vector<GatewayWorld::Entry> entries {
    { "good", "openai/gpt-4o", prices }, { "other", "openai/gpt-4o-mini", prices }, { "free", "openai/gpt-4o-mini", free }
};

const std::string chatHead = R"({"max_tokens":10,"messages":[{"role":"user","content":"Hi"}],"model":")";
std::string chat(const std::string &model, const std::string &more = {})
{
    return chatHead + model + "\"" + more + "}";
}

const std::string project = R"({"project_id":"p","project_alias":"Ours","max_budget":0.2,"models":["good"],"soft_budget":0.01})";
const std::string projectKey = R"({"project_id":"p"})";
const std::string fallbacks = R"({"model_max_budget":{"good":{"budget_limit":0.05}},"budget_fallbacks":{"good":["other"]}})";
const std::string wholeFallbacks = R"({"max_budget":0.05,"budget_fallbacks":{"good":["other","free"]}})";
const std::string oddFallbacks = R"({"budget_fallbacks":{"good":"other"}})";
const std::string userFallbacks = R"({"user_id":"u","budget_fallbacks":{"good":["other"]}})";
const std::string guarded = "guardrails: [{guardrail_name: pii, litellm_params: {guardrail: pii, mode: pre_call, default_on: true, pii_entities_config: {US_SSN: BLOCK}}}]\n";
const std::string ssn = R"({"model":"good","messages":[{"role":"user","content":"123-45-6789"}]})";

// Calls until one is refused.
testing::HttpCall::Outcome useUp(GatewayWorld &world, const std::string &key, const std::string &model = "good")
{
    testing::HttpCall::Outcome answer;
    for (int turn = 0; turn < 60 && (answer.status == 0 || answer.status == 200); ++turn) {
        answer = world.send("/v1/chat/completions", chat(model), key);
    }
    return answer;
}

struct Told {
    void operator()(const AttemptDraft &draft, const AttemptOutcome &outcome)
    {
        const std::scoped_lock lock(mutex);
        all.emplace_back(draft, outcome);
    }
    std::size_t count()
    {
        const std::scoped_lock lock(mutex);
        return all.size();
    }
    std::mutex mutex;
    std::vector<std::pair<AttemptDraft, AttemptOutcome>> all;
};

} // namespace

class TestBudgetNotices : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void projectsHaveBudgetsAndLimits()
    {
        GatewayWorld world(entries);
        const auto made = world.send("/project/new", project);
        QVERIFY2(made.status == 200 && made.body.contains(R"("project_alias":"Ours")"), made.body.c_str());
        QCOMPARE(world.send("/key/generate", R"({"project_id":"none"})").status, 400);
        const std::string first = world.newKey(projectKey);
        const std::string second = world.newKey(projectKey);
        const auto denied = world.send("/v1/chat/completions", chat("other"), first);
        QVERIFY2(denied.status == 401 && denied.body.contains("project_model_access_denied"), denied.body.c_str());
        const auto refused = useUp(world, first);
        QVERIFY2(refused.status == 429 && refused.body.contains("Project=p"), refused.body.c_str());
        QCOMPARE(world.send("/v1/chat/completions", chat("good"), second).status, 429);
        const auto rows = world.ledger.rows();
        QVERIFY(std::ranges::all_of(rows, [](const auto &row) { return row.draft.project == "p"; }));
        QVERIFY(world.send("/project/info?project_id=p", {}).body.contains("\"spend\":0.1"));
        QCOMPARE(world.send("/project/block", projectKey).status, 200);
        QVERIFY(world.send("/v1/chat/completions", chat("good"), first).body.contains("blocked"));
        QCOMPARE(world.send("/project/delete", R"({"project_ids":["p"]})").status, 200);
        QCOMPARE(world.send("/v1/chat/completions", chat("good"), first).status, 401);
    }

    void aSoftBudgetIsToldOnce()
    {
        GatewayWorld world(entries);
        std::mutex mutex;
        std::vector<SoftBudgetReached> told;
        world.book.setSoftBudgetTold([&](const SoftBudgetReached &one) {
            const std::scoped_lock lock(mutex);
            told.push_back(one);
        });
        QCOMPARE(world.send("/team/new", R"({"team_id":"t","soft_budget":0.03})").status, 200);
        const std::string key = world.newKey(R"({"team_id":"t","key_alias":"k","soft_budget":0.01})");
        for (int call = 0; call < 8; ++call) {
            QCOMPARE(world.send("/v1/chat/completions", chat("good"), key).status, 200); // nothing is refused
        }
        QTRY_COMPARE(world.book.softBudgetsReached(), 2);
        const std::scoped_lock lock(mutex);
        QCOMPARE(told.size(), 2U);
        QVERIFY(told[0].group == "key" && told[0].alias == "k" && told[0].team == "t" && told[0].spent >= told[0].soft);
        QVERIFY(told[1].group == "team" && told[1].id == "t");
        QVERIFY(world.send("/metrics", {}).body.contains("patchbay_soft_budgets_reached_total 2\n"));
        // Raised: it is told again when it is reached again.
        QCOMPARE(world.send("/key/update", R"({"key":"k","soft_budget":50})").status, 200);
        QCOMPARE(world.send("/key/update", R"({"key":"k","soft_budget":0.01})").status, 200);
    }

    void anotherModelInsteadOfARefusal()
    {
        GatewayWorld world(entries);
        const std::string key = world.newKey(fallbacks);
        for (int call = 0; call < 12; ++call) {
            const auto answer = world.send("/v1/chat/completions", chat("good"), key);
            QVERIFY2(answer.status == 200 && answer.body.contains(R"("model":"good")"), answer.body.c_str());
        }
        Money good;
        int others = 0;
        for (const auto &row : world.ledger.rows()) {
            good += row.draft.model == "gpt-4o" ? row.outcome.amount.money.value_or(Money {}) : Money {};
            others += row.draft.model == "gpt-4o-mini";
        }
        QVERIFY(others > 0 && good <= fromDollars(0.05));
        QVERIFY(world.send("/key/info?key=" + key, {}).body.contains(R"("budget_fallbacks":{"good":["other"]})"));

        // A budget of all models leaves what costs nothing.
        const std::string whole = world.newKey(wholeFallbacks);
        for (int call = 0; call < 12; ++call) {
            QCOMPARE(world.send("/v1/chat/completions", chat("good"), whole).status, 200);
        }
        QVERIFY(world.ledger.rows().back().outcome.amount.money == Money {});
        QCOMPARE(world.send("/v1/chat/completions", chat("other"), whole).status, 429); // names no other
        QCOMPARE(world.send("/key/generate", oddFallbacks).status, 400);
        QCOMPARE(world.send("/key/generate", R"({"duration":"1000000000mo"})").status, 400); // would be no time at all
        QCOMPARE(world.send("/user/new", userFallbacks).status, 400);
    }

    void whatIsRefusedIsTold()
    {
        Told told;
        GatewayWorld::Services services;
        services.refused = std::ref(told);
        GatewayWorld world(entries, guarded, R"({"speed":100})", services);
        QCOMPARE(world.send("/v1/chat/completions", ssn).status, 400);
        QTRY_COMPARE(told.count(), 1U);
        const std::string slow = world.newKey(R"({"rpm_limit":0,"key_alias":"slow"})");
        QCOMPARE(world.send("/v1/chat/completions", chat("good"), slow).status, 429);
        QTRY_COMPARE(told.count(), 2U);
        const std::string poor = world.newKey(R"({"max_budget":0})");
        QCOMPARE(world.send("/v1/messages", chat("good"), poor).status, 429);
        QTRY_COMPARE(told.count(), 3U);
        QCOMPARE(world.send("/v1/chat/completions", chat("nobody")).status, 400);
        QTRY_COMPARE(told.count(), 4U);
        QCOMPARE(world.send("/v1/chat/completions", chat("good")).status, 200);
        const std::scoped_lock lock(told.mutex);
        QCOMPARE(told.all.size(), 4U); // what was sent is told by its row
        const char *classes[] = { "BadRequestError", "RateLimitError", "BudgetExceededError", "" };
        const int statuses[] = { 400, 429, 429, 400 };
        for (int number = 0; number < 4; ++number) {
            const auto &[draft, outcome] = told.all[static_cast<std::size_t>(number)];
            QVERIFY2(*classes[number] == '\0' || outcome.errorClass == classes[number], outcome.errorClass.c_str());
            QCOMPARE(outcome.httpStatus, statuses[number]);
            QVERIFY(draft.endpoint == "chat" && !draft.parent.empty() && !outcome.errorMessage.contains("6789"));
        }
        QVERIFY(!told.all[1].first.virtualKey.empty());
        // Limits leave no row: a flood of refusals must not fill the ledger. Budgets and guardrails do, as before.
        QCOMPARE(world.ledger.rows().size(), 3U);
    }
};

QTEST_GUILESS_MAIN(TestBudgetNotices)
#include "tst_budget_notices.moc"
