// SPDX-License-Identifier: GPL-3.0-or-later
//
// The Routing panel and files: a change of somebody else's is merged, conflicts are chosen, the picture is exported.
#include "routing_stage.h"
#include "tests/ui/panel_style.h"
#include "ui/routing/review/disk_change_bar.h"
#include "ui/routing/review/merge_dialog.h"

#include <QFileDialog>
#include <QImage>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSvgRenderer>

using namespace patchbay;
using namespace patchbay::routing_test;
using namespace Qt::StringLiterals;

namespace {

QByteArray textOf(Stage &stage)
{
    return QByteArray::fromStdString(stage.tab().text());
}

bool setHere(Stage &stage, const char *path, const char *value)
{
    return stage.canvas().edit([=](auto &document) { return document.set(path, value); });
}

} // namespace

class TestRoutingFiles : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void changesOnDiskAreMerged()
    {
        Stage stage;
        QVERIFY(setHere(stage, "router_settings.num_retries", "4"));
        stage.write(with("weight: 3", "weight: 7 # theirs"));
        QTRY_VERIFY(stage.view().diskChange() && stage.view().diskChange()->isVisible());
        DiskChangeBar &bar = *stage.view().diskChange();
        QTest::mouseClick(bar.mergeButton(), Qt::LeftButton);
        const QByteArray merged = with("weight: 3", "weight: 7 # theirs").replace("num_retries: 2 ", "num_retries: 4 ");
        QCOMPARE(textOf(stage), merged);
        QVERIFY(!bar.isVisible());
        QCOMPARE(stage.tab().undoSentence(), u"merge 1 change from disk"_s);
        QVERIFY(stage.tab().isModified());
        // One step back is what was here before; saving writes the merge.
        stage.tab().undo();
        QCOMPARE(textOf(stage), with("num_retries: 2 ", "num_retries: 4 "));
        stage.tab().redo();
        QVERIFY(stage.tabs->save(stage.tab()));
        QCOMPARE(stage.onDisk(), merged);
    }

    // What one works on stays where it is, under the pointer and under the cursor.
    void theBarMovesNothing()
    {
        Stage stage;
        QVERIFY(setHere(stage, "router_settings.num_retries", "4"));
        const QWidget *viewport = stage.canvas().view()->viewport();
        const auto place = [&] { return viewport->mapToGlobal(stage.canvas().view()->mapFromScene(middleOf(stage.group(u"triage"_s)))); };
        const QPoint before = place();
        const QRect text = stage.view().text()->geometry();
        stage.write(with("weight: 3", "weight: 7 # theirs"));
        QTRY_VERIFY(stage.view().diskChange() && stage.view().diskChange()->isVisible());
        QTest::qWait(20);
        QCOMPARE(place(), before);
        QCOMPARE(stage.view().text()->geometry(), text);
        // It lies over the lower edge, inside; a click beside it reaches the picture.
        const DiskChangeBar &bar = *stage.view().diskChange();
        const QRect room(stage.canvas().mapTo(&stage.view(), QPoint()), QSize(stage.view().width(), stage.canvas().height()));
        QVERIFY(room.contains(bar.geometry()) && bar.geometry().top() > room.center().y());
        stage.click(middleOf(stage.group(u"triage"_s)));
        QCOMPARE(stage.view().current(), u"group/triage"_s);
        // On another page it goes along.
        stage.view().showReview();
        QVERIFY(bar.isVisible() && bar.geometry().bottom() <= stage.view().height());
        stage.window->resize(1024, 640);
        QTest::qWait(20);
        QVERIFY(stage.view().rect().contains(bar.geometry()));
    }

    void conflictsAreChosen()
    {
        Stage stage;
        QVERIFY(setHere(stage, "router_settings.num_retries", "4"));
        QVERIFY(setHere(stage, "model_list[0].litellm_params.weight", "5"));
        const QByteArray theirs = with("num_retries: 2 ", "num_retries: 9 ").replace("[backup]", "[local]").replace("weight: 3", "weight: 8");
        stage.write(theirs);
        QTRY_VERIFY(stage.view().diskChange() && stage.view().diskChange()->isVisible());
        DiskChangeBar &bar = *stage.view().diskChange();
        QTest::mouseClick(bar.mergeButton(), Qt::LeftButton);
        MergeDialog *dialog = bar.dialog();
        QVERIFY(dialog && dialog->isVisible());
        QCOMPARE(dialog->choices().size(), 2U);
        // The weight from disk, the retries mine.
        QTest::mouseClick(dialog->button(0, document::MergeChoice::Theirs), Qt::LeftButton, {}, QPoint(8, dialog->button(0, document::MergeChoice::Theirs)->height() / 2));
        QTest::mouseClick(dialog->mergeButton(), Qt::LeftButton);
        QCOMPARE(textOf(stage), with("num_retries: 2 ", "num_retries: 4 ").replace("[backup]", "[local]").replace("weight: 3", "weight: 8"));
        QVERIFY(!bar.isVisible() && !bar.dialog());
    }

    void mineOrTheirsAsAWhole()
    {
        Stage stage;
        QVERIFY(setHere(stage, "router_settings.num_retries", "4"));
        const QByteArray mine = textOf(stage);
        const QByteArray theirs = with("weight: 3", "weight: 8");
        stage.write(theirs);
        QTRY_VERIFY(stage.view().diskChange() && stage.view().diskChange()->isVisible());
        DiskChangeBar &bar = *stage.view().diskChange();
        QTest::mouseClick(bar.takeButton(), Qt::LeftButton);
        QCOMPARE(textOf(stage), theirs);
        QVERIFY(!stage.tab().isModified() && !bar.isVisible());
        stage.tab().undo();
        QCOMPARE(textOf(stage), mine);
        // Again, and kept: the next change is merged from there.
        stage.write(with("weight: 3", "weight: 9"));
        QTRY_VERIFY(bar.isVisible());
        QTest::mouseClick(bar.keepButton(), Qt::LeftButton);
        QCOMPARE(textOf(stage), mine);
        QVERIFY(!bar.isVisible());
    }

    void thePictureIsExported()
    {
        Stage stage;
        const auto exported = [&stage](const QString &name, const QString &filter) {
            if (!stage.commands.trigger(u"routing.export"_s).isEmpty()) {
                return QByteArray();
            }
            auto *dialog = stage.canvas().findChild<QFileDialog *>();
            const QString offered = dialog->selectedFiles().value(0);
            if (offered != stage.directory.filePath(u"config.svg"_s)) {
                qWarning("offered %s", qPrintable(offered));
                return QByteArray();
            }
            dialog->selectNameFilter(filter);
            dialog->selectFile(name);
            QTest::keyClick(dialog->findChild<QLineEdit *>(), Qt::Key_Return);
            QApplication::sendPostedEvents(dialog, QEvent::DeferredDelete);
            QFile written(stage.directory.filePath(name));
            return written.open(QIODevice::ReadOnly) ? written.readAll() : QByteArray();
        };
        const QByteArray svg = exported(u"bay.svg"_s, u"SVG on a light ground (*.svg)"_s);
        QSvgRenderer renderer(svg);
        QVERIFY(renderer.isValid());
        QVERIFY(svg.contains(">triage<") && svg.contains("Model groups"));
        const QRectF contents = stage.canvas().scene()->contents();
        QCOMPARE(qRound(renderer.viewBoxF().width()), qRound(contents.width()));
        const QByteArray png = exported(u"bay.png"_s, u"PNG on a light ground (*.png)"_s);
        const QImage image = QImage::fromData(png, "PNG");
        QCOMPARE(image.width(), qRound(contents.width() * 2));
        QVERIFY(image.pixelColor(1, 1).lightness() > 200);
        // Something is drawn where a group stands.
        const NodeItem *group = stage.group(u"triage"_s);
        const QPointF edge = (group->pos() - contents.topLeft() + QPointF(0, 40)) * 2;
        bool drawn = false;
        for (int x = -6; x <= 6; ++x) {
            drawn = drawn || image.pixelColor(edge.toPoint() + QPoint(x, 30)) != image.pixelColor(1, 1);
        }
        QVERIFY(drawn);
    }

private:
    const test::PanelStyle m_style;
};

QTEST_MAIN(TestRoutingFiles)
#include "tst_routing_files.moc"
