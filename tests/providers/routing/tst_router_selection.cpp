// SPDX-License-Identifier: GPL-3.0-or-later
//
// litellm §3.1: who is kept. A case a rule.
#include "tests/providers/routing/rig.h"

#include <QTest>

#include <set>

using namespace patchbay;
using namespace patchbay::routing;

class TestRouterSelection : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void namesResolve()
    {
        Rig rig("model_list:\n" + deployment("a") + deployment("w", "model: openai/*", "openai/*")
                + deployment("v", "model: azure/*", "openai/gpt-*")
                + settings("model_group_alias: {nick: chat, chain: nick, secret: {model: chat, hidden: true}}"));
        const std::pair<const char *, const char *> cases[] = { { "chat", "a" },      { "nick", "a" },
                                                                { "chain", "a" },     { "secret", "a" },
                                                                { "openai/o3", "w" }, { "openai/gpt-4o", "v" },
                                                                { "w", "w" },         { "gone", "" } };
        for (const auto &[name, id] : cases) {
            rig.facts.model = name;
            QCOMPARE(rig.pick(), id);
        }
        QCOMPARE(rig.error->status, 400);
        QCOMPARE(rig.router.table().modelFor(1, "openai/o3"), "openai/o3");
        QCOMPARE(rig.router.table().modelFor(2, "openai/gpt-4o"), "azure/4o");
        QVERIFY(!std::ranges::contains(rig.router.table().listedNames(), "secret"));
        QVERIFY(std::ranges::contains(rig.router.table().listedNames(), "nick"));
    }

    void orderKeepsTheLowestThenFallsToHigher()
    {
        Rig rig("model_list:\n" + deployment("a", "order: 1") + deployment("b", "order: 2") + deployment("c")
                + settings("num_retries: 0"));
        QCOMPARE(rig.shares(50)["a"], 50);
        QCOMPARE(rig.failing(ErrorClass::InternalServer), "a > b > c !InternalServerError");
        rig.router.cool(0, std::chrono::seconds(9), rig.now.steady);
        QCOMPARE(rig.shares(50)["b"], 50);
    }

    void tags_data()
    {
        QTest::addColumn<QStringList>("request");
        QTest::addColumn<bool>("any");
        QTest::addColumn<QByteArray>("agent");
        QTest::addColumn<QByteArray>("picks"); // those that may be picked
        QTest::newRow("one common") << QStringList { QStringLiteral("paid"), QStringLiteral("x") } << true
                                    << QByteArray() << QByteArray("a");
        QTest::newRow("all needed") << QStringList { QStringLiteral("paid"), QStringLiteral("x") } << false
                                    << QByteArray() << QByteArray("d");
        QTest::newRow("subset") << QStringList { QStringLiteral("paid"), QStringLiteral("eu") } << false << QByteArray()
                                << QByteArray("a");
        QTest::newRow("no tags: default") << QStringList() << true << QByteArray() << QByteArray("d");
        QTest::newRow("unknown: default")
            << QStringList { QStringLiteral("zzz") } << true << QByteArray() << QByteArray("d");
        QTest::newRow("pattern") << QStringList() << true << QByteArray("my-bot/2") << QByteArray("p");
        QTest::newRow("pattern cannot rescue")
            << QStringList { QStringLiteral("zzz") } << false << QByteArray("my-bot/2") << QByteArray("p");
    }
    void tags()
    {
        QFETCH(QStringList, request);
        QFETCH(bool, any);
        QFETCH(QByteArray, agent);
        QFETCH(QByteArray, picks);
        Rig rig("model_list:\n" + deployment("a", "tags: [paid, eu]") + deployment("d", "tags: [default]")
                + deployment("p", "tag_regex: ['my-bot']")
                + settings(std::string("enable_tag_filtering: true\n  tag_filtering_match_any: ")
                           + (any ? "true" : "false")));
        for (const QString &tag : request) {
            rig.facts.tags.push_back(tag.toStdString());
        }
        rig.facts.userAgent = agent.toStdString();
        for (const auto &[id, count] : rig.shares(40)) {
            QVERIFY2(picks.contains(id.c_str()) && !id.empty(), id.c_str());
        }
    }

    // LiteLLM's newer signs: "!x" excludes, "&x" requires, a prefix marks, allow_fail_open lets them give way.
    void tagExpressions_data()
    {
        QTest::addColumn<QString>("tags"); // of the request, with blanks between
        QTest::addColumn<QString>("router");
        QTest::addColumn<QString>("inherited");
        QTest::addColumn<QString>("picks"); // those that may be picked, each one; empty: refused
        QTest::newRow("ban") << "!fast" << "" << "" << "slow default";
        QTest::newRow("ban leaves the default ones") << "!slow" << "" << "" << "default";
        QTest::newRow("require") << "&eu" << "" << "" << "fast slow";
        QTest::newRow("require two") << "&eu &cheap" << "" << "" << "slow";
        QTest::newRow("require and ban") << "&eu !cheap" << "" << "" << "fast";
        QTest::newRow("plain among the required") << "&eu fast" << "" << "" << "fast";
        QTest::newRow("nobody") << "&eu &us" << "" << "" << "";
        QTest::newRow("a sign alone says nothing") << "! &" << "" << "" << "default";
        QTest::newRow("marked") << "team:x route:!default" << "tag_routing_prefix: 'route:'" << "" << "";
        QTest::newRow("marked requirement") << "route:&cheap" << "tag_routing_prefix: 'route:'" << "" << "slow";
        QTest::newRow("inherited") << "&eu" << "" << "&eu" << "fast slow";
    }
    void tagExpressions()
    {
        QFETCH(QString, tags);
        QFETCH(QString, router);
        QFETCH(QString, inherited);
        QFETCH(QString, picks);
        const bool banned = QByteArray(QTest::currentDataTag()) == "ban";
        Rig rig("model_list:\n" + deployment("fast", "tags: [eu, fast]") + deployment("slow", "tags: [eu, cheap, slow]")
                + deployment("default", banned ? "" : "tags: [default]")
                + settings("enable_tag_filtering: true\n  " + router.toStdString()));
        for (const QString &tag : tags.split(u' ', Qt::SkipEmptyParts)) {
            rig.facts.tags.push_back(tag.toStdString());
        }
        for (const QString &tag : inherited.split(u' ', Qt::SkipEmptyParts)) {
            rig.facts.inheritedTags.push_back(tag.toStdString());
        }
        QStringList picked;
        for (const auto &[id, count] : rig.shares(60)) {
            picked.append(QString::fromStdString(id));
        }
        QStringList expected = picks.split(u' ', Qt::SkipEmptyParts);
        expected = expected.isEmpty() ? QStringList { QString() } : expected;
        expected.sort();
        QCOMPARE(picked, expected);
    }

    void tagsGiveWayOnlyWhereTheyMay()
    {
        const std::string list = "model_list:\n" + deployment("a", "tags: [eu]", "chat", "allow_fail_open: true")
            + deployment("d", "tags: [default, us]") + settings("enable_tag_filtering: true");
        Rig rig(list);
        rig.facts.tags = { "!eu", "!us" };
        QCOMPARE(rig.pick(), "d"); // the default ones, banned or not
        rig.facts.inheritedTags = { "!us" };
        QCOMPARE(rig.pick(), "a"); // what the team's policy bans stays banned
        rig.facts.inheritedTags = { "!us", "!eu" };
        QCOMPARE(rig.pick(), "");
        rig.facts.inheritedTags.clear();
        rig.facts.tags = { "&eu", "&invented" };
        QCOMPARE(rig.pick(), ""); // an invented tag must not open what &eu alone would have answered
        Rig strict("model_list:\n" + deployment("a", "tags: [eu]") + settings("enable_tag_filtering: true"));
        strict.facts.tags = { "!eu" };
        QCOMPARE(strict.pick(), "");
    }

    void aGroupMayFilterByTagsAlone()
    {
        Rig rig("model_list:\n" + deployment("a", "tags: [x]", "chat", "enable_tag_filtering: true") + deployment("b")
                + deployment("c", "tags: [x]", "other") + deployment("e", "", "other"));
        rig.facts.tags = { "x" };
        QCOMPARE(rig.shares(20), (std::map<std::string, int> { { "a", 20 } }));
        rig.facts.model = "other";
        QCOMPARE(rig.shares(40).size(), 2u);
        // A deployment with the tags that cannot be asked now is no reason to answer with others.
        rig.facts.model = "chat";
        rig.fail("a", ErrorClass::RateLimit, 30);
        QCOMPARE(rig.pick(), "");
    }

    void patternsAreReadAsPythonWritesThem()
    {
        Rig rig("model_list:\n" + deployment("a", "tag_regex: ['(?i)^user-agent: (?P<tool>claude)-code/\\d']")
                + deployment("d", "tags: [default]") + settings("enable_tag_filtering: true"));
        rig.facts.userAgent = "Claude-Code/2.1";
        QCOMPARE(rig.pick(), "a");
        rig.facts.userAgent = "other/" + std::string(100'000, 'x');
        QCOMPARE(rig.pick(), "d");
    }

    void accessWindows_data()
    {
        QTest::addColumn<QByteArray>("window");
        QTest::addColumn<QByteArray>("team");
        QTest::addColumn<double>("hour"); // UTC, of 22 November 2026
        QTest::addColumn<bool>("open");
        const char *office = "{start: '09:00', end: '18:00'}";
        QTest::newRow("inside") << QByteArray(office) << QByteArray() << 12.0 << true;
        QTest::newRow("at the start") << QByteArray(office) << QByteArray() << 9.0 << true;
        QTest::newRow("at the end") << QByteArray(office) << QByteArray() << 18.0 << false;
        QTest::newRow("before") << QByteArray(office) << QByteArray() << 8.9 << false;
        const char *night = "{start: '22:00', end: '06:00'}";
        QTest::newRow("past midnight") << QByteArray(night) << QByteArray() << 23.0 << true;
        QTest::newRow("and before morning") << QByteArray(night) << QByteArray() << 5.5 << true;
        QTest::newRow("not at noon") << QByteArray(night) << QByteArray() << 12.0 << false;
        const char *tokyo = "{start: '09:00', end: '18:00', timezone: Asia/Tokyo}";
        QTest::newRow("elsewhere open") << QByteArray(tokyo) << QByteArray() << 1.0 << true;
        QTest::newRow("elsewhere closed") << QByteArray(tokyo) << QByteArray() << 12.0 << false;
        const char *sales = "{start: '00:00', end: '24:00', team_ids: [sales]}";
        QTest::newRow("the team") << QByteArray(sales) << QByteArray("sales") << 12.0 << true;
        QTest::newRow("another team") << QByteArray(sales) << QByteArray("ops") << 12.0 << false;
    }
    void accessWindows()
    {
        QFETCH(QByteArray, window);
        QFETCH(QByteArray, team);
        QFETCH(double, hour);
        QFETCH(bool, open);
        Rig rig("model_list:\n" + deployment("a", "", "chat", "access_windows: [" + window.toStdString() + "]"));
        rig.now.wall = WallTime(std::chrono::sys_days(std::chrono::year(2026) / 11 / 22))
            + std::chrono::microseconds(static_cast<std::int64_t>(hour * 3.6e9));
        rig.facts.team = team.toStdString();
        QCOMPARE(rig.pick(), open ? "a" : "");
    }

    void promptAndAnswerTokensHaveLimitsOfTheirOwn()
    {
        Rig rig("model_list:\n" + deployment("a", "itpm: 1000, otpm: 500")
                + settings("routing_strategy: usage-based-routing-v2"));
        rig.facts.promptTokens = 900;
        QCOMPARE(rig.pick(), "a");
        Outcome outcome;
        outcome.promptTokens = 900;
        outcome.completionTokens = 100;
        rig.send("a", outcome);
        QCOMPARE(rig.pick(), ""); // 1,800 prompt tokens
        rig.facts.promptTokens = 50;
        QCOMPARE(rig.pick(), "a");
        outcome.promptTokens = 10;
        outcome.completionTokens = 400;
        rig.send("a", outcome);
        QCOMPARE(rig.pick(), ""); // 500 tokens of answers
        rig.pass(60);
        QCOMPARE(rig.pick(), "a");
    }

    void noTagMatchesIsARefusal()
    {
        Rig rig("model_list:\n" + deployment("a", "tags: [paid]") + settings("enable_tag_filtering: true"));
        rig.facts.tags = { "free" };
        QCOMPARE(rig.pick(), "");
        QCOMPARE(rig.error->status, 401); // as LiteLLM says it
        rig.facts.tags.clear();
        QCOMPARE(rig.pick(), "a");
    }

    void preCallChecks()
    {
        const std::string list = "model_list:\n" + deployment("a", "region_name: eu", "chat", "max_input_tokens: 100")
            + deployment("b", "region_name: us, rpm: 1", "chat", "max_input_tokens: 1000");
        Rig off(list);
        off.facts.promptTokens = 5'000;
        QVERIFY(!off.pick().empty()); // off by default
        Rig rig(list + settings("enable_pre_call_checks: true"));
        rig.facts.promptTokens = 500;
        QCOMPARE(rig.pick(), "b");
        rig.facts.promptTokens = 5'000;
        QCOMPARE(rig.pick(), "");
        QCOMPARE(rig.error->kind, ErrorClass::ContextWindowExceeded);
        rig.facts.promptTokens = 5;
        rig.facts.region = "eu";
        QCOMPARE(rig.shares(20)["a"], 20);
        rig.facts.region = "us";
        rig.succeed("b");
        QCOMPARE(rig.pick(), ""); // rpm
    }

    void parallelLimitsHold()
    {
        Rig rig("model_list:\n" + deployment("a", "max_parallel_requests: 2"));
        std::vector<AttemptChoice> open;
        for (int request = 0; request < 2; ++request) {
            RouteProgress progress;
            open.push_back(*rig.router.decide(progress, rig.facts, rig.chance()).attempt);
            rig.router.begin(progress, open.back(), rig.facts, rig.now);
        }
        QCOMPARE(rig.pick(), "");
        rig.router.record(open[0], rig.facts, {}, rig.now);
        QCOMPARE(rig.pick(), "a");
    }

    void budgetsHoldAndReserve()
    {
        Rig rig("model_list:\n"
                + deployment("a",
                             "max_budget: 1, budget_duration: 1h, input_cost_per_token: 0.01, output_cost_per_token: 0")
                + deployment("b", "model: azure/gpt-4o")
                + settings("provider_budget_config: {azure: {budget_limit: 2, time_period: 1d}}"));
        rig.facts.promptTokens = 60; // $0.60
        RouteProgress progress;
        rig.router.cool(1, std::chrono::seconds(1), rig.now.steady);
        const AttemptChoice first = *rig.router.decide(progress, rig.facts, rig.chance()).attempt;
        rig.router.begin(progress, first, rig.facts, rig.now);
        QCOMPARE(rig.pick(), ""); // 0.60 reserved + 0.60 > 1
        Outcome outcome;
        outcome.dollars = 0.3;
        rig.router.record(first, rig.facts, outcome, rig.now);
        QCOMPARE(rig.pick(), "a");
        Outcome dear;
        dear.dollars = 0.7;
        rig.send("a", dear);
        QCOMPARE(rig.pick(), "");
        rig.pass(2);
        QCOMPARE(rig.shares(20)["b"], 20);
        dear.dollars = 2;
        rig.send("b", dear);
        QCOMPARE(rig.pick(), "");
        rig.pass(3'700);
        QCOMPARE(rig.pick(), "a"); // an hour later
    }

    void teamsSeeTheirOwn()
    {
        Rig rig("model_list:\n" + deployment("a", "", "chat", "team_id: red") + deployment("b"));
        QCOMPARE(rig.shares(30)["b"], 30);
        rig.facts.team = "red";
        QVERIFY(rig.shares(60)["a"] > 10);
    }

    void parallelLimitsComeFromTheNearest_data()
    {
        QTest::addColumn<QByteArray>("limits");
        QTest::addColumn<QByteArray>("router");
        QTest::addColumn<int>("places");
        QTest::newRow("own") << QByteArray("max_parallel_requests: 1, rpm: 5") << QByteArray() << 1;
        QTest::newRow("rpm") << QByteArray("rpm: 4, tpm: 100000") << QByteArray() << 4;
        QTest::newRow("tpm, six for a thousand") << QByteArray("tpm: 500") << QByteArray() << 3;
        QTest::newRow("tpm, one at least") << QByteArray("tpm: 10") << QByteArray() << 1;
        QTest::newRow("default") << QByteArray() << QByteArray("default_max_parallel_requests: 2") << 2;
        QTest::newRow("none") << QByteArray() << QByteArray() << 9;
    }
    void parallelLimitsComeFromTheNearest()
    {
        QFETCH(QByteArray, limits);
        QFETCH(QByteArray, router);
        QFETCH(int, places);
        Rig rig("model_list:\n" + deployment("a", limits.toStdString()) + settings(router.toStdString()));
        int taken = 0;
        for (int request = 0; request < 9; ++request) {
            RouteProgress progress;
            if (const auto attempt = rig.router.decide(progress, rig.facts, rig.chance()).attempt) {
                rig.router.begin(progress, *attempt, rig.facts, rig.now);
                ++taken;
            }
        }
        QCOMPARE(taken, places);
    }

    void aPatternDoesNotRescueFromAStrictCheck()
    {
        Rig rig("model_list:\n" + deployment("r", "tags: [x], tag_regex: ['my-bot']")
                + deployment("d", "tags: [default]")
                + settings("enable_tag_filtering: true\n  tag_filtering_match_any: false"));
        rig.facts.tags = { "zzz" };
        rig.facts.userAgent = "my-bot/2";
        QCOMPARE(rig.shares(20)["d"], 20);
    }

    void aProvidersBudgetReservesToo()
    {
        Rig rig("model_list:\n" + deployment("a", "input_cost_per_token: 0.01, output_cost_per_token: 0")
                + settings("provider_budget_config: {openai: {budget_limit: 1, time_period: 1d}}"));
        rig.facts.promptTokens = 60; // $0.60
        RouteProgress progress;
        const AttemptChoice first = *rig.router.decide(progress, rig.facts, rig.chance()).attempt;
        rig.router.begin(progress, first, rig.facts, rig.now);
        QCOMPARE(rig.pick(), "");
        Outcome outcome;
        outcome.dollars = 0.3;
        rig.router.record(first, rig.facts, outcome, rig.now);
        QCOMPARE(rig.pick(), "a");
    }

    // Capabilities count where the catalog knows the model.
    void whoCannotDoItIsPassedOver()
    {
        const Result<Catalog> catalog = Catalog::builtIn();
        QVERIFY(catalog);
        Rig rig("model_list:\n" + deployment("old", "model: openai/gpt-3.5-turbo")
                + deployment("own", "model: custom/any")
                + settings("enable_pre_call_checks: true"));
        rig.router = Router(RoutingTable::build(rig.configuration, &*catalog));
        QCOMPARE(rig.shares(60).size(), 2u);
        rig.facts.jsonSchema = true;
        QCOMPARE(rig.shares(20)["own"], 20);
        rig.facts.jsonSchema = false;
        rig.facts.webSearch = true;
        QCOMPARE(rig.shares(20)["own"], 20);
    }

    // With pre-call checks a picture goes to who can see, and tools to who can call them, while there is somebody.
    void capabilitiesArePreferred_data()
    {
        QTest::addColumn<bool>("checks");
        QTest::addColumn<bool>("images");
        QTest::addColumn<bool>("tools");
        QTest::addColumn<QByteArray>("cooling");
        QTest::addColumn<QByteArray>("picked");
        QTest::newRow("plain") << true << false << false << QByteArray() << QByteArray("both neither");
        QTest::newRow("picture") << true << true << false << QByteArray() << QByteArray("both");
        QTest::newRow("tools") << true << false << true << QByteArray() << QByteArray("both");
        QTest::newRow("unchecked") << false << true << true << QByteArray() << QByteArray("both neither");
        QTest::newRow("nobody else") << true << true << true << QByteArray("both") << QByteArray("neither");
    }
    void capabilitiesArePreferred()
    {
        QFETCH(const bool, checks);
        QFETCH(const bool, images);
        QFETCH(const bool, tools);
        QFETCH(const QByteArray, cooling);
        QFETCH(const QByteArray, picked);
        const Result<Catalog> catalog = Catalog::builtIn();
        const config::GatewayConfig read = config::parseConfig(
            "model_list:\n"
            "  - {model_name: chat, litellm_params: {model: openai/gpt-4o}, model_info: {id: both}}\n"
            "  - {model_name: chat, litellm_params: {model: openai/text-embedding-3-small}, model_info: {id: neither}}\n"
                + std::string(checks ? "router_settings: {enable_pre_call_checks: true}\n" : ""),
            "x.yaml");
        Router router(RoutingTable::build(read, &*catalog));
        const Moment now { SteadyTime(std::chrono::hours(9)), WallTime(std::chrono::hours(9)) };
        if (!cooling.isEmpty()) {
            router.cool(router.table().deploymentById(cooling.toStdString()), std::chrono::seconds(60), now.steady);
        }
        RequestFacts facts;
        facts.model = "chat";
        facts.images = images;
        facts.tools = tools;
        SeededRandom random(3);
        std::set<std::string> seen;
        for (int time = 0; time < 60; ++time) {
            RouteProgress progress;
            const Decision decision = router.decide(progress, facts, { now, random });
            seen.insert(decision.attempt ? router.table().details(decision.attempt->deployment).id : "nobody");
        }
        std::string text;
        for (const std::string &each : seen) {
            text += (text.empty() ? "" : " ") + each;
        }
        QCOMPARE(text, picked.toStdString());
    }
};

QTEST_APPLESS_MAIN(TestRouterSelection)
#include "tst_router_selection.moc"
