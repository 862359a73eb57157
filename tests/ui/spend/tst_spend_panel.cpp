// SPDX-License-Identifier: GPL-3.0-or-later
//
// The Spend panel through real clicks and keys, over a real ledger; its figures against `patchbay-cli spend`.
#include "models/format/format.h"
#include "models/ledger/sql_ledger.h"
#include "models/spend/spend_rows_model.h"
#include "models/spend/spend_sums_model.h"
#include "tests/ui/spend/spend_stage.h"
#include "ui/spend/chart_area.h"
#include "ui/spend/dashboard_page.h"
#include "ui/spend/headline_strip.h"
#include "ui/spend/headline_tile.h"
#include "ui/spend/row_inspector.h"
#include "ui/spend/rows_view.h"
#include "ui/spend/spend_exporter.h"
#include "ui/spend/sums_delegate.h"
#include "ui/spend/waste_page.h"
#include "ui/spend/waste_row.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/patchbay_style.h"

#include <QApplication>
#include <QComboBox>
#include <QDateEdit>
#include <QHeaderView>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QProcess>
#include <QPushButton>
#include <QPainter>
#include <QSignalSpy>
#include <QTreeView>

using namespace patchbay;

// Readings of a whole ledger on a busy machine take their time.
#define PATIENT_VERIFY(condition) QTRY_VERIFY_WITH_TIMEOUT(condition, 60'000)

class TestSpendPanel : public QObject {
    Q_OBJECT
private:
    FilledLedger m_filled;

    static void clickCell(QTreeView *table, const QModelIndex &index)
    {
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, table->visualRect(index).center());
    }
    static QJsonArray cli(const Stage &stage, const QString &by)
    {
        return QJsonDocument::fromJson(printed(stage, by, u"json"_s)).array();
    }

