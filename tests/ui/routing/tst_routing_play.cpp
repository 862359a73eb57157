// SPDX-License-Identifier: GPL-3.0-or-later
//
// A simulated run is played on the cables with real mouse and key events: play and pause, the speed, the scrubber, the
// chart; what an edit, closing the strip and a wish for no motion do; and explaining a request that was copied.
#include "routing_stage.h"
#include "tests/ui/panel_style.h"
#include "ui/routing/form/routing_inspector.h"
#include "ui/routing/whatif/desktop_motion.h"
#include "ui/routing/whatif/run_bar.h"
#include "ui/routing/whatif/what_if_chart.h"
#include "ui/routing/whatif/what_if_strip.h"
#include "ui/widgets/code_view.h"

#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QToolButton>

using namespace patchbay;
using namespace patchbay::routing_test;
using namespace Qt::StringLiterals;

namespace {

constexpr char triage[] = "deployment/triage|openai/gpt-4o|";

class SetClock final : public Clock {
public:
    WallTime now() const override { return {}; }
    SteadyTime steadyNow() const override { return m_now; }
    void pass(double seconds) { m_now += std::chrono::duration_cast<Microseconds>(std::chrono::duration<double>(seconds)); }

private:
    SteadyTime m_now { std::chrono::hours(5) };
};

// A run of 20 minutes in which OpenAI fails from the third to the thirteenth.
class Played {
public:
    explicit Played(const Clock &clock)
        : stage(file, &clock)
    {
        stage.view().showWhatIf(true);
        strip().setSelector(u"openai"_s);
        QTest::mouseClick(strip().runButton(), Qt::LeftButton);
    }
    WhatIfStrip &strip() { return *stage.view().whatIf(); }
    RunBar &bar() { return *strip().player(); }
    bool ready() { return QTest::qWaitFor([this] { return strip().result().has_value(); }); }
    NodeItem *node(const char *id) { return stage.canvas().scene()->node(QString::fromUtf8(id)); }
    CableItem *fallback() { return stage.canvas().scene()->cable(u"fallback/triage/backup"_s); }

    Stage stage;
};

} // namespace

