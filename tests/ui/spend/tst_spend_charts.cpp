// SPDX-License-Identifier: GPL-3.0-or-later
//
// The dashboard's further charts, its comparison and its saved views, through real clicks over a real ledger.
#include "models/spend/spend_rows_model.h"
#include "tests/ui/spend/spend_stage.h"
#include "ui/spend/chart_area.h"
#include "ui/spend/dashboard_page.h"
#include "ui/spend/fitting_font.h"
#include "ui/spend/heat_map.h"
#include "ui/spend/headline_strip.h"
#include "ui/spend/headline_tile.h"
#include "ui/spend/plain_table.h"
#include "ui/spend/rows_view.h"
#include "ui/spend/views_button.h"
#include "ui/widgets/patchbay_style.h"
#include "ui/widgets/segmented_control.h"

#include <QAbstractButton>
#include <QAbstractScrollArea>
#include <QApplication>
#include <QComboBox>
#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>

using namespace patchbay;

// Readings of a whole ledger on a busy machine take their time.
#define PATIENT_VERIFY(condition) QTRY_VERIFY_WITH_TIMEOUT(condition, 60'000)

class TestSpendCharts : public QObject {
    Q_OBJECT
private:
    FilledLedger m_filled;

    static void choose(QComboBox *box, const QString &text)
    {
        box->setFocus();
        box->setCurrentIndex(box->findText(text, Qt::MatchStartsWith));
        Q_EMIT box->activated(box->currentIndex());
    }
    static ChartArea *chart(Stage &stage) { return stage.panel->dashboard()->chart(); }
    static void show(Stage &stage, const QString &subject)
    {
        choose(stage.find<QComboBox>(u"chartSubject"_s), subject);
        PATIENT_VERIFY(!chart(stage)->isReading());
    }
    static QWidget *canvas(Stage &stage) { return qobject_cast<QAbstractScrollArea *>(chart(stage)->canvas()->widget())->viewport(); }
    static qsizetype countRows(Stage &stage)
    {
        SpendRowsModel *rows = stage.panel->dashboard()->rows()->model();
        while (!rows->isComplete()) {
            const int before = rows->rowCount();
            rows->fetchMore({});
            if (!QTest::qWaitFor([&] { return rows->rowCount() != before || rows->isComplete(); }, 60'000)) {
                break;
            }
        }
        return rows->rowCount();
    }

private Q_SLOTS:
    void anHourOfTheWeekOpensItsRows()
    {
        Stage stage(m_filled.file());
        PATIENT_VERIFY(isRead(stage));
        show(stage, u"Hours of the week"_s);
        HeatMap *map = chart(stage)->week();
        PATIENT_VERIFY(map->isVisible());
        const QList<SpendRow> &hours = chart(stage)->course().week.hours;
        const int dearest = static_cast<int>(std::ranges::max_element(hours, {}, [](const SpendRow &row) { return row.known.value_or(Money {}).nanoDollars; }) - hours.begin());
        QVERIFY(hours[dearest].attempts > 0);
        QTest::mouseClick(map, Qt::LeftButton, {}, map->placeOf(dearest).center());
        QVERIFY(stage.panel->dashboard()->showsRows());
        PATIENT_VERIFY(stage.panel->dashboard()->rows()->model()->rowCount() > 0);
        QCOMPARE(countRows(stage), hours[dearest].attempts);
        // The keyboard reaches them, too.
        stage.panel->dashboard()->closeRows();
        map->setFocus();
        QTest::keyClick(map, Qt::Key_Right);
        QVERIFY(map->accessibleDescription().startsWith(hourName(dearest + 1)));
    }

    void aBarOfErrorsOpensThem()
    {
        Stage stage(m_filled.file());
        PATIENT_VERIFY(isRead(stage));
        show(stage, u"Errors"_s);
        const SpendErrors errors = chart(stage)->course().errors;
        QVERIFY(!errors.kinds.isEmpty());
        const QList<qint64> &attempts = errors.kinds[0].attempts;
        const int bucket = static_cast<int>(std::ranges::max_element(attempts) - attempts.begin());
        PATIENT_VERIFY(canvas(stage)->isVisible());
        const QRect bar = chart(stage)->placeOf(bucket, 0);
        QVERIFY(bar.height() > 2);
        QTest::mouseClick(canvas(stage), Qt::LeftButton, {}, bar.center());
        QVERIFY(stage.panel->dashboard()->showsRows());
        PATIENT_VERIFY(stage.panel->dashboard()->rows()->model()->rowCount() > 0);
        QCOMPARE(countRows(stage), attempts[bucket]);
        QVERIFY(!stage.panel->dashboard()->rows()->model()->row(0)->outcome.errorClass.empty());
    }

    void latenciesAreLines()
    {
        Stage stage(m_filled.file());
        PATIENT_VERIFY(isRead(stage));
        show(stage, u"Latency"_s);
        QVERIFY(stage.find<QLabel>(u"chartTitle"_s)->text().contains(u"p95"_s));
        PATIENT_VERIFY(canvas(stage)->isVisible());
        const SpendLatency &latency = chart(stage)->course().latency;
        const int bucket = static_cast<int>(std::ranges::find_if(latency.p95, [](const auto &time) { return time.has_value(); }) - latency.p95.begin());
        constexpr int p95 = 1;
        const QRect point = chart(stage)->placeOf(bucket, p95);
        const QRect median = chart(stage)->placeOf(bucket, 0);
        QVERIFY(point.isValid() && median.isValid() && point.center().y() <= median.center().y());
        QTest::mouseClick(canvas(stage), Qt::LeftButton, {}, point.center());
        PATIENT_VERIFY(stage.panel->dashboard()->showsRows());
        QCOMPARE(countRows(stage), stage.desk.picture()->course[bucket].attempts);
    }

    void aCellOfThePivotOpensItsRows()
    {
        Stage stage(m_filled.file());
        PATIENT_VERIFY(isRead(stage));
        show(stage, u"Pivot"_s);
        PlainTable *table = chart(stage)->pivot();
        PATIENT_VERIFY(table->isVisible());
        const SpendPivot pivot = chart(stage)->course().pivot;
        QCOMPARE(table->rows(), pivot.rows.size() + 1);
        QCOMPARE(pivot.total.known, stage.desk.picture()->total.known);
        const QPoint cell = table->placeOf(0, 1).center();
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, cell);
        QTest::mouseDClick(table->viewport(), Qt::LeftButton, {}, cell);
        QVERIFY(stage.panel->dashboard()->showsRows());
        PATIENT_VERIFY(stage.panel->dashboard()->rows()->model()->rowCount() > 0);
        QCOMPARE(countRows(stage), pivot.cells[0][0].attempts);
        // Another dimension across.
        choose(stage.find<QComboBox>(u"pivotAcross"_s), u"by day"_s);
        PATIENT_VERIFY(!chart(stage)->isReading() && chart(stage)->course().pivot.across == SpendDimension::Day);
        QCOMPARE(chart(stage)->course().pivot.total.known, stage.desk.picture()->total.known);
    }