private Q_SLOTS:
    void nothingIsBuiltBeforeItIsShown()
    {
        Theme theme;
        CommandRegistry commands;
        EntitySlots entities;
        SteppedClock clock;
        QTemporaryDir folder;
        SpendDesk desk({ folder.filePath(u"ledger.db"_s), {}, {} }, clock);
        SpendPanel panel({ theme, commands, desk, entities, {} }, QTimeZone::utc());
        QVERIFY(!panel.isBuilt() && panel.findChildren<QWidget *>().isEmpty());
        QVERIFY(!desk.isAsking());
    }

    void emptyOffersTheSample()
    {
        Stage stage;
        PATIENT_VERIFY(!stage.desk.isAsking());
        auto *open = stage.find<QPushButton>(u"openSample"_s);
        QVERIFY(open->isVisible());
        QVERIFY(!stage.find(u"sampleMark"_s)->isVisible());
        QTest::mouseClick(open, Qt::LeftButton);
        PATIENT_VERIFY(isRead(stage));
        QVERIFY(stage.find(u"sampleMark"_s)->isVisible());
        QVERIFY(stage.panel->dashboard()->isVisible());
        QVERIFY(!QFile::exists(stage.file())); // nothing of it came near the real one
        QTest::mouseClick(stage.find(u"spend.own"_s), Qt::LeftButton);
        PATIENT_VERIFY(!stage.desk.isAsking());
        PATIENT_VERIFY(stage.find(u"openSample"_s)->isVisible());
        QVERIFY(!stage.find(u"sampleMark"_s)->isVisible());
    }

    void figuresAreThoseOfTheCommandLine()
    {
        Stage stage(m_filled.file());
        PATIENT_VERIFY(isRead(stage));
        const QJsonObject total = cli(stage, {}).at(0).toObject();
        const SpendPicture &picture = *stage.desk.picture();
        QCOMPARE(QString::fromStdString(toDecimalString(*picture.total.known)), total[u"usd"].toString());
        QCOMPARE(picture.total.requests, total[u"requests"].toInteger());
        QCOMPARE(picture.total.unpriced, total[u"unpriced"].toInteger());
        QVERIFY(total[u"unpriced"].toInteger() > 0);
        QVERIFY(stage.panel->dashboard()->headline()->tile(u"spendTile"_s)->note().contains(u"without a price"));
        // The sum without some of its rows' prices has one sign wherever it stands, and no figure is cut.
        QVERIFY(stage.panel->dashboard()->headline()->tile(u"spendTile"_s)->number().startsWith(u"≥ "));
        for (const HeadlineTile *tile : stage.panel->dashboard()->headline()->findChildren<HeadlineTile *>()) {
            QVERIFY2(tile->isWhole(), qPrintable(tile->objectName() + u' ' + tile->number() + u' ' + tile->note()));
        }
        // On screen: the row of each model has the command line's request count.
        auto *model = stage.panel->dashboard()->table()->model();
        QHash<QString, QString> requests;
        for (int row = 0; row < model->rowCount(); ++row) {
            requests.insert(model->index(row, SpendSumsModel::Name).data().toString(),
                            model->index(row, SpendSumsModel::Requests).data().toString().remove(u','));
        }
        // A thousand tokens of a model cost its sum by its tokens.
        const SpendEntity &dearest = picture.entities.first();
        const qint64 tokens = dearest.sum.promptTokens + dearest.sum.completionTokens;
        const QString thousand = format::money(Money { std::llround(double(dearest.sum.known->nanoDollars) * 1'000 / double(tokens)) });
        for (int row = 0; row < model->rowCount(); ++row) {
            if (model->index(row, SpendSumsModel::Name).data().toString() == dearest.name) {
                QCOMPARE(model->index(row, SpendSumsModel::PerTokens).data().toString(), u"≈ "_s + thousand);
            }
        }
        const QJsonArray models = cli(stage, u"model"_s);
        QCOMPARE(models.size(), 9);
        for (const QJsonValue &each : models) {
            QCOMPARE(requests.value(each[u"model"].toString()), QString::number(each[u"requests"].toInteger()));
            const auto entity = std::ranges::find(picture.entities, each[u"model"].toString(), &SpendEntity::name);
            QVERIFY(entity != picture.entities.end());
            QCOMPARE(entity->sum.known ? QString::fromStdString(toDecimalString(*entity->sum.known)) : QString(), each[u"usd"].toString());
        }
        QCOMPARE(requests.value(u"Total"_s), QString::number(total[u"requests"].toInteger()));
    }

    void thePointerMarksEveryCourse()
    {
        Stage stage(m_filled.file());
        PATIENT_VERIFY(isRead(stage));
        DashboardPage *page = stage.panel->dashboard();
        auto *chart = qobject_cast<QAbstractScrollArea *>(page->chart()->canvas()->widget());
        PATIENT_VERIFY(chart->isVisible());
        constexpr int twelfth = 11;
        const auto moveTo = [&](QWidget *widget, const QPoint &place) {
            QTest::mouseMove(stage.window.windowHandle(), widget->mapTo(&stage.window, place));
        };
        moveTo(chart->viewport(), page->chart()->placeOf(twelfth, 0).center());
        HeadlineStrip *headline = page->headline();
        for (const QString &name : { u"spendTile"_s, u"requestsTile"_s, u"successTile"_s, u"perRequestTile"_s, u"tokensTile"_s }) {
            QTRY_COMPARE(headline->tile(name)->marker(), twelfth);
        }
        QCOMPARE(headline->tile(u"forecastTile"_s)->marker(), -1); // it has no course
        moveTo(chart->viewport(), page->chart()->placeOf(twelfth + 1, 0).center());
        QTRY_COMPARE(headline->tile(u"spendTile"_s)->marker(), twelfth + 1);
        moveTo(page->table()->viewport(), QPoint(40, 40));
        QTRY_COMPARE(headline->tile(u"spendTile"_s)->marker(), -1);
    }

    void aBarOpensItsRowsAndTheChipLeadsBack()
    {
        Stage stage(m_filled.file());
        PATIENT_VERIFY(isRead(stage));
        DashboardPage *page = stage.panel->dashboard();
        QVERIFY(page->chart()->canvas());
        QWidget *chart = page->chart()->canvas()->widget();
        PATIENT_VERIFY(chart->isVisible());
        const SpendPicture picture = *stage.desk.picture();
        constexpr int twelfth = 11;
        const QRect bar = page->chart()->placeOf(twelfth, 0);
        QVERIFY(bar.height() > 4);
        auto *view = qobject_cast<QAbstractScrollArea *>(chart);
        QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, bar.center());
        QVERIFY(page->showsRows());
        PATIENT_VERIFY(page->rows()->model()->rowCount() > 0);
        QVERIFY(shownChip(stage, u"filter.point"_s)->value().contains(u"12 Nov"_s));
        // They add up to the bar.
        const SpendRow &point = picture.entities[0].course[twelfth];
        PATIENT_VERIFY(page->rows()->summary().contains(QString::number(point.attempts)) || page->rows()->summary().contains(u"of "_s));
        while (!page->rows()->model()->isComplete()) {
            const int before = page->rows()->model()->rowCount();
            page->rows()->model()->fetchMore({});
            PATIENT_VERIFY(page->rows()->model()->rowCount() != before || page->rows()->model()->isComplete());
        }
        Money sum;
        for (int row = 0; row < page->rows()->model()->rowCount(); ++row) {
            sum += page->rows()->model()->row(row)->outcome.amount.money.value_or(Money {});
        }
        QCOMPARE(sum, *point.known);
        // A row has its details in the inspector.
        QVERIFY(!stage.panel->inspector());
        QTest::keyClick(page->rows()->table(), Qt::Key_Down);
        PATIENT_VERIFY(stage.panel->inspector());
        // The chip leads back.
        QTest::keyClick(shownChip(stage, u"filter.point"_s), Qt::Key_Delete);
        PATIENT_VERIFY(!page->showsRows());
        QVERIFY(page->table()->isVisible());
        QVERIFY(!stage.panel->inspector());
        QVERIFY(!shownChip(stage, u"filter.point"_s));
    }

    void theKeyboardReachesABar()
    {
        Stage stage(m_filled.file());
        PATIENT_VERIFY(isRead(stage));
        DashboardPage *page = stage.panel->dashboard();
        QWidget *chart = page->chart()->canvas()->widget();
        PATIENT_VERIFY(chart->isVisible());
        chart->setFocus(Qt::TabFocusReason);
        QTest::keyClick(chart, Qt::Key_Left);
        QTest::keyClick(chart, Qt::Key_Up);
        QVERIFY(chart->accessibleDescription().startsWith(u"21 Nov"));
        QTest::keyClick(chart, Qt::Key_Return);
        QVERIFY(page->showsRows());
        QVERIFY(shownChip(stage, u"filter.point"_s)->value().startsWith(u"21 Nov, "));
        QTest::mouseClick(stage.find(u"closeRows"_s), Qt::LeftButton);
        QVERIFY(!page->showsRows());
    }

    void aRowOfTheTableFilters()
    {
        Stage stage(m_filled.file());
        PATIENT_VERIFY(isRead(stage));
        DashboardPage *page = stage.panel->dashboard();
        const SpendPicture before = *stage.desk.picture();
        QTreeView *table = page->table();
        const QModelIndex first = table->model()->index(0, SpendSumsModel::Name);
        const QString name = first.data().toString();
        clickCell(table, first);
        PATIENT_VERIFY(isRead(stage));
        QVERIFY(shownChip(stage, u"filter.model"_s));
        QCOMPARE(shownChip(stage, u"filter.model"_s)->value(), name);
        const SpendPicture filtered = *stage.desk.picture();
        QCOMPARE(filtered.total.known, before.entities[0].sum.known);
        QCOMPARE(filtered.entities.size(), before.entities.size()); // the list stays whole, to choose another
        // Another dimension sees the filter.
        auto *by = stage.find<QComboBox>(u"spendBy"_s);
        by->setFocus();
        QTest::keyClicks(by, u"Team"_s);
        Q_EMIT by->activated(by->currentIndex());
        PATIENT_VERIFY(isRead(stage) && stage.desk.picture()->view.by == SpendDimension::Team);
        QCOMPARE(stage.desk.picture()->total.known, before.entities[0].sum.known);
        // Its cross, with the mouse.
        Chip *filter = shownChip(stage, u"filter.model"_s);
        QTest::mouseClick(filter, Qt::LeftButton, {}, QPoint(filter->width() - 10, filter->height() / 2));
        PATIENT_VERIFY(isRead(stage) && stage.desk.picture()->view.where.isEmpty());
        QCOMPARE(stage.desk.picture()->total.known, before.total.known);
    }

    void aDoubleClickOpensTheRowsOfOne()
    {
        Stage stage(m_filled.file());
        PATIENT_VERIFY(isRead(stage));
        QTreeView *table = stage.panel->dashboard()->table();
        const QModelIndex second = table->model()->index(1, SpendSumsModel::Cost);
        const QString name = second.siblingAtColumn(0).data().toString();
        const QPoint place = table->visualRect(second).center();
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, place);
        QTest::mouseDClick(table->viewport(), Qt::LeftButton, {}, place);
        QVERIFY(stage.panel->dashboard()->showsRows());
        PATIENT_VERIFY(stage.panel->dashboard()->rows()->model()->rowCount() > 0);
        QCOMPARE(QString::fromStdString(stage.panel->dashboard()->rows()->model()->row(0)->draft.model), name);
    }

    // A model's name stands whole where the window has the room; where it has not, its tool tip has it.
    void namesAreWhole()
    {
        Stage stage(m_filled.file());
        PATIENT_VERIFY(isRead(stage));
        QTreeView *table = stage.panel->dashboard()->table();
        PATIENT_VERIFY(table->model()->rowCount() > 0);
        const auto *delegate = qobject_cast<SumsDelegate *>(table->itemDelegate());
        for (int row = 0; row < table->model()->rowCount(); ++row) {
            const QString name = table->model()->index(row, SpendSumsModel::Name).data().toString();
            QVERIFY2(delegate->widthOf(name) <= table->columnWidth(SpendSumsModel::Name), qPrintable(name));
        }
        QVERIFY(table->columnWidth(SpendSumsModel::Share) >= 120);
        QCOMPARE(table->model()->index(0, SpendSumsModel::Name).data(Qt::ToolTipRole), table->model()->index(0, SpendSumsModel::Name).data());
        // A width that somebody chose stays.
        table->header()->resizeSection(SpendSumsModel::Name, 90);
        stage.window.resize(1500, 900);
        QCOMPARE(table->columnWidth(SpendSumsModel::Name), 90);
    }

    void wasteOpensItsRows()
    {
        Stage stage(m_filled.file());
        PATIENT_VERIFY(isRead(stage));
        QVERIFY(stage.commands.trigger(u"spend.waste"_s).isEmpty());
        WastePage *page = stage.panel->waste();
        PATIENT_VERIFY(page && !page->isReading() && !page->kinds().isEmpty());
        QVERIFY(page->headline().contains(u"bought nothing"_s));
        for (WasteRow *kind : page->kinds()) {
            QTest::mouseClick(kind->findChild<QPushButton *>(), Qt::LeftButton);
            QVERIFY(kind->isChecked());
            PATIENT_VERIFY(page->rows()->model()->rowCount() > 0);
            PATIENT_VERIFY(page->rows()->summary().contains(u"sum "_s));
            QCOMPARE(page->rows()->model()->request(), kind->waste().rows);
        }
        QTest::keyClick(page->rows()->table(), Qt::Key_Down);
        PATIENT_VERIFY(stage.panel->inspector());
    }

    void theForecastIsShown()
    {
        Stage stage(m_filled.file());
        PATIENT_VERIFY(isRead(stage));
        PATIENT_VERIFY(stage.desk.outlook().has_value());
        const SpendOutlook &outlook = *stage.desk.outlook();
        QVERIFY(outlook.forecast && outlook.forecast->error);
        QCOMPARE(outlook.forecast->days.size(), 8);
        HeadlineTile *tile = stage.panel->dashboard()->headline()->tile(u"forecastTile"_s);
        QVERIFY(tile->number().startsWith(u'$'));
        QVERIFY(tile->note().contains(u"error ±"_s));
        // The runaway day is told, with its driver; its words open the day's rows.
        QVERIFY(!outlook.anomalies.empty());
        QCOMPARE(outlook.anomalies[0].date, QDate(2026, 11, 12));
        QVERIFY(outlook.anomalies[0].sentence.contains(u"key ci-bot on gpt-4o, retries ×3"_s));
        ChartArea *chart = stage.panel->dashboard()->chart();
        PATIENT_VERIFY(chart->canvas()->widget()->isVisible());
        const QRect words = chart->canvas()->placeOfMark(0);
        QTest::mouseClick(qobject_cast<QAbstractScrollArea *>(chart->canvas()->widget())->viewport(), Qt::LeftButton, {}, words.center());
        QVERIFY(stage.panel->dashboard()->showsRows());
        PATIENT_VERIFY(stage.panel->dashboard()->rows()->summary().contains(format::count(outlook.anomalies[0].attempts)));
    }

    void exportsEqualTheCommandLine()
    {
        Stage stage(m_filled.file());
        PATIENT_VERIFY(isRead(stage));
        SpendExporter *exporter = stage.panel->exporter();
        QSignalSpy done(exporter, &SpendExporter::done);
        const SpendPicture picture = *stage.desk.picture();
        ChartCanvas *canvas = stage.panel->dashboard()->chart()->canvas();
        const auto written = [&](SpendExporter::Kind kind) {
            const QString file = stage.folder.filePath(u"out."_s + SpendExporter::suffix(kind));
            const qsizetype before = done.size();
            exporter->write(kind, picture, canvas, file);
            if (done.size() == before) {
                done.wait(60'000);
            }
            QFile out(file);
            return out.open(QIODevice::ReadOnly) ? out.readAll() : QByteArray();
        };
        QCOMPARE(written(SpendExporter::Csv), printed(stage, u"day,model"_s, u"csv"_s));
        QCOMPARE(written(SpendExporter::Json), printed(stage, u"day,model"_s, u"json"_s));
        QCOMPARE(written(SpendExporter::Focus), printed(stage, {}, u"focus"_s));
        QVERIFY(QImage::fromData(written(SpendExporter::Png)).width() > 1'000);
        QVERIFY(written(SpendExporter::Svg).contains("<svg"));
        // Wherever it is drawn, all of it is there.
        const auto drawnAt = [canvas](QPoint place) {
            const QSize size = canvas->widget()->size();
            QImage image(size + QSize(place.x(), place.y()), QImage::Format_RGB32);
            QPainter painter(&image);
            canvas->renderTo(painter, QRectF(place, size));
            painter.end();
            return image.copy(QRect(place, size));
        };
        QCOMPARE(drawnAt({ 40, 30 }), drawnAt({ 0, 0 }));
        PATIENT_VERIFY(stage.desk.outlook().has_value());
        const QByteArray report = written(SpendExporter::Pdf);
        QVERIFY(report.startsWith("%PDF") && report.contains("/Count 1"));
        exporter->write(SpendExporter::Csv, picture, canvas, u"/nowhere/at/all.csv"_s);
        PATIENT_VERIFY(done.last().first().toString().contains(u"could not be saved"_s));
    }

    void thePaletteFindsEntities()
    {
        Stage stage(m_filled.file());
        PATIENT_VERIFY(isRead(stage));
        const QList<PaletteEntry> found = stage.panel->find(u"haiku"_s);
        QCOMPARE(found.size(), 1);
        found.first().run();
        PATIENT_VERIFY(isRead(stage) && !stage.desk.picture()->view.where.isEmpty());
        QVERIFY(stage.commands.trigger(u"spend.clear"_s).isEmpty());
        PATIENT_VERIFY(isRead(stage) && stage.desk.picture()->view.where.isEmpty());
    }
};

QTEST_MAIN(TestSpendPanel)
#include "tst_spend_panel.moc"
