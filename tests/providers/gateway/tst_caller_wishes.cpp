// SPDX-License-Identifier: GPL-3.0-or-later
//
// What callers ask of the routing with headers, and which status a used-up budget has.
#include "tests/providers/gateway/gateway_world.h"

#include <QTest>

using namespace patchbay;
using namespace patchbay::gateway;
using namespace std::chrono_literals;
using patchbay::test::GatewayWorld;

namespace {

const std::vector<GatewayWorld::Entry> tagged {
    { "chat", "openai/gpt-4o", "      tags: [paid]\n    model_info: {id: paid}\n" },
    { "chat", "openai/gpt-4o", "      tags: [free, small]\n    model_info: {id: free}\n" },
};
const std::string byTags = "router_settings: {enable_tag_filtering: true}\n";
const std::string ask = R"({"model":"chat","messages":[{"role":"user","content":"Hello"}]})";

testing::HttpCall::Outcome sendWith(GatewayWorld &world, const std::string &header, const std::string &value)
{
    HttpRequest request = world.request("/v1/chat/completions", ask);
    request.headers.push_back({ header, value });
    return testing::fetch(world.client, std::move(request));
}

} // namespace

class TestCallerWishes : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void tagsInAHeaderChoose_data()
    {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<QByteArray>("deployment");
        QTest::newRow("one") << QByteArray("free") << QByteArray("free");
        QTest::newRow("another") << QByteArray("paid") << QByteArray("paid");
        QTest::newRow("a list with spaces") << QByteArray(" small ,free") << QByteArray("free");
        QTest::newRow("a ban") << QByteArray("!paid") << QByteArray("free");
        QTest::newRow("empty parts") << QByteArray(",,paid,") << QByteArray("paid");
    }
    void tagsInAHeaderChoose()
    {
        QFETCH(const QByteArray, header);
        QFETCH(const QByteArray, deployment);
        GatewayWorld world(tagged, byTags);
        for (int time = 0; time < 6; ++time) {
            const auto answer = sendWith(world, "x-litellm-tags", header.toStdString());
            QCOMPARE(answer.status, 200);
            QCOMPARE(std::string(headerValue(answer.headers, "x-litellm-model-id")), deployment.toStdString());
        }
        const auto rows = world.ledger.rows();
        QVERIFY(
            std::ranges::none_of(rows.front().draft.tags, [](const std::string &tag) { return tag.ends_with(' '); }));
    }

    // Nobody can take it: whoever has a priority waits for them, the others are told at once.
    void aPriorityInAHeaderWaits_data()
    {
        QTest::addColumn<QByteArray>("priority");
        QTest::addColumn<bool>("waits");
        QTest::newRow("urgent") << QByteArray("0") << true;
        QTest::newRow("later") << QByteArray("9") << true;
        QTest::newRow("not a number") << QByteArray("soon") << false;
        QTest::newRow("out of bounds") << QByteArray("5000") << false;
    }
    void aPriorityInAHeaderWaits()
    {
        QFETCH(const QByteArray, priority);
        QFETCH(const bool, waits);
        GatewayWorld world(tagged);
        {
            const auto snapshot = world.gateway.snapshot();
            const std::scoped_lock lock(snapshot->routerMutex);
            snapshot->router.cool(0, 300ms, world.clock.steadyNow());
            snapshot->router.cool(1, 300ms, world.clock.steadyNow());
        }
        QCOMPARE(sendWith(world, "x-litellm-priority", priority.toStdString()).status, waits ? 200 : 429);
    }

    void aUsedUpBudgetHasTheWantedStatus_data()
    {
        QTest::addColumn<QString>("settings");
        QTest::addColumn<int>("status");
        QTest::newRow("LiteLLM's now") << QString() << 429;
        QTest::newRow("LiteLLM's before") << QStringLiteral("patchbay: {budget_error_status: 400}\n") << 400;
        QTest::newRow("another") << QStringLiteral("patchbay: {budget_error_status: 503}\n") << 429;
    }
    void aUsedUpBudgetHasTheWantedStatus()
    {
        QFETCH(const QString, settings);
        QFETCH(const int, status);
        GatewayWorld world(tagged, settings.toStdString());
        const std::string key = world.newKey(R"({"max_budget":0.000000001})");
        const auto refused = world.send("/v1/chat/completions", ask, key);
        QCOMPARE(refused.status, status);
        QVERIFY2(refused.body.contains("budget_exceeded"), refused.body.c_str());
    }
};

QTEST_APPLESS_MAIN(TestCallerWishes)
#include "tst_caller_wishes.moc"
