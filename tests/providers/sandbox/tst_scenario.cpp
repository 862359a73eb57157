// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/sandbox/rule_book.h"

#include <QTest>

using namespace patchbay;
using namespace patchbay::sandbox;

namespace {

Rule failing(RuleMatch match)
{
    Rule rule;
    rule.match = std::move(match);
    rule.fault.kind = Fault::Kind::Status;
    rule.fault.status = 500;
    return rule;
}

// "x" for each request that a rule took, "." for the others.
QString pattern(const std::vector<Rule> &rules, int requests)
{
    RuleBook book({ 1, 0, rules });
    QString taken;
    for (int request = 0; request < requests; ++request) {
        taken += book.decide("openai", "quick").rule ? u'x' : u'.';
    }
    return taken;
}

} // namespace

class TestScenario : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void refusesWrongInput_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("named"); // must stand in the message
        QTest::newRow("no JSON") << "{"
                                 << "JSON";
        QTest::newRow("a list") << "[]"
                                << "object";
        QTest::newRow("unknown key") << R"({"sped":1})"
                                     << "sped";
        QTest::newRow("unknown key in a rule") << R"({"rules":[{"fualt":{}}]})"
                                               << "rules[0].fualt";
        QTest::newRow("unknown key in a fault") << R"({"rules":[{},{"fault":{"after":1}}]})"
                                                << "rules[1].fault.after";
        QTest::newRow("unknown key in a match") << R"({"rules":[{"match":{"modell":"x"}}]})"
                                                << "rules[0].match.modell";
        QTest::newRow("speed") << R"({"speed":-1})"
                               << "speed";
        QTest::newRow("speed is text") << R"({"speed":"fast"})"
                                       << "speed";
        QTest::newRow("seed is a fraction") << R"({"seed":1.5})"
                                            << "seed";
        QTest::newRow("family") << R"({"rules":[{"match":{"family":"azure"}}]})"
                                << "family";
        QTest::newRow("every 0") << R"({"rules":[{"match":{"every":0}}]})"
                                 << "every";
        QTest::newRow("kind") << R"({"rules":[{"fault":{"kind":"boom"}}]})"
                              << "kind";
        QTest::newRow("status 200") << R"({"rules":[{"fault":{"kind":"status","status":200}}]})"
                                    << "status";
        QTest::newRow("variant") << R"({"rules":[{"fault":{"variant":"odd"}}]})"
                                 << "variant";
        QTest::newRow("rules is an object") << R"({"rules":{}})"
                                            << "rules";
        QTest::newRow("latency") << R"({"rules":[{"first_token":{"mean":3}}]})"
                                 << "first_token.mean";
        QTest::newRow("text is a number") << R"({"rules":[{"text":5}]})"
                                          << "text";
    }
    void refusesWrongInput()
    {
        QFETCH(QString, text);
        QFETCH(QString, named);
        const Result<Scenario> scenario = parseScenario(text.toStdString());
        QVERIFY(!scenario);
        QCOMPARE(scenario.error().kind, ErrorClass::BadRequest);
        QVERIFY2(scenario.error().message.contains(named.toStdString()), scenario.error().message.c_str());
    }

    void readsEveryField()
    {
        const Result<Scenario> scenario = parseScenario(R"({"seed": 7, "speed": 0.5, "rules": [{
            "match": {"family": "gemini", "model": "quick", "every": 3, "first": 9},
            "fault": {"kind": "status", "status": 429, "variant": "quota", "retry_after": 0.5, "after_tokens": 4},
            "first_token": {"median": 120, "spread": 0.3}, "tokens_per_second": 50, "answer_tokens": 20, "text": "ä"}]})");
        QVERIFY(scenario);
        QCOMPARE(scenario->seed, 7U);
        QCOMPARE(scenario->speed, 0.5);
        const Rule &rule = scenario->rules.at(0);
        QCOMPARE(rule.match.family, "gemini");
        QCOMPARE(rule.match.model, "quick");
        QCOMPARE(rule.match.every, 3);
        QCOMPARE(rule.match.first, 9);
        QCOMPARE(rule.fault.kind, Fault::Kind::Status);
        QCOMPARE(rule.fault.variant, "quota");
        QCOMPARE(rule.fault.retryAfter, 0.5);
        QCOMPARE(rule.fault.afterTokens, 4);
        QCOMPARE(rule.firstToken.median, 120.0);
        QCOMPARE(rule.firstToken.spread, 0.3);
        QCOMPARE(rule.tokensPerSecond, 50.0);
        QCOMPARE(rule.answerTokens, 20);
        QCOMPARE(rule.text, "ä");
    }

    void writesWhatItReads()
    {
        Scenario scenario { 3, 2, {} };
        using Kind = Fault::Kind;
        for (const Kind kind : { Kind::None, Kind::Status, Kind::Stall, Kind::Cut, Kind::Malformed, Kind::Html,
                                 Kind::Empty, Kind::Refuse, Kind::ErrorEvent }) {
            Rule rule;
            rule.fault.kind = kind;
            rule.match.model = "m";
            scenario.rules.push_back(rule);
        }
        const std::string text = writeScenario(scenario);
        const Result<Scenario> again = parseScenario(text);
        QVERIFY2(again, again ? "" : again.error().message.c_str());
        QCOMPARE(again->rules.size(), scenario.rules.size());
        for (std::size_t index = 0; index < scenario.rules.size(); ++index) {
            QCOMPARE(again->rules[index].fault.kind, scenario.rules[index].fault.kind);
        }
        QCOMPARE(writeScenario(*again), text);
    }

    void countsRequests_data()
    {
        QTest::addColumn<int>("every");
        QTest::addColumn<int>("first");
        QTest::addColumn<QString>("expected");
        QTest::newRow("all") << 1 << 0 << "xxxxxxx";
        QTest::newRow("every third") << 3 << 0 << "..x..x.";
        QTest::newRow("the first two") << 1 << 2 << "xx.....";
        QTest::newRow("every second of the first five") << 2 << 5 << ".x.x...";
    }
    void countsRequests()
    {
        QFETCH(int, every);
        QFETCH(int, first);
        QFETCH(QString, expected);
        QCOMPARE(pattern({ failing({ {}, {}, every, first }) }, 7), expected);
    }

    void takesTheFirstRuleThatFits()
    {
        Rule other = failing({ "anthropic", {}, 1, 0 });
        Rule named = failing({ "openai", "quick", 1, 1 });
        named.fault.status = 503;
        Rule rest = failing({});
        RuleBook book({ 1, 0, { other, named, rest } });
        QCOMPARE(book.decide("openai", "quick").fault.status, 503);
        QCOMPARE(book.decide("openai", "quick").fault.status, 500);
        QCOMPARE(book.decide("openai", "caller").fault.status, 500);
        book.replace({ 1, 0, { named } });
        QCOMPARE(book.decide("openai", "quick").fault.status, 503); // counters began anew
        QVERIFY(!book.decide("gemini", "quick").rule);
    }

    void flakyFailsOneInThree()
    {
        RuleBook book({});
        QString failed;
        for (int request = 0; request < 7; ++request) {
            failed += book.decide("ollama", "flaky:latest").fault.kind == Fault::Kind::Status ? u'x' : u'.';
        }
        QCOMPARE(failed, u"x..x..x");
        const Decision first = book.decide("openai", "flaky"); // each family counts for itself
        QCOMPARE(first.fault.status, 429);
        QCOMPARE(first.fault.retryAfter, 1.0);
        QCOMPARE(book.decide("openai", "quick").fault.kind, Fault::Kind::None);
    }
};

QTEST_APPLESS_MAIN(TestScenario)
#include "tst_scenario.moc"
