// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/compare/comparison.h"
#include "models/compare/turn_storage.h"
#include "tests/models/compare/scripted_calls.h"

#include <QSignalSpy>
#include <QTest>

using namespace patchbay;
using namespace Qt::StringLiterals;

namespace {

RunRecord draftOf(const QStringList &models)
{
    RunRecord draft;
    draft.title = u"Test"_s;
    draft.userText = u"Hello {{name}}"_s;
    draft.variables = { { u"name"_s, u"Ann"_s } };
    for (const QString &model : models) {
        PaneRecord pane;
        pane.model = model;
        draft.panes.append(pane);
    }
    return draft;
}

const QStringList twoModels { u"acme/large"_s, u"globex/one"_s };

} // namespace

class TestComparison : public QObject {
    Q_OBJECT
private:
    ScriptedCalls m_calls;
    TableDirectory m_directory;
    SystemClock m_clock;
    std::unique_ptr<Comparison> m_comparison;

    Comparison &make(const QStringList &models = twoModels)
    {
        m_comparison.reset();
        m_calls.started.clear();
        m_comparison = std::make_unique<Comparison>(ComparisonParts { m_calls, m_directory, m_clock }, draftOf(models));
        return *m_comparison;
    }

private Q_SLOTS:
    void aRunGoesThroughItsStates()
    {
        Comparison &comparison = make();
        QCOMPARE(comparison.state(0), PaneState::Ready);
        comparison.run();
        QVERIFY(comparison.isRunning());
        QCOMPARE(m_calls.started.size(), 2u);
        QCOMPARE(m_calls.at(0).call.request.messages.back().content[0].text, "Hello Ann");
        QVERIFY(m_calls.at(0).call.keepWire);
        QCOMPARE(comparison.state(0), PaneState::Waiting);
        m_calls.at(0).attempt(1);
        m_calls.at(0).text("Hi");
        QTRY_COMPARE(comparison.state(0), PaneState::Streaming);
        QCOMPARE(comparison.lastTurn(0)->text, u"Hi"_s);
        QVERIFY(comparison.lastTurn(0)->metrics.firstTokenMicroseconds >= 0);
        QVERIFY(comparison.lastTurn(0)->metrics.usageEstimated);
        QVERIFY(comparison.tokensPerSecond() >= 0);
        m_calls.at(0).succeed("Hi Ann", 10, 100, 1100);
        QTRY_COMPARE(comparison.state(0), PaneState::Done);
        QCOMPARE(comparison.lastTurn(0)->text, u"Hi Ann"_s);
        QCOMPARE(comparison.lastTurn(0)->metrics.tokensPerSecond(), 10.0);
        QVERIFY(!comparison.lastTurn(0)->metrics.usageEstimated);
        QVERIFY(comparison.isRunning());
        QCOMPARE(comparison.pane(0).turns.size(), 1);
        m_calls.at(1).succeed("x");
        QTRY_VERIFY(!comparison.isRunning());
        QVERIFY(comparison.draft().id.startsWith(u"run_"));
    }

    void oneFailsTheOtherGoesOn()
    {
        Comparison &comparison = make();
        comparison.run();
        m_calls.at(0).attempt(1);
        m_calls.at(0).fail(ErrorClass::RateLimit, "slow down", 2);
        QTRY_COMPARE(comparison.state(0), PaneState::Failed);
        const PaneError &error = comparison.lastTurn(0)->error;
        QCOMPARE(error.title, u"Rate limited by Acme"_s);
        QVERIFY2(error.sentence.contains(u"Attempt 2 of 2 was answered 429: slow down"_s), qPrintable(error.sentence));
        QCOMPARE(comparison.state(1), PaneState::Waiting);
        m_calls.at(1).succeed("fine");
        QTRY_COMPARE(comparison.state(1), PaneState::Done);
        QCOMPARE(comparison.failedCount(), 1);
        QVERIFY(!comparison.pane(0).turns.first().errorJson.isEmpty());
    }

