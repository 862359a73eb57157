// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/compare/comparison_set.h"
#include "models/compare/entity_slots.h"
#include "models/compare/run_export.h"
#include "models/compare/sample_world.h"
#include "tests/models/compare/scripted_calls.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace patchbay;
using namespace Qt::StringLiterals;

class TestComparisonSet : public QObject {
    Q_OBJECT
private:
    ScriptedCalls m_calls;
    TableDirectory m_directory;
    SystemClock m_clock;

    RunRecord first() const
    {
        RunRecord draft;
        draft.title = u"First"_s;
        draft.userText = u"Hello"_s;
        for (const QString &model : { u"acme/large"_s, u"globex/one"_s }) {
            PaneRecord pane;
            pane.model = model;
            draft.panes.append(pane);
        }
        return draft;
    }

private Q_SLOTS:
    void draftsSurviveAKill()
    {
        const QTemporaryDir folder;
        const QString file = folder.filePath(u"runs.db"_s);
        const QString sessionFile = folder.filePath(u"session.db"_s);
        auto runs = RunStore::open(file);
        QVERIFY2(runs, runs ? "" : runs.error().message.c_str());
        {
            auto session = SessionStore::open(sessionFile);
            QVERIFY(session);
            // Never destroyed, as after kill -9: only what was written through is there.
            auto *set = new ComparisonSet({ m_calls, m_directory, m_clock }, **runs, **session);
            set->restore(first());
            set->at(0).setUserText(u"typed and not run"_s);
            set->at(0).setFollowUpText(1, u"typed below the answer"_s);
            set->openNew().setTitle(u"Second"_s);
            QTest::qWait(ComparisonSet::saveDelayMilliseconds + 200);
            set->setParent(nullptr);
            auto other = SessionStore::open(sessionFile);
            ComparisonSet again({ m_calls, m_directory, m_clock }, **runs, **other);
            again.restore({});
            QCOMPARE(again.count(), 2);
            QCOMPARE(again.at(0).draft().userText, u"typed and not run"_s);
            QCOMPARE(again.at(0).pane(1).followUpText, u"typed below the answer"_s);
            QVERIFY(again.at(0).lastRun().panes[1].followUpText.isEmpty());
            QCOMPARE(again.at(1).draft().title, u"Second"_s);
            QCOMPARE(again.current(), 1);
            delete set;
        }
    }

    void whatStreamsSurvivesAKill()
    {
        const QTemporaryDir folder;
        const QString sessionFile = folder.filePath(u"session.db"_s);
        auto runs = RunStore::open(folder.filePath(u"runs.db"_s));
        auto session = SessionStore::open(sessionFile);
        QVERIFY(runs && session);
        m_calls.started.clear();
        auto *set = new ComparisonSet({ m_calls, m_directory, m_clock }, **runs, **session);
        set->restore(first());
        set->at(0).run();
        m_calls.at(0).reason("weighing");
        m_calls.at(0).text("half an answ");
        const QString id = set->at(0).draft().id;
        const auto kept = [&](const char *words) {
            const auto other = SessionStore::open(sessionFile);
            const Result<QList<SessionTab>> tabs = (*other)->tabs();
            return tabs && !tabs->isEmpty() && !tabs->first().draft.panes[0].turns.isEmpty()
                && tabs->first().draft.panes[0].turns[0].responseJson.contains(words);
        };
        QTRY_VERIFY(kept("half an answ"));
        // And again and again, as long as it streams.
        for (const char *more : { "er, and", " more of", " it" }) {
            m_calls.at(0).text(more);
            QTRY_VERIFY(kept(more));
        }
        QVERIFY(!(*runs)->load(id)); // nothing is finished: the history has nothing yet
        {
            auto other = SessionStore::open(sessionFile);
            ComparisonSet again({ m_calls, m_directory, m_clock }, **runs, **other);
            again.restore({});
            const TurnLive *turn = again.at(0).lastTurn(0);
            QVERIFY(turn != nullptr);
            QCOMPARE(turn->state, PaneState::Failed);
            QCOMPARE(turn->text, u"half an answer, and more of it"_s);
            QCOMPARE(turn->reasoning, u"weighing"_s);
            QCOMPARE(turn->error.title, u"Interrupted"_s);
            QCOMPARE(again.at(0).draft().id, id);
            const Result<RunRecord> run = (*runs)->load(id);
            QVERIFY(run);
            QCOMPARE(run->panes, again.at(0).draft().panes);
        }
        delete set;
    }

    void aTabThatIsClosedWhileItStreamsKeepsWhatHadCome()
    {
        auto runs = RunStore::open(u":memory:"_s);
        auto session = SessionStore::open(u":memory:"_s);
        m_calls.started.clear();
        ComparisonSet set({ m_calls, m_directory, m_clock }, **runs, **session);
        set.restore(first());
        set.at(0).run();
        m_calls.at(0).text("half");
        QTRY_COMPARE(set.at(0).state(0), PaneState::Streaming);
        set.close(0);
        QCOMPARE((*runs)->count({}).value_or(-1), 1);
        set.reopenClosed();
        QCOMPARE(set.at(1).lastTurn(0)->text, u"half"_s);
    }

