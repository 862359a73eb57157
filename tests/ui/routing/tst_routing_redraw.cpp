// SPDX-License-Identifier: GPL-3.0-or-later
//
// What an edit of a large picture draws anew, and the trunks that cables of one provider share.
#include "routing_stage.h"
#include "tests/ui/panel_style.h"
#include "ui/routing/canvas/minimap.h"
#include "ui/routing/canvas/trunk_item.h"

#include <QPaintEvent>
#include <QPainter>

#include <algorithm>

using namespace patchbay;
using namespace patchbay::routing_test;
using namespace Qt::StringLiterals;

namespace {

// Four deployments to a group, all of one provider.
QByteArray deployments(int count)
{
    QByteArray text = "model_list:\n";
    for (int number = 0; number < count; ++number) {
        text += "  - model_name: group-" + QByteArray::number(number / 4) + "\n    litellm_params:\n      model: openai/gpt-4o\n      api_base: https://"
            + QByteArray::number(number) + ".example/v1\n      weight: 2\n";
    }
    return text;
}

// Where a widget was asked to paint.
class Painted final : public QObject {
public:
    explicit Painted(QWidget *widget) { widget->installEventFilter(this); }
    QRegion region;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() == QEvent::Paint) {
            region += static_cast<QPaintEvent *>(event)->region();
        }
        return QObject::eventFilter(watched, event);
    }
};

// The provider's box that serves the 51st deployment is taken far up: its cables run along a trunk.
QString takenFarUp(Stage &stage)
{
    const std::vector<bay::BayCable> &cables = stage.tab().picture().cables;
    const auto cable = std::ranges::find_if(cables, [](const bay::BayCable &each) {
        return each.kind == bay::CableKind::Provider && each.id.ends_with("|https://50.example/v1");
    });
    const bay::Layout &layout = stage.canvas().scene()->layoutShown();
    const auto repeat = layout.cables[static_cast<std::size_t>(cable - cables.begin())].repeat;
    if (!repeat) {
        return {};
    }
    const bay::Repeat box = layout.repeats[*repeat];
    stage.tab().setPlaces({ { box.id, { box.box.x, -400 } } }, u"far up"_s);
    return QString::fromStdString(box.id);
}

} // namespace