    void retryAsksAgainAndReplacesTheTurn()
    {
        Comparison &comparison = make();
        comparison.run();
        m_calls.at(0).fail(ErrorClass::Timeout, "late");
        m_calls.at(1).fail(ErrorClass::Timeout, "late");
        QTRY_COMPARE(comparison.failedCount(), 2);
        comparison.retryFailed();
        QCOMPARE(m_calls.started.size(), 4u);
        QCOMPARE(comparison.state(0), PaneState::Waiting);
        m_calls.at(2).succeed("now");
        QTRY_COMPARE(comparison.state(0), PaneState::Done);
        QCOMPARE(comparison.pane(0).turns.size(), 1);
        QCOMPARE(comparison.turns(0).size(), 1);
        // The old call's late events are nobody's.
        m_calls.at(0).text("ghost");
        QTest::qWait(60);
        QCOMPARE(comparison.lastTurn(0)->text, u"now"_s);
    }

    void stopCancelsEveryPane()
    {
        Comparison &comparison = make();
        comparison.run();
        m_calls.at(0).text("half an ans");
        comparison.stop();
        QTRY_VERIFY(!comparison.isRunning());
        QCOMPARE(comparison.state(0), PaneState::Stopped);
        QCOMPARE(comparison.lastTurn(0)->text, u"half an ans"_s);
        QCOMPARE(m_calls.at(1).cancelled, 1);
    }

    void aConversationSendsItsTurns()
    {
        Comparison &comparison = make();
        comparison.run();
        m_calls.at(0).succeed("first answer");
        QTRY_COMPARE(comparison.state(0), PaneState::Done);
        comparison.setUserText(u"changed meanwhile"_s);
        comparison.continuePane(0, u"and then?"_s);
        const std::vector<Message> &messages = m_calls.last().call.request.messages;
        QCOMPARE(messages.size(), 3u);
        QCOMPARE(messages[0].content[0].text, "Hello Ann");
        QCOMPARE(messages[1].content[0].text, "first answer");
        QCOMPARE(messages[2].content[0].text, "and then?");
        m_calls.last().succeed("second");
        QTRY_COMPARE(comparison.turns(0).size(), 2);
        QTRY_COMPARE(comparison.state(0), PaneState::Done);
        // The history keeps the prompt that was asked, the draft the one that is typed.
        QCOMPARE(comparison.lastRun().userText, u"Hello {{name}}"_s);
        QCOMPARE(comparison.draft().userText, u"changed meanwhile"_s);
    }

    void badToolsFailEachPaneWithoutACall()
    {
        Comparison &comparison = make();
        comparison.setToolsJson(u"[{]"_s);
        comparison.run();
        QCOMPARE(m_calls.started.size(), 0u);
        QCOMPARE(comparison.state(0), PaneState::Failed);
        QVERIFY(comparison.lastTurn(0)->error.sentence.contains(u"line 1, column"_s));
        QVERIFY(!comparison.isRunning());
        comparison.setToolsJson({});
        comparison.retryPane(0);
        QCOMPARE(m_calls.started.size(), 1u);
    }

    void badExtraFieldsFailOnlyTheirPane()
    {
        Comparison &comparison = make();
        comparison.setSync(false, 0);
        PaneParameters parameters;
        parameters.extraJson = u"{oops"_s;
        comparison.setParameters(0, parameters);
        comparison.run();
        QCOMPARE(comparison.state(0), PaneState::Failed);
        QCOMPARE(comparison.state(1), PaneState::Waiting);
    }

    // Fields of a painter mean nothing to an embedder.
    void furtherFieldsStayWithTheirKind()
    {
        Comparison &comparison = make({ u"kinds/embeddings"_s, u"kinds/images"_s, u"kinds/embeddings"_s });
        comparison.setSync(true, 0);
        PaneParameters parameters = comparison.pane(0).parameters;
        parameters.extraJson = u"{\"dimensions\": 8}"_s;
        parameters.timeoutSeconds = 33;
        comparison.setParameters(0, parameters);
        QCOMPARE(comparison.pane(2).parameters.extraJson, parameters.extraJson);
        QCOMPARE(comparison.pane(1).parameters.extraJson, QString());
        QCOMPARE(comparison.pane(1).parameters.timeoutSeconds, 33);
    }

