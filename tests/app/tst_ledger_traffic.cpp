// SPDX-License-Identifier: GPL-3.0-or-later
//
// Traffic out of the ledger: which requests come again, and what is learned of those that answered them.
#include "app/shared/ledger_traffic.h"
#include "models/ledger/sql_ledger.h"
#include "providers/config/gateway_config.h"
#include "tests/models/ledger/ledger_samples.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace patchbay;
using namespace std::chrono_literals;

namespace {

const std::string yaml = "model_list:\n"
                         "  - {model_name: fast, litellm_params: {model: openai/gpt-4o}, model_info: {id: dep1}}\n"
                         "  - {model_name: fast, litellm_params: {model: openai/gpt-4o}, model_info: {id: dep2}}\n";

bool near(double value, double wanted)
{
    return std::abs(value - wanted) < 1e-6;
}

} // namespace

class TestLedgerTraffic : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_directory = std::make_unique<QTemporaryDir>();
        m_ledger = SqlLedger::open(m_directory->filePath(QStringLiteral("ledger.db")), m_clock).value();
        m_next = 0;
    }
    void cleanup() { m_ledger.reset(); }

    void requestsComeAsTheyCame()
    {
        add(0s, [](AttemptDraft &, AttemptOutcome &outcome) {
            outcome.usage.promptTokens = 120;
            outcome.usage.completionTokens = 30;
        });
        add(4s, [](AttemptDraft &draft, AttemptOutcome &outcome) {
            draft.stream = false;
            draft.tags.clear();
            outcome.usage.promptTokens.reset(); // nobody told
            outcome.usage.completionTokens.reset();
        });
        const Result<RecordedTraffic> recorded = read();
        const routing::Traffic traffic = *routing::readTraffic(recorded->requests, 1);
        QCOMPARE(traffic.requests.size(), 2U);
        QCOMPARE(traffic.requests[0].promptTokens, 120);
        QCOMPARE(traffic.requests[0].completionTokens, 30);
        QVERIFY(traffic.requests[0].stream && !traffic.requests[1].stream);
        QCOMPARE(traffic.requests[1].at - traffic.requests[0].at, Microseconds(4s));
        QCOMPARE(traffic.requests[1].promptTokens, 500);
        routing::RequestFacts facts;
        routing::fillFacts(traffic, traffic.requests[0], facts);
        QCOMPARE(facts.model, "fast");
        QCOMPARE(facts.key, "vk");
        QCOMPARE(facts.team, "team");
        QCOMPARE(facts.user, "user");
        QCOMPARE(facts.tags, (std::vector<std::string> { "a", "ü \"quoted\"" }));
    }

    // Only what a client asked this configuration for.
    void whatNobodyAskedForDoesNotComeAgain()
    {
        add(0s);
        add(1s, [](AttemptDraft &draft, AttemptOutcome &) { draft.number = 2; });
        add(2s, [](AttemptDraft &draft, AttemptOutcome &) { draft.group = "gone"; });
        add(3s, [](AttemptDraft &draft, AttemptOutcome &) { draft.simulated = true; });
        add(4s, [](AttemptDraft &draft, AttemptOutcome &) { draft.tags = { "patchbay:mirror" }; });
        add(5s, [](AttemptDraft &draft, AttemptOutcome &) { draft.tags = { "patchbay:health-check" }; });
        QCOMPARE(routing::readTraffic(read()->requests, 1)->requests.size(), 1U);
    }

    void aLedgerWithoutSuchRequestsSaysSo()
    {
        QVERIFY(!read());
        add(2s, [](AttemptDraft &draft, AttemptOutcome &) { draft.group = "gone"; });
        const Result<RecordedTraffic> recorded = read();
        QVERIFY(!recorded && recorded.error().message.contains("no request for a group"));
    }

    void speedAndReliabilityAreLearned()
    {
        // Twenty-four answers of dep1: six failed, the others' first content came after half a second or two.
        for (int call = 0; call < 24; ++call) {
            add(std::chrono::seconds(call), [call](AttemptDraft &, AttemptOutcome &outcome) {
                if (call % 4 == 0) {
                    outcome.errorClass = call % 8 == 0 ? "InternalServerError" : "Timeout";
                    return;
                }
                outcome.timeToFirstToken = call % 2 ? 500ms : 2s;
                outcome.duration = *outcome.timeToFirstToken + 2s;
                outcome.usage.completionTokens = 100;
            });
        }
        // The client's own mistakes say nothing about the provider, and nineteen answers are too few.
        for (int call = 0; call < 39; ++call) {
            add(std::chrono::seconds(100 + call), [call](AttemptDraft &draft, AttemptOutcome &outcome) {
                draft.deployment = call < 20 ? "dep2" : "dep3";
                draft.provider = "azure";
                outcome.errorClass = "BadRequestError";
            });
        }
        const Result<RecordedTraffic> recorded = read();
        QVERIFY(recorded);
        QVERIFY(!recorded->cut);
        QCOMPARE(recorded->behaviours.size(), 4U);
        QVERIFY(!recorded->behaviours.contains("dep3"));
        QCOMPARE(recorded->behaviours.at("dep2").errorRate, 0.0);
        for (const char *name : { "dep1", "openai" }) {
            const routing::Behaviour &learned = recorded->behaviours.at(name);
            QVERIFY2(near(learned.errorRate, 0.25), name);
            QVERIFY2(near(learned.firstToken, (12 * 0.5 + 6 * 2.0) / 18), name);
            const double mean = (12 * std::log(0.5) + 6 * std::log(2.0)) / 18;
            const double squares = (12 * std::pow(std::log(0.5), 2) + 6 * std::pow(std::log(2.0), 2)) / 18;
            QVERIFY2(near(learned.sigma, std::sqrt(squares - mean * mean)), name);
            QVERIFY2(near(learned.tokensPerSecond, 50), name);
        }
    }

private:
    template <typename Change> void add(Microseconds later, Change change)
    {
        const WallTime start = m_clock.now() - 1h + later;
        AttemptDraft made = draft("call" + std::to_string(m_next++), start);
        made.number = 1;
        AttemptOutcome end = outcome(5, start + 1s);
        change(made, end);
        QVERIFY(m_ledger->reserve(made));
        m_ledger->sent(made.attemptId);
        m_ledger->settle(made.attemptId, end);
    }
    void add(Microseconds later)
    {
        add(later, [](AttemptDraft &, AttemptOutcome &) {});
    }
    Result<RecordedTraffic> read()
    {
        (void)m_ledger->flush();
        const auto table = routing::RoutingTable::build(config::parseConfig(yaml, "x.yaml"), nullptr);
        return readLedgerTraffic(m_directory->path().toStdString(), *table);
    }

    SetClock m_clock;
    std::unique_ptr<QTemporaryDir> m_directory;
    std::unique_ptr<SqlLedger> m_ledger;
    int m_next = 0;
};

QTEST_GUILESS_MAIN(TestLedgerTraffic)
#include "tst_ledger_traffic.moc"
