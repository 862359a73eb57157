// SPDX-License-Identifier: GPL-3.0-or-later
//
// The gateway's own health checks: whom they ask, how, and what routing makes of them.
#include "tests/providers/gateway/gateway_world.h"

#include <QTest>

#include <map>

using namespace patchbay;
using namespace patchbay::gateway;
using patchbay::test::GatewayWorld;

namespace {

const std::vector<GatewayWorld::Entry> entries {
    { "chat", "openai/gpt-4o", "    model_info: {id: good}\n" },
    { "chat", "openai/failing-model", "    model_info: {id: bad}\n" },
    { "chat", "openai/gpt-4o", "    model_info: {id: quiet, disable_background_health_check: true}\n" },
    { "chat", "openai/failing-model",
      "    model_info: {id: other, health_check_model: openai/gpt-4o-mini, health_check_max_tokens: 33}\n" },
    { "embed", "openai/text-embedding-3-small", "    model_info: {id: vectors, mode: embedding}\n" },
};
constexpr std::string_view failing =
    R"({"speed":0,"rules":[{"match":{"model":"failing-model"},"fault":{"kind":"status","status":500}}]})";
constexpr std::string_view limited =
    R"({"speed":0,"rules":[{"match":{"model":"failing-model"},"fault":{"kind":"status","status":429}}]})";

std::string general(const std::string &more)
{
    return "general_settings:\n  master_key: sk-master-for-tests\n" + more;
}

std::map<std::string, int> checksIn(const GatewayWorld &world)
{
    std::map<std::string, int> checks;
    for (const auto &row : world.ledger.rows()) {
        const bool over = row.state != AttemptState::Reserved && row.state != AttemptState::Sent;
        checks[row.draft.deployment] += over && std::ranges::contains(row.draft.tags, "patchbay:health-check") ? 1 : 0;
    }
    return checks;
}

bool unhealthy(GatewayWorld &world, std::string_view id)
{
    const auto snapshot = world.gateway.snapshot();
    const std::scoped_lock lock(snapshot->routerMutex);
    return snapshot->router.state().deployments[snapshot->table->deploymentById(id)].unhealthy;
}

} // namespace

class TestHealthChecks : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everybodyWhoMayBeAskedIsAsked()
    {
        GatewayWorld world(entries, general("  background_health_checks: true\n  health_check_interval: 300\n"),
                           failing);
        QTRY_COMPARE(checksIn(world).size(), 3U);
        QTRY_VERIFY(unhealthy(world, "bad"));
        QTRY_COMPARE(checksIn(world), (std::map<std::string, int> { { "bad", 1 }, { "good", 1 }, { "other", 1 } }));
        QVERIFY(!unhealthy(world, "good") && !unhealthy(world, "other") && !unhealthy(world, "quiet"));
        for (const auto &row : world.ledger.rows()) {
            QCOMPARE(row.draft.model,
                     row.draft.deployment == "other"     ? "gpt-4o-mini"
                         : row.draft.deployment == "bad" ? "failing-model"
                                                         : "gpt-4o");
        }
    }

    void theyAskAsTheModelInfoSays()
    {
        GatewayWorld world({ entries[3] }, general("  background_health_checks: true\n"), failing);
        QTRY_COMPARE(checksIn(world)["other"], 1);
        HttpRequest request;
        request.method = "GET";
        request.url = "http://127.0.0.1:" + std::to_string(world.sandbox->port()) + "/_sandbox/log";
        const auto log = testing::fetch(world.client, std::move(request));
        QVERIFY2(log.body.contains("gpt-4o-mini") && log.body.contains(":33"), log.body.c_str());
    }

    void withoutTheSwitchNobodyIsAsked()
    {
        GatewayWorld world(entries, general("  health_check_interval: 1\n"), failing);
        QCOMPARE(world.send("/health/liveliness", {}).status, 200);
        QVERIFY(world.ledger.rows().empty());
    }

    void oneLaneAsksOneAfterTheOther()
    {
        GatewayWorld world(entries, general("  background_health_checks: true\n  health_check_concurrency: 1\n"),
                           failing);
        QTRY_COMPARE(checksIn(world).size(), 3U);
        QTRY_COMPARE(checksIn(world)["other"], 1);
        // Each began when the one before was over.
        std::vector<std::string> order;
        for (const auto &row : world.ledger.rows()) {
            order.push_back(row.draft.deployment);
        }
        QCOMPARE(order, (std::vector<std::string> { "good", "bad", "other" }));
    }

    void checksComeAgain()
    {
        GatewayWorld world(entries, general("  background_health_checks: true\n  health_check_interval: 1\n"), failing);
        QTRY_VERIFY(checksIn(world)["good"] >= 2);
    }

    void limitsAreNoIllnessWhereTransientErrorsAreIgnored_data()
    {
        QTest::addColumn<QString>("more");
        QTest::addColumn<bool>("ill");
        QTest::newRow("counted") << QString() << true;
        QTest::newRow("ignored") << QStringLiteral("  health_check_ignore_transient_errors: true\n") << false;
    }
    void limitsAreNoIllnessWhereTransientErrorsAreIgnored()
    {
        QFETCH(const QString, more);
        QFETCH(const bool, ill);
        GatewayWorld world(entries, general("  background_health_checks: true\n" + more.toStdString()), limited);
        QTRY_COMPARE(checksIn(world)["bad"], 1);
        QTRY_COMPARE(checksIn(world)["good"], 1);
        if (ill) {
            QTRY_VERIFY(unhealthy(world, "bad"));
        }
        QCOMPARE(unhealthy(world, "bad"), ill);
    }

    // With enable_health_check_routing nobody is sent where the last check failed.
    void theIllAreAvoided_data()
    {
        QTest::addColumn<QString>("more");
        QTest::addColumn<bool>("avoided");
        QTest::newRow("not looked at") << QString() << false;
        QTest::newRow("avoided") << QStringLiteral("  enable_health_check_routing: true\n") << true;
        QTest::newRow("too old to count")
            << QStringLiteral("  enable_health_check_routing: true\n  health_check_staleness_threshold: 0\n") << false;
    }
    void theIllAreAvoided()
    {
        QFETCH(const QString, more);
        QFETCH(const bool, avoided);
        const std::vector<GatewayWorld::Entry> two { entries[0], entries[1] };
        GatewayWorld world(two, general("  background_health_checks: true\n" + more.toStdString()), failing);
        QTRY_VERIFY(unhealthy(world, "bad"));
        const std::size_t before = world.ledger.rows().size();
        for (int time = 0; time < 12; ++time) {
            const auto answer =
                world.send("/v1/chat/completions", R"({"model":"chat","messages":[{"role":"user","content":"Hi"}]})");
            QVERIFY(answer.status == 200 || !avoided);
        }
        bool asked = false;
        const auto rows = world.ledger.rows();
        for (std::size_t index = before; index < rows.size(); ++index) {
            asked = asked || rows[index].draft.deployment == "bad";
        }
        QCOMPARE(asked, !avoided);
    }
};

QTEST_GUILESS_MAIN(TestHealthChecks)
#include "tst_health_checks.moc"