    void costsAsAreasAndLines()
    {
        Stage stage(m_filled.file());
        PATIENT_VERIFY(isRead(stage));
        auto *style = stage.find<SegmentedControl>(u"chartStyle"_s);
        for (const int drawn : { 1, 2 }) {
            QTest::mouseClick(style->segment(drawn), Qt::LeftButton);
            QCOMPARE(static_cast<int>(chart(stage)->shape().style), drawn);
            PATIENT_VERIFY(canvas(stage)->isVisible());
            constexpr int twelfth = 11;
            QVERIFY(!chart(stage)->placeOf(twelfth, 0).isEmpty());
            QTest::mouseClick(canvas(stage), Qt::LeftButton, {}, chart(stage)->placeOf(twelfth, 0).center());
            QVERIFY(stage.panel->dashboard()->showsRows());
            stage.panel->dashboard()->closeRows();
        }
    }

    void tilesAreAlikeWhereTheyAreNarrow()
    {
        Stage stage(m_filled.file());
        PATIENT_VERIFY(isRead(stage));
        const HeadlineStrip *strip = stage.panel->dashboard()->headline();
        const QList<HeadlineTile *> tiles = strip->findChildren<HeadlineTile *>();
        QCOMPARE(tiles.size(), 6);
        for (const int width : { 960, 1800 }) {
            stage.panel->window()->resize(width, 640);
            const auto alike = [&] {
                return std::ranges::all_of(tiles, [&](const HeadlineTile *tile) {
                    return tile->isWhole() && tile->noteLabel()->height() == tiles.first()->noteLabel()->height()
                        && tile->noteLabel()->y() == tiles.first()->noteLabel()->y();
                });
            };
            PATIENT_VERIFY(strip->width() <= width && alike());
        }
        // Wide tiles have notes of one line.
        PATIENT_VERIFY(tiles.first()->noteLabel()->neededShare(1) == 1);
        QVERIFY(tiles.first()->noteLabel()->height() < 2 * QFontMetrics(stage.theme.font(TypeStep::Meta)).lineSpacing());
    }

