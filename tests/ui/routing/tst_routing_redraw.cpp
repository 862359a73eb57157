// SPDX-License-Identifier: GPL-3.0-or-later
//
// What an edit of a large picture draws anew, and the trunks that cables of one provider share.
#include "routing_stage.h"
#include "ui/routing/canvas/minimap.h"
#include "ui/routing/canvas/trunk_item.h"
#include "ui/widgets/patchbay_style.h"

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

const TrunkItem *trunkOf(Stage &stage)
{
    return stage.canvas().scene()->trunk(u"provider/openai"_s);
}

} // namespace

class TestRoutingRedraw : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        m_theme = std::make_unique<Theme>();
        PatchbayStyle::install(*qApp, *m_theme);
    }
    void cleanupTestCase() { qApp->setStyle(u"fusion"_s); }

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
        QVERIFY2(drawn.height() < viewport->height() / 2, qPrintable(QString::number(drawn.height())));
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
        const TrunkItem *trunk = trunkOf(stage);
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
        const TrunkItem *trunk = trunkOf(stage);
        QVERIFY(trunk);
        const QList<CableItem *> cables = stage.canvas().scene()->cables();
        bay::LivePicture live;
        live.cables.resize(static_cast<std::size_t>(cables.size()), { .health = bay::Health::Good, .share = 0.25 });
        const auto place = std::ranges::find_if(stage.tab().picture().cables, [](const bay::BayCable &cable) {
            return cable.kind == bay::CableKind::Provider && cable.id.ends_with("|https://50.example/v1");
        });
        QVERIFY(place != stage.tab().picture().cables.end());
        live.cables[static_cast<std::size_t>(place - stage.tab().picture().cables.begin())].health = bay::Health::Down;
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
        QVERIFY(!trunkOf(stage));
    }

private:
    std::unique_ptr<Theme> m_theme;
};

QTEST_MAIN(TestRoutingRedraw)
#include "tst_routing_redraw.moc"
