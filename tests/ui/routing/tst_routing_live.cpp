// SPDX-License-Identifier: GPL-3.0-or-later
//
// With a gateway running: what its routing tells is on the picture, a cooldown counts down and is ended or lengthened
// by real mouse events; without one nothing is drawn; while the panel is hidden nobody is asked.
#include "routing_stage.h"
#include "tests/ui/panel_style.h"
#include "ui/routing/form/live_box.h"
#include "ui/routing/form/routing_inspector.h"

#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>

using namespace patchbay;
using namespace patchbay::routing_test;
using namespace Qt::StringLiterals;

namespace {

constexpr char triage[] = "deployment/triage|openai/gpt-4o|";

std::string idOf(Stage &stage, const std::string &node)
{
    return stage.tab().picture().node(node)->deployment;
}

std::string rowOf(const std::string &id, const std::string &rest)
{
    return "{\"deployment\": \"" + id + "\", " + rest + "}";
}

std::string stateOf(const std::string &minutes, const std::string &cooldowns = {})
{
    return "{\"minutes\": [" + minutes + "], \"cooldowns\": [" + cooldowns + "]}";
}

NodeItem *nodeOf(Stage &stage, const char *id)
{
    return stage.canvas().scene()->node(QString::fromUtf8(id));
}

} // namespace

