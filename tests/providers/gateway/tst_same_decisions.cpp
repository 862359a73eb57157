// SPDX-License-Identifier: GPL-3.0-or-later
//
// The gateway's live calls, route explain and the simulator go the same way through the same scenario.
// tests/providers/routing/tst_one_core.cpp compares them decision by decision over a whole run; this one
// has the real gateway on a socket, with real answers of simulated providers.
#include "providers/routing/explain.h"
#include "providers/routing/simulator.h"
#include "tests/providers/gateway/gateway_world.h"

#include <QTest>

using namespace patchbay;
using namespace patchbay::gateway;
using patchbay::test::GatewayWorld;

namespace {

// Weight 0: only when the others are out. So nothing is left to chance, and the three can be compared.
const std::vector<GatewayWorld::Entry> entries {
    { "chat", "openai/gpt-4o", "      weight: 1\n    model_info: {id: first}\n" },
    { "chat", "openai/gpt-4o-mini", "      weight: 0\n    model_info: {id: second}\n" },
    { "spare", "openai/gpt-4.1", "    model_info: {id: third}\n" },
    { "large", "openai/gpt-4.1-mini", "    model_info: {id: fourth}\n" },
};
constexpr const char *settings = "router_settings:\n  num_retries: 1\n  fallbacks: [{chat: [spare]}]\n"
                                 "  context_window_fallbacks: [{chat: [large]}]\n"
                                 "patchbay: {routing: {circuit_breaker: false}}\n";

QString joined(const std::vector<std::string> &deployments)
{
    QString text;
    for (const std::string &id : deployments) {
        text += QString::fromStdString(id) + u' ';
    }
    return text.trimmed();
}

QString lived(GatewayWorld &world)
{
    (void)world.send("/v1/chat/completions", R"({"model":"chat","messages":[{"role":"user","content":"Hello"}]})");
    std::vector<std::string> deployments;
    for (const test::RecordingLedger::Row &row : world.ledger.rows()) {
        deployments.push_back(row.draft.deployment);
    }
    return joined(deployments);
}

QString simulated(const std::shared_ptr<const routing::RoutingTable> &table, const std::string &kind)
{
    const Result<routing::Traffic> traffic =
        routing::readTraffic(R"([{"at": 1, "model": "chat", "prompt_tokens": 10, "completion_tokens": 5}])", 1);
    routing::Scenario scenario;
    if (!kind.empty()
        && !routing::readScenario(R"({"faults": [{"deployment": "chat", "kind": ")" + kind + "\"}]}", scenario)) {
        return QStringLiteral("the faults cannot be read");
    }
    std::vector<std::string> deployments;
    (void)routing::simulate({ table, *traffic, scenario, 1, [&](const routing::SimulationTrace &step) {
                                 if (step.deployment != routing::none) {
                                     deployments.push_back(table->details(step.deployment).id);
                                 }
                             } });
    return joined(deployments);
}

// Explain follows a failure to the end; live and simulated, the fallback answers.
QString explained(const std::shared_ptr<const routing::RoutingTable> &table, const std::string &kind)
{
    routing::RequestFacts facts;
    facts.model = "chat";
    const SystemClock clock;
    const routing::Explanation explanation =
        routing::explainRoute(routing::Router(table), facts, { clock.steadyNow(), clock.now() }, 1);
    if (kind.empty()) {
        return QString::fromStdString(explanation.pick);
    }
    const auto path = std::ranges::find(explanation.paths, kind == "context_window" ? "context window" : kind,
                                        &routing::FailurePath::failure);
    std::vector<std::string> deployments;
    for (const routing::PathStep &step : path->steps) {
        deployments.push_back(step.deployment);
        if (step.fallback) {
            break;
        }
    }
    return joined(deployments);
}

} // namespace

class TestSameDecisions : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void thePathIsTheSame_data()
    {
        QTest::addColumn<QByteArray>("kind"); // of the simulator's fault
        QTest::addColumn<QByteArray>("fault"); // of the sandbox
        QTest::addColumn<QString>("expected");
        QTest::newRow("all is well") << QByteArray() << QByteArray() << QStringLiteral("first");
        QTest::newRow("500") << QByteArray("500") << QByteArray(R"("status":500)")
                             << QStringLiteral("first second third");
        QTest::newRow("429") << QByteArray("429") << QByteArray(R"("status":429)")
                             << QStringLiteral("first second third");
        QTest::newRow("401") << QByteArray("401") << QByteArray(R"("status":401)")
                             << QStringLiteral("first second third");
        QTest::newRow("400") << QByteArray("400") << QByteArray(R"("status":400)") << QStringLiteral("first third");
        QTest::newRow("too long") << QByteArray("context_window") << QByteArray(R"("status":400,"variant":"context")")
                                  << QStringLiteral("first fourth");
    }
    void thePathIsTheSame()
    {
        QFETCH(QByteArray, kind);
        QFETCH(QByteArray, fault);
        QFETCH(QString, expected);
        std::string scenario = R"({"speed":100})";
        if (!fault.isEmpty()) {
            const std::string rule = R"(,"fault":{"kind":"status",)" + fault.toStdString() + "}}";
            scenario = R"({"speed":100,"rules":[{"match":{"model":"gpt-4o"})" + rule
                + R"(,{"match":{"model":"gpt-4o-mini"})" + rule + "]}";
        }
        GatewayWorld world(entries, settings, scenario);
        const std::shared_ptr<const routing::RoutingTable> table = world.gateway.snapshot()->table;
        QCOMPARE(explained(table, kind.toStdString()), expected);
        QCOMPARE(simulated(table, kind.toStdString()), expected);
        QCOMPARE(lived(world), expected);
    }
};

QTEST_GUILESS_MAIN(TestSameDecisions)
#include "tst_same_decisions.moc"