    void parametersAreInSync()
    {
        Comparison &comparison = make();
        PaneParameters parameters;
        parameters.temperature = 0.3;
        comparison.setParameters(1, parameters);
        QCOMPARE(*comparison.pane(0).parameters.temperature, 0.3);
        comparison.setSync(false, 0);
        parameters.temperature = 0.9;
        comparison.setParameters(1, parameters);
        QCOMPARE(*comparison.pane(0).parameters.temperature, 0.3);
        comparison.setSync(true, 1);
        QCOMPARE(*comparison.pane(0).parameters.temperature, 0.9);
    }

    void aRemovedPaneComesBackWithItsAnswer()
    {
        Comparison &comparison = make();
        comparison.run();
        m_calls.at(0).succeed("kept");
        QTRY_COMPARE(comparison.state(0), PaneState::Done);
        comparison.removePane(0);
        QCOMPARE(comparison.paneCount(), 1);
        QVERIFY(comparison.canRestorePane());
        QCOMPARE(comparison.restorePane(), 0);
        QCOMPARE(comparison.lastTurn(0)->text, u"kept"_s);
        QCOMPARE(comparison.pane(0).model, u"acme/large"_s);
        comparison.removePane(0);
        comparison.removePane(0);
        QCOMPARE(comparison.paneCount(), 1);
    }

    void sixteenPanesAtMost()
    {
        Comparison &comparison = make();
        while (comparison.addPane({}) >= 0) { }
        QCOMPARE(comparison.paneCount(), 16);
    }

    void aPaneThatMovesKeepsStreaming()
    {
        Comparison &comparison = make();
        comparison.run();
        comparison.movePane(0, 1);
        m_calls.at(0).text("mine");
        QTRY_COMPARE(comparison.state(1), PaneState::Streaming);
        QCOMPARE(comparison.pane(1).model, u"acme/large"_s);
        QCOMPARE(comparison.state(0), PaneState::Waiting);
    }

    void whyNotRunSaysIt()
    {
        Comparison &comparison = make();
        comparison.setUserText(u" "_s);
        QCOMPARE(comparison.whyNotRun(), u"Write a prompt first"_s);
        comparison.setUserText(u"x"_s);
        QVERIFY(comparison.whyNotRun().isEmpty());
        comparison.setUserText(u"Plan {{plan}}"_s);
        QVERIFY(comparison.whyNotRun().contains(u"{{plan}} a value first"_s));
        comparison.setVariable(u"plan"_s, {}); // nothing, on purpose
        QVERIFY(comparison.whyNotRun().isEmpty());
        comparison.run();
        QVERIFY(!comparison.whyNotRun().isEmpty());
    }

    void anAnswerKeepsTheModelThatGaveIt()
    {
        Comparison &comparison = make();
        comparison.run();
        const QString asked = comparison.pane(0).model;
        m_calls.at(0).succeed("the answer");
        QTRY_COMPARE(comparison.state(0), PaneState::Done);
        comparison.setModel(0, u"globex/other"_s);
        QCOMPARE(comparison.lastTurn(0)->model, asked);
        // The same after it was stored and opened again.
        QCOMPARE(turnOf(comparison.draft().panes[0].turns[0]).model, asked);
    }

    void aFailureNamesTheProviderThatWasAsked()
    {
        Comparison &comparison = make();
        comparison.run();
        comparison.setModel(0, u"globex/one"_s);
        m_calls.at(0).attempt(1);
        m_calls.at(0).fail(ErrorClass::RateLimit, "slow down");
        QTRY_COMPARE(comparison.state(0), PaneState::Failed);
        QCOMPARE(comparison.lastTurn(0)->error.title, u"Rate limited by Acme"_s);
        QCOMPARE(comparison.lastTurn(0)->error.provider, u"Acme"_s);
    }