class TestRoutingLive : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void trafficIsOnThePicture()
    {
        Stage stage;
        QVERIFY(nodeOf(stage, triage)->live().health == bay::Health::Nothing);
        const std::string id = idOf(stage, triage);
        stage.setRouting(stateOf(rowOf(id, "\"requests\": 12, \"failures\": 0, \"successes\": 12")));
        stage.panel->hide();
        stage.panel->show(); // asks at once
        QTRY_COMPARE(nodeOf(stage, triage)->live().health, bay::Health::Good);
        QVERIFY(QString::fromStdString(nodeOf(stage, triage)->live().trailing).startsWith(u"100 % · "));
        QCOMPARE(nodeOf(stage, "group/triage")->live().health, bay::Health::Good);
        QVERIFY(nodeOf(stage, "group/triage")->live().detail.ends_with("req/min"));
        QCOMPARE(nodeOf(stage, "group/local")->live().detail, "idle");
        QCOMPARE(stage.canvas().scene()->cable(u"member/"_s + QString::fromUtf8(triage))->role(), Role::CableHealthy);
        QCOMPARE(stage.canvas().scene()->cable(u"member/deployment/local|ollama/qwen2.5:14b|"_s)->role(), Role::LineStrong);
        // An edit does not lose it: the gateway serves what was saved.
        QVERIFY(stage.canvas().edit([](auto &document) { return document.set("model_list[0].litellm_params.weight", "9"); }));
        QVERIFY(stage.tab().picture().node(triage)->deployment != id);
        QCOMPARE(nodeOf(stage, triage)->live().health, bay::Health::Good);
        // It stops: nothing stays.
        stage.setRouting({});
        stage.panel->hide();
        stage.panel->show();
        QTRY_COMPARE(nodeOf(stage, triage)->live().health, bay::Health::Nothing);
    }

    void aCooldownIsClearedAndExtended()
    {
        Stage stage;
        const std::string id = idOf(stage, triage);
        stage.setRouting(stateOf({}, rowOf(id, "\"remaining\": 23.4, \"reason\": \"429\"")));
        stage.panel->hide();
        stage.panel->show();
        QTRY_COMPARE(nodeOf(stage, triage)->live().state, "cooling");
        QCOMPARE(nodeOf(stage, triage)->live().trailing, "24 s");
        QCOMPARE(stage.canvas().scene()->cable(u"member/"_s + QString::fromUtf8(triage))->role(), Role::Warn);
        QCOMPARE(nodeOf(stage, "group/triage")->live().detail, "1 of 1 cooling");
        // The form's side.
        stage.click(middleOf(nodeOf(stage, triage)));
        LiveBox *box = static_cast<RoutingInspector *>(stage.panel->inspector())->live();
        QVERIFY(box->isVisible());
        QCOMPARE(box->title(), u"Cooling, 24 s left"_s);
        QTest::mouseClick(box->clearButton(), Qt::LeftButton);
        QTRY_COMPARE(stage.coolings().size(), 1U);
        QCOMPARE(stage.coolings().front(), "{\"deployment\":\"" + id + "\",\"seconds\":0}");
        // The picture's side: the context menu.
        QTest::mouseClick(stage.canvas().view()->viewport(), Qt::RightButton, {}, stage.canvas().view()->mapFromScene(middleOf(nodeOf(stage, triage))));
        QContextMenuEvent asked(QContextMenuEvent::Mouse, stage.canvas().view()->mapFromScene(middleOf(nodeOf(stage, triage))),
                                stage.canvas().view()->viewport()->mapToGlobal(QPoint(5, 5)));
        QApplication::sendEvent(stage.canvas().view()->viewport(), &asked);
        auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
        QVERIFY(menu);
        QMenu *longer = menu->findChild<QMenu *>();
        QVERIFY(longer);
        QCOMPARE(longer->title(), u"Extend the cooldown by"_s);
        longer->actions().first()->trigger();
        menu->close();
        QTRY_COMPARE(stage.coolings().size(), 2U);
        QVERIFY2(stage.coolings().back().find("\"seconds\":83.4") != std::string::npos, stage.coolings().back().c_str());
        // It counts down with what the gateway says, and ends.
        stage.setRouting(stateOf({}, rowOf(id, "\"remaining\": 11.7, \"reason\": \"429\"")));
        QTRY_COMPARE_WITH_TIMEOUT(nodeOf(stage, triage)->live().trailing, "12 s", 4'000);
        QVERIFY(nodeOf(stage, triage)->live().left > 0.49 && nodeOf(stage, triage)->live().left < 0.51);
        stage.setRouting(stateOf({}));
        QTRY_COMPARE_WITH_TIMEOUT(nodeOf(stage, triage)->live().health, bay::Health::Idle, 4'000);
        QVERIFY(box->title().isEmpty());
    }

    void nobodyIsAskedWhileItIsHidden()
    {
        Stage stage;
        stage.setRouting(stateOf({}));
        stage.panel->hide();
        stage.panel->show();
        QTRY_VERIFY(stage.routingCalls() > 0);
        // Not faster than once a second.
        const int before = stage.routingCalls();
        QTest::qWait(700);
        QVERIFY2(stage.routingCalls() <= before + 1, qPrintable(QString::number(stage.routingCalls() - before)));
        stage.panel->hide();
        QTest::qWait(100); // what was under way
        const int hidden = stage.routingCalls();
        QTest::qWait(1'500);
        QCOMPARE(stage.routingCalls(), hidden);
        stage.panel->show();
        QTRY_VERIFY(stage.routingCalls() > hidden);
    }

    // It answers, but for another configuration: nothing of that is drawn.
    void anotherFileIsNotOurs()
    {
        Stage stage;
        QTRY_COMPARE(stage.routingCalls(), 1); // answered, and not asked again soon: there is no such page yet
        stage.setRouting(stateOf(rowOf(idOf(stage, triage), "\"requests\": 12")));
        stage.served = u"/somewhere/else.yaml"_s;
        stage.panel->hide();
        stage.panel->show();
        QTest::qWait(200);
        QCOMPARE(nodeOf(stage, triage)->live().health, bay::Health::Nothing);
        QCOMPARE(stage.routingCalls(), 1);
    }

    // PATCHBAY_SHOTS names a folder for pictures.
    void pictures()
    {
        const QString folder = qEnvironmentVariable("PATCHBAY_SHOTS");
        if (folder.isEmpty()) {
            QSKIP("PATCHBAY_SHOTS names no folder");
        }
        for (const Scheme scheme : { Scheme::Light, Scheme::Dark }) {
            m_style.theme().setScheme(scheme);
            Stage stage(with("      weight: 3\n", "      weight: 3\n  - model_name: triage\n    litellm_params: {model: azure/gpt-4o, api_base: \"https://swe.example\"}\n"
                             "  - model_name: triage\n    litellm_params: {model: anthropic/claude-sonnet-4-5}\n"));
            stage.theme.setScheme(scheme);
            const std::string azure = "deployment/triage|azure/gpt-4o|https://swe.example";
            stage.setRouting(stateOf(rowOf(idOf(stage, triage), "\"requests\": 41, \"failures\": 0") + ", "
                                         + rowOf(idOf(stage, "deployment/triage|anthropic/claude-sonnet-4-5|"), "\"requests\": 22, \"failures\": 2"),
                                     rowOf(idOf(stage, azure), "\"remaining\": 23.4, \"reason\": \"429\"")));
            stage.panel->hide();
            stage.panel->show();
            QTRY_COMPARE(nodeOf(stage, triage)->live().health, bay::Health::Good);
            stage.view().select({ QString::fromStdString(azure) });
            for (const QSize &size : { QSize(1440, 900), QSize(1024, 640) }) {
                stage.window->resize(size);
                QTest::qWait(100);
                const QString name = u"routing-live-%1-%2.png"_s.arg(scheme == Scheme::Dark ? u"dark"_s : u"light"_s).arg(size.width());
                QVERIFY(stage.window->grab().save(QDir(folder).filePath(name)));
            }
        }
    }

private:
    test::PanelStyle m_style;
};

QTEST_MAIN(TestRoutingLive)
#include "tst_routing_live.moc"
