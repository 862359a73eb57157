// SPDX-License-Identifier: GPL-3.0-or-later
//
// Budgets where prices are missing, and the budget of everybody together.
#include "providers/config/access_window.h"
#include "providers/gateway/unknown_price.h"
#include "tests/providers/gateway/gateway_world.h"

#include <QTest>

#include <sstream>

using namespace patchbay;
using namespace patchbay::gateway;
using patchbay::test::GatewayWorld;

namespace {

const std::string chat = R"({"model":"good","max_tokens":10,"messages":[{"role":"user","content":"Hi"}]})";
constexpr const char *prices = "      input_cost_per_token: 0.001\n      output_cost_per_token: 0.001\n";

ModelEntry priced(std::initializer_list<std::pair<RateKind, const char *>> rates)
{
    ModelEntry entry;
    for (const auto &[kind, rate] : rates) {
        entry.rates.push_back({ kind, *Rate::parse(rate) });
    }
    return entry;
}

} // namespace

class TestBudgetPrices : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void counted()
    {
        Usage usage;
        usage.promptTokens = 1'000;
        usage.completionTokens = 100;
        const ModelEntry both = priced({ { RateKind::Input, "0.000001" }, { RateKind::Output, "0.000002" } });
        const ModelEntry input = priced({ { RateKind::Input, "0.000001" } });
        const ModelEntry output = priced({ { RateKind::Output, "0.000002" } });
        QCOMPARE(countedCost(computeCost(&both, usage), usage), Money { 1'200'000 });
        // What is known, and the other tokens at 20 dollars a million.
        QCOMPARE(countedCost(computeCost(&input, usage), usage), Money { 1'000'000 + 100 * 20'000 });
        QCOMPARE(countedCost(computeCost(&output, usage), usage), Money { 200'000 + 1'000 * 20'000 });
        QCOMPARE(countedCost(computeCost(static_cast<const ModelEntry *>(nullptr), usage), usage), Money { 1'100 * 20'000 });
        QCOMPARE(countedCost({}, {}), Money { 1'000 * 20'000 }); // a picture of nobody knows what price
        QVERIFY(!computeCost(&input, usage).amount.money); // the ledger goes on saying that it is not known
    }

    void bindBudgets_data()
    {
        QTest::addColumn<QString>("model");
        QTest::addColumn<QString>("more");
        QTest::newRow("input only") << "openai/not-in-the-catalogue" << "      input_cost_per_token: 0.001\n";
        QTest::newRow("output only") << "openai/not-in-the-catalogue" << "      output_cost_per_token: 0.001\n";
        QTest::newRow("none") << "openai/not-in-the-catalogue" << "";
    }
    void bindBudgets()
    {
        QFETCH(const QString, model);
        QFETCH(const QString, more);
        GatewayWorld world({ { "good", model.toStdString(), more.toStdString() } });
        const std::string key = world.newKey("{\"key_alias\":\"k\",\"max_budget\":0.05}");
        int served = 0;
        int status = 0;
        for (int turn = 0; turn < 400 && status != 429; ++turn) {
            const auto answer = world.send("/v1/chat/completions", chat, key);
            status = answer.status;
            served += status == 200;
            QVERIFY(status != 200 || headerValue(answer.headers, "x-litellm-response-cost").empty());
        }
        QVERIFY2(served >= 1 && status == 429, qPrintable(QString::number(served)));
        QVERIFY(!world.ledger.rows().front().outcome.amount.money);
        const auto unlimited = world.newKey("{}");
        QCOMPARE(world.send("/v1/chat/completions", chat, unlimited).status, 200);
    }

    void everybodyTogether()
    {
        GatewayWorld world({ { "good", "openai/gpt-4o", prices } }, "litellm_settings:\n  max_budget: 0.2\n  budget_duration: 30d\n");
        int served = 0;
        testing::HttpCall::Outcome refused;
        for (int turn = 0; turn < 60 && refused.status == 0; ++turn) {
            const auto answer = world.send("/v1/chat/completions", chat, turn % 2 == 0 ? std::string(GatewayWorld::masterKey) : world.newKey("{}"));
            served += answer.status == 200;
            if (answer.status != 200) {
                refused = answer;
            }
        }
        QVERIFY(served >= 1 && served < 60);
        QVERIFY2(refused.status == 429 && refused.body.contains("budget_exceeded"), refused.body.c_str());
        // A reload begins no budget anew; another budget is another.
        world.gateway.use(world.makeSnapshot({ { "good", "openai/gpt-4o", prices } }, "litellm_settings:\n  max_budget: 0.2\n  budget_duration: 30d\n"));
        QCOMPARE(world.send("/v1/chat/completions", chat).status, 429);
        world.gateway.use(world.makeSnapshot({ { "good", "openai/gpt-4o", prices } }, ""));
        QCOMPARE(world.send("/v1/chat/completions", chat).status, 200);
    }

    void spansOfMonthsBeginOnTheFirst()
    {
        using namespace std::chrono;
        const auto at = [](int y, unsigned m, unsigned d, int h = 0) { return WallTime(sys_days(year(y) / m / d)) + hours(h); };
        const WallTime now = at(2026, 3, 31, 13);
        QVERIFY(spanStart("30d", now) == at(2026, 3, 1));
        QVERIFY(spanStart("1mo", now) == at(2026, 3, 1));
        QVERIFY(spanStart("2mo", now) == at(2026, 3, 1));
        QVERIFY(spanStart("7d", now) == at(2026, 3, 30));
        QVERIFY(spanStart("1d", now) == at(2026, 3, 31));
        QVERIFY(spanStart("1h", now) == at(2026, 3, 31, 13));
        QVERIFY(!spanStart("soon", now));
    }

    // Where clocks change, a day is 23 or 25 hours and still ends at midnight.
    void spansFollowTheClocksOfAZone_data()
    {
        QTest::addColumn<QByteArray>("zone");
        QTest::addColumn<QByteArray>("now");
        QTest::addColumn<QByteArray>("duration");
        QTest::addColumn<QByteArray>("start");
        QTest::addColumn<QByteArray>("end");
        const auto row = [](const char *name, const char *zone, const char *now, const char *duration, const char *start, const char *end) {
            QTest::newRow(name) << QByteArray(zone) << QByteArray(now) << QByteArray(duration) << QByteArray(start) << QByteArray(end);
        };
        row("a day in Berlin", "Europe/Berlin", "2026-11-22T23:30:00Z", "1d", "2026-11-22T23:00:00Z", "2026-11-23T23:00:00Z");
        row("the short day", "Europe/Berlin", "2026-03-29T10:00:00Z", "1d", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z");
        row("the long day", "Europe/Berlin", "2026-10-25T10:00:00Z", "1d", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z");
        row("a week over the change", "Europe/Berlin", "2026-03-30T10:00:00Z", "7d", "2026-03-29T22:00:00Z", "2026-04-05T22:00:00Z");
        row("a month in Kolkata", "Asia/Kolkata", "2026-11-30T19:00:00Z", "1mo", "2026-11-30T18:30:00Z", "2026-12-31T18:30:00Z");
        row("an hour in Kolkata", "Asia/Kolkata", "2026-11-22T10:10:00Z", "1h", "2026-11-22T09:30:00Z", "2026-11-22T10:30:00Z");
        row("a month in Los Angeles", "America/Los_Angeles", "2026-03-01T05:00:00Z", "30d", "2026-02-01T08:00:00Z", "2026-03-01T08:00:00Z");
        row("other days", "Europe/Berlin", "2026-11-22T10:10:00Z", "3d", "2026-11-22T10:10:00Z", "2026-11-25T10:10:00Z");
    }
    void spansFollowTheClocksOfAZone()
    {
        QFETCH(const QByteArray, zone);
        QFETCH(const QByteArray, now);
        QFETCH(const QByteArray, duration);
        QFETCH(const QByteArray, start);
        QFETCH(const QByteArray, end);
        const std::chrono::time_zone *where = config::findZone(zone.toStdString());
        QVERIFY2(where != nullptr, "no table of time zones here");
        std::istringstream stream(now.toStdString());
        std::chrono::sys_time<std::chrono::microseconds> time;
        stream >> std::chrono::parse("%Y-%m-%dT%H:%M:%SZ", time);
        QVERIFY(!stream.fail());
        QCOMPARE(QByteArray::fromStdString(timeText(*nextReset(duration.toStdString(), time, where))), end);
        QCOMPARE(QByteArray::fromStdString(timeText(*spanStart(duration.toStdString(), time, where))), start);
        // Until its end it is the same span.
        const WallTime last = *nextReset(duration.toStdString(), time, where) - std::chrono::seconds(1);
        if (duration != "3d") {
            QCOMPARE(QByteArray::fromStdString(timeText(*nextReset(duration.toStdString(), last, where))), end);
        }
    }

    // What a provider's own path is asked for has the prices in force, corrected ones from the next call on.
    void correctedPricesHoldForPassThrough()
    {
        GatewayWorld world({ { "lender", "openai/gpt-4o", "      use_in_pass_through: true\n" } });
        const std::string body = R"({"model":"gpt-4o","max_tokens":10,"messages":[{"role":"user","content":"Hi"}]})";
        const auto costOfCall = [&] {
            const std::size_t before = world.ledger.rows().size();
            if (world.send("/openai/v1/chat/completions", body).status != 200) {
                return -1.0;
            }
            const bool told = QTest::qWaitFor([&] { return world.ledger.rows().size() > before && world.ledger.rows().back().state == AttemptState::Settled; });
            return told ? toDollars(world.ledger.rows().back().outcome.amount.money.value_or(Money {})) : -1.0;
        };
        const double listed = costOfCall();
        QVERIFY(listed > 0 && listed < 0.01);
        std::string asked;
        world.gateway.snapshot()->newerPrices = [&asked](std::string_view model) {
            asked = model;
            return std::make_shared<const ModelEntry>(priced({ { RateKind::Input, "1" }, { RateKind::Output, "1" } }));
        };
        QVERIFY(costOfCall() >= 1);
        QCOMPARE(asked, "openai/gpt-4o");
    }

    void refusedCallsLeaveARow()
    {
        GatewayWorld world({ { "good", "openai/gpt-4o", prices } },
                           "guardrails:\n  - guardrail_name: words\n    litellm_params: {guardrail: litellm_content_filter, mode: pre_call, default_on: true, blocked_words: [{keyword: forbidden, action: BLOCK}]}\n");
        const std::string key = world.newKey("{\"max_budget\":0.0001,\"user_id\":\"ann\"}");
        QCOMPARE(world.send("/v1/chat/completions", chat, key).status, 429);
        const auto blocked = world.send("/v1/chat/completions", "{\"model\":\"good\",\"messages\":[{\"role\":\"user\",\"content\":\"a forbidden word\"}]}");
        QVERIFY2(blocked.status == 400, blocked.body.c_str());
        const auto rows = world.ledger.rows();
        QCOMPARE(rows.size(), 2U);
        for (const auto &row : rows) {
            QVERIFY(row.state == AttemptState::Voided && !row.outcome.errorClass.empty());
            QVERIFY(row.outcome.amount.money == Money {});
            QCOMPARE(row.draft.group, std::string("good"));
        }
        QCOMPARE(rows[0].outcome.httpStatus, 429);
        QCOMPARE(rows[0].draft.user, std::string("ann"));
        QCOMPARE(rows[1].outcome.httpStatus, 400);
        QCOMPARE(rows[1].draft.parent, std::string(headerValue(blocked.headers, "x-litellm-call-id")));
    }
};

QTEST_GUILESS_MAIN(TestBudgetPrices)
#include "tst_budget_prices.moc"