class TestRoutingRedraw : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anEditDrawsWhatItTouches()
    {
        Stage stage(deployments(300));
        QTRY_VERIFY(!stage.tab().isReading());
        QWidget *viewport = stage.canvas().view()->viewport();
        QTest::qWait(50);
        const Painted picture(viewport);
        const Painted map(stage.canvas().findChild<Minimap *>());
        QVERIFY(stage.canvas().findChild<Minimap *>()->isVisible());
        QVERIFY(stage.canvas().edit([](auto &document) { return document.set("model_list[1].litellm_params.weight", "9"); }));
        QTRY_VERIFY(!picture.region.isEmpty());
        QTest::qWait(20);
        const QRect drawn = picture.region.boundingRect();
        // The group's shares, down to the provider that serves it; nothing around.
        qreal lowest = 0;
        const BayScene &scene = *stage.canvas().scene();
        for (const CableItem *cable : scene.cables()) {
            const bool own = cable->cable().from < static_cast<std::size_t>(scene.nodes().size())
                && scene.nodes()[static_cast<qsizetype>(cable->cable().from)]->node().deployment.size() > 0 && cable->run().from.y < 250;
            lowest = own ? std::max(lowest, cable->sceneBoundingRect().bottom()) : lowest;
        }
        const int end = stage.canvas().view()->mapFromScene(QPointF(0, lowest)).y();
        QVERIFY2(drawn.bottom() <= end + 4, qPrintable(QString::number(drawn.bottom()) + u" of "_s + QString::number(end)));
        QVERIFY(map.region.isEmpty());
    }

    // A line more above them all moves nothing in the picture.
    void linesThatMoveAreNotDrawn()
    {
        Stage stage(deployments(300));
        QTest::qWait(50);
        const Painted picture(stage.canvas().view()->viewport());
        stage.tab().change({ { 0, "", "# a comment\n" } }, u"comment"_s);
        QTest::qWait(50);
        QVERIFY2(picture.region.isEmpty(), qPrintable(QString::number(picture.region.boundingRect().height())));
        QCOMPARE(stage.group(u"group-0"_s)->node().lines, stage.tab().picture().node("group/group-0")->lines);
    }

    void cablesShareATrunk()
    {
        Stage stage(deployments(60));
        const QString place = takenFarUp(stage);
        const TrunkItem *trunk = stage.canvas().scene()->trunk(place);
        QVERIFY(trunk);
        CableItem *last = nullptr;
        for (CableItem *cable : stage.canvas().scene()->cables()) {
            if (cable->run().isTrunk()) {
                QVERIFY(cable->boundingRect().height() < 40);
                last = cable;
            }
        }
        QVERIFY(last);
        QVERIFY(trunk->boundingRect().height() > 1'000);
        // One that is selected shows its whole way.
        const bay::CableRun run = last->run();
        const QPointF end(run.to.x, run.to.y);
        last->setSelected(true);
        QVERIFY(last->boundingRect().contains(end));
        last->setSelected(false);
        QVERIFY(!last->boundingRect().contains(end));
        // It is there to be seen: half way between two cables that join.
        QImage image(60, 20, QImage::Format_RGB32);
        image.fill(Qt::black);
        QPainter painter(&image);
        stage.canvas().scene()->render(&painter, image.rect(), QRectF(run.channel - 30, run.from.y - 40, 60, 20));
        painter.end();
        QCOMPARE(image.pixelColor(30, 10), stage.theme.color(Role::CableHealthy));
        QVERIFY(image.pixelColor(5, 10) != stage.theme.color(Role::CableHealthy));
    }

    // From a cable that has a problem on, the trunk says so; what a search did not find is dimmed.
    void aTrunkShowsTheLoudest()
    {
        Stage stage(deployments(60));
        const QString place = takenFarUp(stage);
        const TrunkItem *trunk = stage.canvas().scene()->trunk(place);
        QVERIFY(trunk);
        const QList<CableItem *> cables = stage.canvas().scene()->cables();
        bay::LivePicture live;
        live.cables.resize(static_cast<std::size_t>(cables.size()), { .health = bay::Health::Good, .share = 0.25 });
        const auto broken = std::ranges::find_if(stage.tab().picture().cables, [](const bay::BayCable &cable) {
            return cable.kind == bay::CableKind::Provider && cable.id.ends_with("|https://50.example/v1");
        });
        QVERIFY(broken != stage.tab().picture().cables.end());
        live.cables[static_cast<std::size_t>(broken - stage.tab().picture().cables.begin())].health = bay::Health::Down;
        stage.canvas().scene()->setLive(live);
        const auto &stretches = trunk->stretches();
        QVERIFY(stretches.size() >= 2);
        QCOMPARE(stretches.front().role, Role::CableHealthy);
        QCOMPARE(stretches.back().role, Role::Bad);
        QVERIFY(stretches.back().end && !stretches.front().end);
        QVERIFY(!stretches.back().broken); // the others arrive
        stage.canvas().scene()->setSearch(u"nothing like it"_s);
        QVERIFY(std::ranges::all_of(trunk->stretches(), &TrunkItem::Stretch::dimmed));
        stage.canvas().scene()->setSearch({});
        QVERIFY(std::ranges::none_of(trunk->stretches(), &TrunkItem::Stretch::dimmed));
        // Gone with what it served.
        stage.tab().replaceText(deployments(2).toStdString(), u"less"_s);
        QVERIFY(!stage.canvas().scene()->trunk(place));
    }

private:
    const test::PanelStyle m_style;
};

QTEST_MAIN(TestRoutingRedraw)
#include "tst_routing_redraw.moc"