    void aLongPromptIsEstimatedQuickly()
    {
        Comparison &comparison = make();
        const QString hostile(2'000'000, u'a'); // a second a megabyte when byte pairs are counted
        comparison.setUserText(hostile);
        const RunEstimate estimate = comparison.estimate();
        QVERIFY(estimate.inputTokens >= estimateTokens(hostile));
        QVERIFY(estimate.inputTokens < estimateTokens(hostile) + 100);
    }

    void theEstimateAddsUp()
    {
        Comparison &comparison = make({ u"acme/large"_s, u"unpriced/x"_s });
        const RunEstimate estimate = comparison.estimate();
        QCOMPARE(estimate.models, 2);
        QCOMPARE(estimate.unpriced, 1);
        QVERIFY(estimate.inputTokens > 2);
        QVERIFY(*estimate.costNanoDollars > 0);
        QVERIFY(make({ u"sandbox/a"_s }).estimate().sandbox);
    }

    void whatIsPricedAfterwardsIsCounted()
    {
        const RunEstimate estimate =
            make({ u"acme/large"_s, u"kinds/images"_s, u"kinds/rerank"_s, u"kinds/embeddings"_s, u"kinds/responses"_s })
                .estimate();
        QCOMPARE(estimate.models, 5);
        QCOMPARE(estimate.pricedAfterwards, 2);
        QCOMPARE(estimate.unpriced, 0);
        // What answers with text costs what the prompt and the answer do, whatever the kind is called.
        const qint64 chat = *make({ u"acme/large"_s }).estimate().costNanoDollars;
        QCOMPARE(*make({ u"kinds/responses"_s }).estimate().costNanoDollars, chat);
        QVERIFY(*estimate.costNanoDollars > 2 * chat);
        QVERIFY(!make({ u"kinds/images"_s }).estimate().costNanoDollars);
    }

    void aRetryThatIsSetHappensOrIsTakenBack()
    {
        Comparison &comparison = make();
        comparison.run();
        m_calls.at(0).fail(ErrorClass::RateLimit, "wait");
        m_calls.at(1).fail(ErrorClass::RateLimit, "wait");
        QTRY_COMPARE(comparison.failedCount(), 2);
        comparison.retryLater(0, 50);
        comparison.retryLater(1, 50);
        QVERIFY(comparison.retryDue(0) >= 0);
        comparison.cancelRetry(1);
        QTRY_COMPARE(m_calls.started.size(), 3u);
        QCOMPARE(comparison.retryDue(0), -1);
        QCOMPARE(comparison.state(1), PaneState::Failed);
    }

    void reopenedTurnsLookAsTheyDid()
    {
        Comparison &comparison = make();
        comparison.run();
        m_calls.at(0).succeed("**bold**");
        m_calls.at(1).attempt(1);
        m_calls.at(1).fail(ErrorClass::Authentication, "bad key");
        QTRY_VERIFY(!comparison.isRunning());
        const Comparison again(ComparisonParts { m_calls, m_directory, m_clock }, comparison.draft());
        QCOMPARE(again.lastTurn(0)->text, u"**bold**"_s);
        QCOMPARE(again.lastTurn(0)->metrics.outputTokens, comparison.lastTurn(0)->metrics.outputTokens);
        QCOMPARE(again.lastTurn(0)->metrics.totalMicroseconds, comparison.lastTurn(0)->metrics.totalMicroseconds);
        QCOMPARE(again.lastTurn(1)->error, comparison.lastTurn(1)->error);
        QCOMPARE(again.lastTurn(1)->attempts.size(), 1);
    }

    void destroyingItCancelsItsCalls()
    {
        make().run();
        m_comparison.reset();
        QCOMPARE(m_calls.at(0).cancelled, 1);
        m_calls.at(1).text("late");
        QTest::qWait(50);
    }
};

QTEST_GUILESS_MAIN(TestComparison)
#include "tst_comparison.moc"
