// SPDX-License-Identifier: GPL-3.0-or-later
//
// Drags on the canvas that do not end as they began, and models that come from the list beside it.
#include "routing_stage.h"
#include "tests/ui/panel_style.h"

#include <QDropEvent>
#include <QMimeData>
#include <QWindow>

using namespace patchbay;
using namespace patchbay::routing_test;
using namespace Qt::StringLiterals;

class TestRoutingDrags : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // The key goes to the window, where the panel's "back" wants it too.
    void escapeLetsGoOfADrag()
    {
        Stage stage;
        BayView &view = *stage.canvas().view();
        NodeItem *triage = stage.group(u"triage"_s);
        const QPoint jack = view.mapFromScene(triage->jack(NodeItem::Jack::Bottom));
        const QPoint target = view.mapFromScene(middleOf(stage.group(u"local"_s)));
        const auto pull = [&view](QPoint from, QPoint to) {
            QTest::mousePress(view.viewport(), Qt::LeftButton, {}, from);
            QMouseEvent move(QEvent::MouseMove, to, view.viewport()->mapToGlobal(to), Qt::NoButton, Qt::LeftButton, {});
            QApplication::sendEvent(view.viewport(), &move);
        };
        pull(jack, target);
        QCOMPARE(stage.group(u"local"_s)->offer(), NodeItem::Offer::Wanted);
        QTest::keyClick(stage.window->windowHandle(), Qt::Key_Escape);
        QCOMPARE(stage.group(u"local"_s)->offer(), NodeItem::Offer::None);
        QTest::mouseRelease(view.viewport(), Qt::LeftButton, {}, target);
        QCOMPARE(QByteArray::fromStdString(stage.tab().text()), QByteArray(file));
        // What was moved is back at its place.
        const QPointF place = triage->pos();
        const QPoint grip = view.mapFromScene(place + QPointF(30, 10));
        pull(grip, grip + QPoint(0, 80));
        QVERIFY(triage->pos() != place);
        QTest::keyClick(stage.window->windowHandle(), Qt::Key_Escape);
        QCOMPARE(triage->pos(), place);
        QTest::mouseRelease(view.viewport(), Qt::LeftButton, {}, grip + QPoint(0, 80));
        QCOMPARE(stage.group(u"triage"_s)->pos(), place);
        QVERIFY(!stage.canvas().hasPlaces());
    }

    // Beside the text, and yet a step like any other.
    void aMovedNodeIsPutBack()
    {
        Stage stage;
        const QPointF before = stage.group(u"local"_s)->pos();
        stage.drag(before + QPointF(30, 10), before + QPointF(30, 90));
        QCOMPARE(stage.group(u"local"_s)->pos(), before + QPointF(0, 80));
        QCOMPARE(stage.tab().undoSentence(), u"move local"_s);
        QVERIFY(!stage.tab().isModified());
        QCOMPARE(stage.commands.trigger(u"routing.undo"_s), QString());
        QCOMPARE(stage.group(u"local"_s)->pos(), before);
        QVERIFY(!stage.canvas().hasPlaces());
        QCOMPARE(stage.commands.trigger(u"routing.redo"_s), QString());
        QCOMPARE(stage.group(u"local"_s)->pos(), before + QPointF(0, 80));
        stage.canvas().forgetPlaces();
        QCOMPARE(stage.tab().undoSentence(), u"put moved nodes back in order"_s);
        QCOMPARE(stage.group(u"local"_s)->pos(), before);
        stage.tab().undo();
        QCOMPARE(stage.group(u"local"_s)->pos(), before + QPointF(0, 80));
    }

    // As the window system tells it: the model is dragged over groups and let go at one, or leaves again.
    void aModelIsDroppedOnAGroup()
    {
        Stage stage;
        BayView &view = *stage.canvas().view();
        QMimeData model;
        model.setData(u"application/x-patchbay-model"_s, "openai/gpt-4o-mini");
        const QPoint over = view.mapFromScene(middleOf(stage.group(u"backup"_s)));
        const auto enter = [&] {
            QDragEnterEvent entered(over, Qt::CopyAction, &model, Qt::LeftButton, {});
            QApplication::sendEvent(view.viewport(), &entered);
            QVERIFY(entered.isAccepted());
            QDragMoveEvent moved(over, Qt::CopyAction, &model, Qt::LeftButton, {});
            QApplication::sendEvent(view.viewport(), &moved);
            QCOMPARE(stage.group(u"backup"_s)->offer(), NodeItem::Offer::Wanted);
        };
        enter();
        QDragLeaveEvent left;
        QApplication::sendEvent(view.viewport(), &left);
        QCOMPARE(stage.group(u"backup"_s)->offer(), NodeItem::Offer::None);
        QCOMPARE(stage.tab().picture().count(bay::NodeKind::Deployment), 3U);
        enter();
        QDropEvent dropped(over, Qt::CopyAction, &model, Qt::LeftButton, {});
        QApplication::sendEvent(view.viewport(), &dropped);
        QCOMPARE(stage.group(u"backup"_s)->offer(), NodeItem::Offer::None);
        QCOMPARE(stage.tab().picture().count(bay::NodeKind::Deployment), 4U);
        QVERIFY2(stage.view().current().startsWith(u"deployment/backup|openai/gpt-4o-mini"_s), qPrintable(stage.view().current()));
        stage.tab().undo();
        QCOMPARE(QByteArray::fromStdString(stage.tab().text()), QByteArray(file));
        // What is no model is not the canvas's.
        QMimeData words;
        words.setText(u"openai/gpt-4o-mini"_s);
        QDragEnterEvent foreign(over, Qt::CopyAction, &words, Qt::LeftButton, {});
        QApplication::sendEvent(view.viewport(), &foreign);
        QVERIFY(!foreign.isAccepted());
    }

private:
    const test::PanelStyle m_style;
};

QTEST_MAIN(TestRoutingDrags)
#include "tst_routing_drags.moc"