    void finishedTurnsAreInTheHistory()
    {
        auto runs = RunStore::open(u":memory:"_s);
        auto session = SessionStore::open(u":memory:"_s);
        QVERIFY(runs && session);
        m_calls.started.clear();
        ComparisonSet set({ m_calls, m_directory, m_clock }, **runs, **session);
        set.restore(first());
        set.at(0).run();
        m_calls.at(0).succeed("the answer");
        QTRY_COMPARE((*runs)->count({}).value_or(-1), 1);
        m_calls.at(1).succeed("another");
        QTRY_VERIFY(!set.at(0).isRunning());
        QCOMPARE((*runs)->count({}).value_or(-1), 1);
        const QString id = set.at(0).draft().id;
        set.at(0).run(); // a run of its own
        m_calls.at(2).succeed("again");
        QTRY_COMPARE((*runs)->count({}).value_or(-1), 2);
        QVERIFY(set.openRun(id));
        QCOMPARE(set.count(), 2);
        QCOMPARE(set.at(1).lastTurn(0)->text, u"the answer"_s);
        QVERIFY(set.openRun(id));
        QCOMPARE(set.count(), 2);
        QVERIFY(!set.openRun(u"nonsense"_s));
    }

    void aClosedTabComesBack()
    {
        auto runs = RunStore::open(u":memory:"_s);
        auto session = SessionStore::open(u":memory:"_s);
        ComparisonSet set({ m_calls, m_directory, m_clock }, **runs, **session);
        set.restore(first());
        set.openNew().setUserText(u"unsent"_s);
        QCOMPARE(set.at(1).pane(0).model, u"acme/large"_s);
        set.close(1);
        QCOMPARE(set.count(), 1);
        QCOMPARE(set.current(), 0);
        set.reopenClosed();
        QCOMPARE(set.at(1).draft().userText, u"unsent"_s);
        set.close(0);
        set.close(0);
        QCOMPARE(set.count(), 1); // never without a tab
    }

    void exportsSayWhatHappened()
    {
        auto world = SampleWorld::create();
        QVERIFY2(world, world ? "" : world.error().message.c_str());
        (*world)->openDone();
        Comparison &comparison = (*world)->comparisons().at(0);
        QTRY_VERIFY(!comparison.isRunning());
        const QString markdown = runToMarkdown(comparison.lastRun());
        QVERIFY(markdown.startsWith(u"# Support triage"_s));
        QVERIFY(markdown.contains(u"claude-sonnet-4-5"_s));
        QVERIFY(markdown.contains(u"Rate limited by"_s));
        const QString html = runToHtml(comparison.lastRun());
        QVERIFY(html.contains(u"<h1>Support triage</h1>"_s));
        QVERIFY(!html.contains(u"<script"_s));
        RunRecord nasty = comparison.lastRun();
        nasty.title = u"<script>alert(1)</script>"_s;
        QVERIFY(!runToHtml(nasty).contains(u"<script"_s));
    }

    void exportsKeepPicturesAndSound()
    {
        RunRecord run = first();
        const QByteArray picture("\x89PNG and 100%1 more", 19);
        TurnRecord turn;
        turn.kind = u"images"_s;
        turn.state = u"done"_s;
        turn.media = { { u"picture-1.png"_s, u"image/png"_s, picture },
                       { u"speech.mp3"_s, u"audio/mpeg"_s, "ID3 sound" },
                       { u"odd\"><b>"_s, u"text/html"_s, "<p>" } };
        run.panes[0].turns = { turn };
        const QString markdown = runToMarkdown(run);
        QVERIFY2(markdown.contains(u"- picture: picture-1.png (image/png, 19 bytes)\n"_s), qPrintable(markdown));
        QVERIFY(markdown.contains(u"- sound: speech.mp3 (audio/mpeg, 9 bytes)\n"_s));
        QVERIFY(markdown.contains(u"- file: odd"_s));
        const QString html = runToHtml(run);
        const QString encoded = QString::fromLatin1(picture.toBase64());
        QVERIFY2(html.contains(u"<img alt=\"picture-1.png\" src=\"data:image/png;base64,%1\">"_s.arg(encoded)),
                 qPrintable(html));
        QVERIFY(html.contains(u"<audio controls title=\"speech.mp3\" src=\"data:audio/mpeg;base64,SUQzIHNvdW5k\">"_s));
        QVERIFY(html.contains(u"href=\"data:application/octet-stream;base64,PHA+\""_s));
        QVERIFY(!html.contains(u"<b>"_s));
        QVERIFY(!html.contains(u"data:text/html"_s));
    }

    void coloursStay()
    {
        QByteArray kept;
        EntitySlots slotsNow({}, [&kept](const QByteArray &state) { kept = state; });
        QCOMPARE(slotsNow.slotOf(u"b"_s), 0);
        QCOMPARE(slotsNow.slotOf(u"a"_s), 1);
        QCOMPARE(slotsNow.slotOf(u"b"_s), 0);
        EntitySlots later(kept);
        QCOMPARE(later.slotOf(u"a"_s), 1);
        QCOMPARE(later.slotOf(u"c"_s), 2);
        QCOMPARE(later.slotOf({}), -1);
    }
};

QTEST_GUILESS_MAIN(TestComparisonSet)
#include "tst_comparison_set.moc"