class TestRoutingPlay : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void playPauseAndSpeed()
    {
        SetClock clock;
        Played played(clock);
        QVERIFY(!played.bar().playButton()->isEnabled()); // nothing was run
        QVERIFY(played.ready());
        QVERIFY(played.bar().playButton()->isEnabled());
        QVERIFY(!played.stage.canvas().isRunShown()); // not before somebody wants it
        QCOMPARE(played.node(triage)->live().health, bay::Health::Nothing);
        QTest::mouseClick(played.bar().playButton(), Qt::LeftButton);
        QVERIFY(played.bar().isPlaying());
        QCOMPARE(played.bar().playButton()->accessibleName(), u"Pause"_s);
        QVERIFY(played.stage.canvas().isRunShown());
        clock.pass(2); // at 60 times
        QTRY_COMPARE(played.node(triage)->live().health, bay::Health::Good);
        QCOMPARE(played.bar().position(), 120.0);
        QCOMPARE(played.fallback()->live().health, bay::Health::Idle);
        // In the middle of the outage: the provider says so, the fallback carries and counts.
        clock.pass(3);
        QTRY_COMPARE(played.fallback()->live().health, bay::Health::Good);
        QVERIFY(QString::fromStdString(played.fallback()->live().count).toInt() > 0);
        QVERIFY(played.node("provider/openai")->live().detail.starts_with("429 for 8 min"));
        QTest::mouseClick(played.bar().playButton(), Qt::LeftButton);
        QVERIFY(!played.bar().isPlaying());
        clock.pass(50);
        QTest::qWait(40);
        QCOMPARE(played.bar().position(), 300.0);
        QVERIFY(played.bar().time()->text().startsWith(u"5 min"));
        // Ten times as fast as the clock, and on from where it stood.
        played.bar().speed()->setFocus();
        QTest::keyClick(played.bar().speed(), Qt::Key_Up);
        QCOMPARE(played.bar().speed()->currentText(), u"10×"_s);
        QTest::keyClick(played.bar().playButton(), Qt::Key_Space);
        clock.pass(3);
        QCOMPARE(played.bar().position(), 330.0);
        // It ends by itself.
        clock.pass(900);
        QTRY_VERIFY(!played.bar().isPlaying());
        QCOMPARE(played.bar().scrubber()->value(), played.bar().scrubber()->maximum());
        QTest::mouseClick(played.bar().leaveButton(), Qt::LeftButton);
        QVERIFY(!played.stage.canvas().isRunShown());
        QCOMPARE(played.node(triage)->live().health, bay::Health::Nothing);
        QCOMPARE(played.fallback()->live().count, "");
    }

    // Results of both are there: either can be looked at, on its own picture.
    void theSavedOneIsPlayedToo()
    {
        SetClock clock;
        Stage stage(file, &clock);
        QVERIFY(stage.canvas().edit([](auto &document) { return document.remove("router_settings.fallbacks[0]"); }));
        stage.view().showWhatIf(true);
        WhatIfStrip &strip = *stage.view().whatIf();
        strip.setSelector(u"openai"_s);
        RunBar &bar = *strip.player();
        QVERIFY(!bar.side()->isEnabled());
        QTest::mouseClick(strip.runButton(), Qt::LeftButton);
        QVERIFY(QTest::qWaitFor([&strip] { return strip.result().has_value(); }));
        QVERIFY(bar.side()->isEnabled());
        const QString fallback = u"fallback/triage/backup"_s;
        bar.seek(300);
        QVERIFY(stage.canvas().isRunShown() && !stage.canvas().scene()->cable(fallback));
        bar.side()->setFocus();
        QTest::keyClick(bar.side(), Qt::Key_Down);
        QCOMPARE(bar.position(), 300.0);
        const CableItem *saved = stage.canvas().scene()->cable(fallback);
        QVERIFY(saved && QString::fromStdString(saved->live().count).toInt() > 0);
        // It is not what is edited.
        QVERIFY(!stage.canvas().edit([](auto &document) { return document.set("router_settings.num_retries", "3"); }));
        QTest::mouseClick(bar.leaveButton(), Qt::LeftButton);
        QVERIFY(!stage.canvas().isRunShown() && !stage.canvas().scene()->cable(fallback));
        QVERIFY(stage.canvas().edit([](auto &document) { return document.set("router_settings.num_retries", "3"); }));
        // An edit ends it, and there is nothing to choose until the next run.
        QVERIFY(!bar.side()->isEnabled() && !bar.isSaved());
    }

    void timeIsPulled()
    {
        SetClock clock;
        Played played(clock);
        QVERIFY(played.ready());
        // With the chart: half way.
        WhatIfChart *chart = played.strip().chart();
        QSignalSpy wanted(chart, &WhatIfChart::seekWanted);
        QTest::mouseClick(chart, Qt::LeftButton, {}, { chart->width() / 2, chart->height() / 2 });
        QCOMPARE(wanted.size(), 1);
        QVERIFY(played.bar().position() > 480 && played.bar().position() < 640);
        QCOMPARE(chart->position(), played.bar().position());
        QVERIFY(played.stage.canvas().isRunShown());
        QCOMPARE(played.fallback()->live().health, bay::Health::Good);
        // With the keyboard: back to the beginning, and a step.
        played.bar().scrubber()->setFocus();
        QTest::keyClick(played.bar().scrubber(), Qt::Key_Home);
        QCOMPARE(played.bar().position(), 0.0);
        QCOMPARE(played.fallback()->live().health, bay::Health::Idle);
        QTest::keyClick(played.bar().scrubber(), Qt::Key_Right);
        QCOMPARE(played.bar().position(), 12.0);
        QTest::keyClick(played.bar().scrubber(), Qt::Key_End);
        QCOMPARE(played.bar().position(), 1'200.0);
    }

    void requestsTravelUnlessNobodyWantsMotion()
    {
        SetClock clock;
        const auto travelling = [](Played &played) {
            const CableItem *member = played.stage.canvas().scene()->cable(u"member/"_s + QString::fromUtf8(triage));
            return member->pulses().size();
        };
        Played played(clock);
        QVERIFY(played.ready());
        played.bar().seek(120);
        QVERIFY(travelling(played) > 0);
        played.bar().leave();
        QCOMPARE(travelling(played), 0U);
        played.bar().setStill(true);
        played.bar().seek(120);
        QCOMPARE(travelling(played), 0U);
        QCOMPARE(played.node(triage)->live().health, bay::Health::Good); // all else is there
        played.bar().togglePlaying();
        clock.pass(1);
        QTRY_COMPARE(played.bar().scrubber()->value(), 1'800);
    }

    // The desktop's own settings say so.
    void theDesktopIsAsked()
    {
        QTemporaryDir folder;
        const auto wanted = [&folder](const QString &file, const QByteArray &text) {
            QDir(folder.path()).mkpath(QFileInfo(file).path());
            QFile out(folder.filePath(file));
            if (out.open(QIODevice::WriteOnly)) {
                out.write(text);
                out.close();
            }
            return DesktopMotion({ folder.path() }).isWanted();
        };
        QVERIFY(DesktopMotion({ folder.path() }).isWanted());
        QVERIFY(!wanted(u"gtk-3.0/settings.ini"_s, "[Settings]\ngtk-enable-animations=false\n"));
        QVERIFY(wanted(u"gtk-4.0/settings.ini"_s, "[Settings]\ngtk-enable-animations=1\n"));
        QVERIFY(!wanted(u"kdeglobals"_s, "[KDE]\nAnimationDurationFactor=0\n"));
        QVERIFY(wanted(u"kdeglobals"_s, "[KDE]\nAnimationDurationFactor=0.5\n"));
    }

    void anEditEndsIt()
    {
        SetClock clock;
        Played played(clock);
        QVERIFY(played.ready());
        played.bar().seek(300);
        QVERIFY(played.stage.canvas().isRunShown());
        QVERIFY(played.stage.canvas().edit([](auto &document) { return document.set("router_settings.num_retries", "4"); }));
        QVERIFY(!played.stage.canvas().isRunShown());
        QVERIFY(!played.bar().playButton()->isEnabled());
        QVERIFY(played.bar().playButton()->toolTip().contains(u"run it again"));
        QTest::mouseClick(played.strip().runButton(), Qt::LeftButton);
        QTRY_VERIFY(played.bar().playButton()->isEnabled());
        played.bar().seek(300);
        // Who closes the strip sees the configuration again.
        played.stage.view().showWhatIf(false);
        QVERIFY(!played.stage.canvas().isRunShown());
        QVERIFY(!played.bar().isPlaying());
    }

    void aCopiedRequestIsExplained()
    {
        Stage stage;
        RoutingInspector *inspector = stage.window->findChild<RoutingInspector *>();
        QVERIFY(inspector);
        QGuiApplication::clipboard()->setText(u"{\"model\": \"backup\", \"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}]}"_s);
        stage.view().select({});
        QVERIFY(inspector->explainCopiedButton()->isVisible());
        QTest::mouseClick(inspector->explainCopiedButton(), Qt::LeftButton);
        QVERIFY(inspector->explanation()->isVisible());
        QVERIFY2(inspector->explanation()->toPlainText().contains(u"groq"), qPrintable(inspector->explanation()->toPlainText()));
        QSignalSpy said(inspector, &RoutingInspector::notice);
        QGuiApplication::clipboard()->setText(u"good morning"_s);
        stage.commands.trigger(u"routing.explainCopied"_s);
        QCOMPARE(said.size(), 1);
    }

private:
    const test::PanelStyle m_style;
};

QTEST_MAIN(TestRoutingPlay)
#include "tst_routing_play.moc"
