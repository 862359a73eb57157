// SPDX-License-Identifier: GPL-3.0-or-later
//
// Policies by a table: what holds for whom, and what those that build on one another come to; and guardrails in the form of
// LiteLLM's callbacks.
#include "providers/guardrails/guardrail_config.h"
#include "providers/guardrails/policies.h"

#include <QTest>

using namespace patchbay;
using namespace patchbay::guardrails;

namespace {

const std::string section = R"(
model_list: []
policies:
  base: {guardrails: {add: [pii, injection]}}
  finance: {inherit: base, guardrails: {add: [strict]}}
  relaxed: {inherit: base, guardrails: {remove: [pii]}}
  large: {guardrails: {add: [size]}, condition: {model: 'gpt-4.*'}}
  exact: {guardrails: {add: [named]}, condition: {model: [claude, 'o[0-9]$']}}
  loose: {guardrails: [listed]}
  circle: {inherit: spiral, guardrails: {add: [round]}}
  spiral: {inherit: circle, guardrails: {add: [turn]}}
  orphan: {inherit: nobody, guardrails: {add: [pii]}}
policy_attachments:
  - {policy: base, scope: '*'}
  - {policy: finance, teams: [finance]}
  - {policy: relaxed, teams: ['test-*']}
  - {policy: large, scope: '*'}
  - {policy: exact, keys: ['ci-*'], models: ['*']}
  - {policy: loose, tags: [health, 'med.*']}
  - {policy: finance}
)";

Policies policies()
{
    return Policies::read(config::parseConfig(section, "test.yaml").root);
}

std::string joined(const std::vector<std::string> &names)
{
    std::string all;
    for (const std::string &name : names) {
        all += (all.empty() ? "" : ",") + name;
    }
    return all;
}

Guardrails fromCallbacks(const std::string &settings)
{
    std::vector<std::string> told;
    return readGuardrails(config::parseConfig("model_list: []\nlitellm_settings:\n" + settings, "test.yaml"),
                          [](const std::string &) { return std::string(); }, told);
}

} // namespace

class TestPolicies : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatHolds_data()
    {
        QTest::addColumn<QString>("team");
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("model");
        QTest::addColumn<QString>("tag");
        QTest::addColumn<QString>("applied");
        QTest::addColumn<QString>("guardrails");
        const auto row = [](const char *name, const char *team, const char *key, const char *model, const char *tag,
                            const char *applied, const char *guardrails) {
            QTest::newRow(name) << team << key << model << tag << applied << guardrails;
        };
        row("everybody", "", "", "m", "", "base", "pii,injection");
        row("a team that has more", "finance", "", "m", "", "base,finance", "pii,injection,strict");
        row("a team that has less", "test-a", "", "m", "", "base,relaxed", "injection");
        row("a team of a like name", "finances", "", "m", "", "base", "pii,injection");
        row("a model's beginning", "", "", "gpt-4o-mini", "", "base,large", "pii,injection,size");
        row("not in the middle", "", "", "my-gpt-4", "", "base", "pii,injection");
        row("a key and a model by name", "", "ci-bot", "claude", "", "base,exact", "pii,injection,named");
        row("a key and a model by expression", "", "ci-bot", "o3", "", "base,exact", "pii,injection,named");
        row("a key, another model", "", "ci-bot", "o3-mini", "", "base", "pii,injection");
        row("a model, no such key", "", "other", "claude", "", "base", "pii,injection");
        row("a tag", "", "", "m", "health", "base,loose", "pii,injection,listed");
        row("a tag by pattern", "", "", "m", "med.x", "base,loose", "pii,injection,listed");
        row("no expression: the dot is a dot", "", "", "m", "medx", "base", "pii,injection");
    }
    void whatHolds()
    {
        QFETCH(QString, team);
        QFETCH(QString, key);
        QFETCH(QString, model);
        QFETCH(QString, tag);
        QFETCH(QString, applied);
        QFETCH(QString, guardrails);
        const AppliedPolicies got = policies().appliedTo(
            { { "id of team", team.toStdString() }, { "id of key", key.toStdString() }, model.toStdString(), { tag.toStdString() }, {} });
        QCOMPARE(joined(got.policies), applied.toStdString());
        QCOMPARE(joined(got.guardrails), guardrails.toStdString());
        QVERIFY(got.missing.empty());
    }

    // Nobody takes away what is attached by asking for something milder.
    void whoAsksGetsMore()
    {
        const AppliedPolicies relaxed = policies().appliedTo({ {}, {}, "m", {}, { "relaxed" } });
        QCOMPARE(joined(relaxed.guardrails), "pii,injection");
        const AppliedPolicies finance = policies().appliedTo({ {}, {}, "m", {}, { "finance" } });
        QCOMPARE(joined(finance.guardrails), "pii,injection,strict");
        QCOMPARE(policies().appliedTo({ {}, {}, "m", {}, { "nowhere" } }).missing, "nowhere");
        QCOMPARE(policies().appliedTo({ {}, {}, "m", {}, { "orphan" } }).missing, "nobody");
        QCOMPARE(joined(policies().appliedTo({ {}, {}, "m", {}, { "circle" } }).guardrails), "pii,injection,turn,round");
    }

    void callbacksAreGuardrailsToo()
    {
        const Guardrails all = fromCallbacks("  callbacks: [prometheus, hide_secrets, detect_prompt_injection, banned_keywords, blocked_user_check]\n"
                                             "  banned_keywords_list: [Atlantis]\n");
        QCOMPARE(all.size(), 3U); // of users that are blocked the accounts know
        for (const auto &guardrail : all) {
            QVERIFY(guardrail->defaultOn && guardrail->has(Mode::PreCall) && guardrail->unsupported.empty() && !guardrail->failOpen);
        }
        QCOMPARE(all[0]->name, "hide_secrets");
        std::vector<std::string> texts { "the city of Atlantis" };
        QCOMPARE(inspectTexts(*all[2], texts), "blocked word found");
        texts = { "key sk-proj-abcdefghijklmnopqrstuvwx" };
        QVERIFY(inspectTexts(*all[0], texts).empty());
        QCOMPARE(texts[0], "key <SECRET>");
    }

    // What nobody here can ask refuses instead of letting everything by.
    void callbacksThatAreNotDoneRefuse_data()
    {
        QTest::addColumn<QString>("settings");
        QTest::newRow("a vendor's") << "  callbacks: llmguard_moderations\n";
        QTest::newRow("a model that judges") << "  callbacks: [detect_prompt_injection]\n  prompt_injection_params: {llm_api_check: true}\n";
        QTest::newRow("a file of words") << "  callbacks: [banned_keywords]\n  banned_keywords_list: words.txt\n";
        QTest::newRow("a list of users") << "  callbacks: [blocked_user_check]\n  blocked_user_list: [ann]\n";
    }
    void callbacksThatAreNotDoneRefuse()
    {
        QFETCH(QString, settings);
        const Guardrails all = fromCallbacks(settings.toStdString());
        QCOMPARE(all.size(), 1U);
        QVERIFY(all[0]->defaultOn && !all[0]->unsupported.empty() && !all[0]->failOpen);
    }
};

QTEST_APPLESS_MAIN(TestPolicies)
#include "tst_policies.moc"