    void aComparisonIsChosen()
    {
        Stage stage(m_filled.file());
        PATIENT_VERIFY(isRead(stage));
        QVERIFY(stage.panel->dashboard()->headline()->tile(u"spendTile"_s)->note().contains(u'%'));
        auto *against = stage.find<QComboBox>(u"spendAgainst"_s);
        QVERIFY(against->currentText().startsWith(u"against "_s));
        choose(against, u"not compared"_s);
        PATIENT_VERIFY(isRead(stage) && stage.desk.picture()->view.against == SpendAgainst::Nothing);
        QVERIFY(!stage.desk.picture()->totalBefore);
        QVERIFY(!stage.panel->dashboard()->headline()->tile(u"spendTile"_s)->note().contains(u'%'));
        choose(against, u"against the same days"_s);
        PATIENT_VERIFY(isRead(stage) && stage.desk.picture()->view.against == SpendAgainst::YearBefore);
        QCOMPARE(against->currentText(), u"nothing to compare with"_s); // the ledger is younger
    }

    void aViewIsSavedAndOpenedAgain()
    {
        Stage stage(m_filled.file());
        PATIENT_VERIFY(isRead(stage));
        SpendView view = stage.panel->dashboard()->view();
        view.by = SpendDimension::Team;
        view.where = { { SpendDimension::Model, { u"gpt-4o"_s } } };
        stage.panel->dashboard()->setView(view);
        show(stage, u"Errors"_s);
        ViewsButton *button = stage.find<ViewsButton>(u"spendViews"_s);
        button->askName();
        auto *dialog = stage.find<QInputDialog>({});
        auto *field = dialog->findChild<QLineEdit *>();
        QTest::keyClicks(field, u"team errors"_s);
        QTest::keyClick(field, Qt::Key_Return);
        PATIENT_VERIFY(button->text().contains(u"team errors"_s));
        QCOMPARE(savedViewsFrom(stage.savedViews).size(), 1);
        stage.panel->dashboard()->reset();
        show(stage, u"Cost"_s);
        QVERIFY(!button->text().contains(u"team errors"_s));
        Q_EMIT button->menu()->aboutToShow();
        button->menu()->actions().first()->trigger();
        PATIENT_VERIFY(isRead(stage) && stage.desk.picture()->view == view);
        QCOMPARE(chart(stage)->shape().subject, SpendSubject::Errors);
        QVERIFY(button->text().contains(u"team errors"_s));
        Q_EMIT button->menu()->aboutToShow();
        button->menu()->findChild<QAction *>(u"removeView"_s)->trigger();
        QVERIFY(savedViewsFrom(stage.savedViews).isEmpty());
    }
};

QTEST_MAIN(TestSpendCharts)
#include "tst_spend_charts.moc"
