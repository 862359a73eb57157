// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/compare/best_values.h"
#include "models/compare/estimate.h"
#include "models/compare/turn_events.h"

#include <QTest>

using namespace patchbay;
using namespace Qt::StringLiterals;

namespace {

// Times in milliseconds.
TurnLive turn(PaneState state, qint64 first, qint64 total, qint64 cost)
{
    TurnLive live;
    live.state = state;
    live.metrics.firstTokenMicroseconds = first * 1000;
    live.metrics.totalMicroseconds = total * 1000;
    live.metrics.outputTokens = 100;
    live.metrics.costNanoDollars = cost;
    return live;
}

} // namespace

class TestBestValues : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theLeastIsBest()
    {
        const TurnLive slow = turn(PaneState::Done, 600, 3000, 50);
        const TurnLive quick = turn(PaneState::Done, 300, 1000, 10);
        const TurnLive failed = turn(PaneState::Failed, -1, 5, 0);
        const QHash<MetricKind, QSet<int>> best = bestValues({ &slow, &quick, &failed, nullptr });
        for (const MetricKind kind :
             { MetricKind::FirstToken, MetricKind::Total, MetricKind::TokensPerSecond, MetricKind::Cost }) {
            QCOMPARE(best.value(kind), QSet<int> { 1 });
        }
    }

    void oneFinishedPaneIsNoComparison()
    {
        const TurnLive done = turn(PaneState::Done, 600, 3000, 50);
        const TurnLive streaming = turn(PaneState::Streaming, 300, 1000, 10);
        QVERIFY(bestValues({ &done, &streaming }).isEmpty());
    }

    void callingAToolIsNoAnswer()
    {
        TurnLive calling = turn(PaneState::Done, 100, 200, 1);
        calling.toolCalls = { { u"call_1"_s, u"lookup"_s, u"{}"_s } };
        const TurnLive slow = turn(PaneState::Done, 600, 3000, 50);
        const TurnLive slower = turn(PaneState::Done, 700, 4000, 60);
        QCOMPARE(bestValues({ &calling, &slow, &slower }).value(MetricKind::Total), QSet<int> { 1 });
        QVERIFY(bestValues({ &calling, &slow }).isEmpty());
    }

    void unknownPricesAreNotBest()
    {
        const TurnLive known = turn(PaneState::Done, 600, 3000, 50);
        const TurnLive unknown = turn(PaneState::Done, 300, 1000, -1);
        QVERIFY(!bestValues({ &known, &unknown }).contains(MetricKind::Cost));
    }

    void tiesAreShared()
    {
        const TurnLive first = turn(PaneState::Done, 300, 3000, 50);
        const TurnLive second = turn(PaneState::Done, 300, 2000, 50);
        const TurnLive third = turn(PaneState::Done, 400, 2500, 50);
        const QHash<MetricKind, QSet<int>> best = bestValues({ &first, &second, &third });
        QCOMPARE(best.value(MetricKind::FirstToken), (QSet<int> { 0, 1 }));
        QVERIFY(!best.contains(MetricKind::Cost)); // all the same: nothing stands out
    }

    void tokensPerSecondNeedsATimeSpan_data()
    {
        QTest::addColumn<qint64>("first");
        QTest::addColumn<qint64>("total");
        QTest::addColumn<double>("rate");
        QTest::newRow("normal") << qint64(1'000) << qint64(3'000) << 50.0;
        QTest::newRow("no first token") << qint64(-1) << qint64(3'000) << -1.0;
        QTest::newRow("nothing after it") << qint64(3'000) << qint64(3'000) << -1.0;
        QTest::newRow("in one piece") << qint64(3'000) << qint64(3'010) << -1.0;
    }
    void tokensPerSecondNeedsATimeSpan()
    {
        QFETCH(qint64, first);
        QFETCH(qint64, total);
        QFETCH(double, rate);
        QCOMPARE(turn(PaneState::Done, first, total, 0).metrics.tokensPerSecond(), rate);
    }

    void tokenEstimates_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qint64>("tokens");
        QTest::newRow("nothing") << QString() << qint64(0);
        QTest::newRow("latin") << u"twelve chars"_s << qint64(3);
        QTest::newRow("han") << u"漢字"_s << qint64(2);
    }
    void tokenEstimates()
    {
        QFETCH(QString, text);
        QFETCH(qint64, tokens);
        QCOMPARE(estimateTokens(text), tokens);
    }

    void aTurnTakesEvents()
    {
        TurnLive live;
        live.state = PaneState::Waiting;
        const auto apply = [&live](EngineEvent event, int milliseconds) {
            applyEvent(live, event, std::chrono::milliseconds(milliseconds), u"Groq"_s);
        };
        AttemptStarted started;
        apply(started, 0);
        AttemptFailed failed;
        failed.error = makeError(ErrorClass::RateLimit, "full");
        failed.at = std::chrono::milliseconds(200);
        failed.retryIn = std::chrono::milliseconds(1100);
        apply(failed, 200);
        QCOMPARE(live.state, PaneState::Waiting);
        started.number = 2;
        started.at = std::chrono::milliseconds(1300);
        apply(started, 1300);
        apply(StreamEvent(ReasoningDelta { 0, "hm" }), 1500);
        QCOMPARE(live.state, PaneState::Streaming);
        apply(StreamEvent(TextDelta { 0, "Hi" }), 1900);
        QCOMPARE(live.metrics.reasoningMicroseconds, 400'000);
        ToolCallDelta tool;
        tool.id = "call";
        tool.name = "look";
        tool.arguments = "{\"a\"";
        apply(StreamEvent(tool), 1950);
        tool = {};
        tool.arguments = ": 1}";
        apply(StreamEvent(tool), 1960);
        QCOMPARE(live.toolCalls.first().arguments, u"{\"a\": 1}"_s);
        QCOMPARE(live.attempts.size(), 2);
        QCOMPARE(live.attempts[0].waitMilliseconds, 1100);
        CallFailed over;
        over.error = makeError(ErrorClass::ApiConnection, "cut");
        over.attempts = 2;
        apply(over, 2000);
        QCOMPARE(live.state, PaneState::Failed);
        QCOMPARE(live.text, u"Hi"_s); // what had come stays
        QCOMPARE(live.error.title, u"Groq cannot be reached"_s);
        apply(StreamEvent(TextDelta { 0, "ghost" }), 2100);
        QCOMPARE(live.text, u"Hi"_s);
    }
};

QTEST_APPLESS_MAIN(TestBestValues)
#include "tst_best_values.moc"
