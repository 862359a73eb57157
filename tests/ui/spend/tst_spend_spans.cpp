// SPDX-License-Identifier: GPL-3.0-or-later
//
// Spans of time of the dashboard: presets, days of one's own, zones, units, and times that cannot be.
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

class TestSpendSpans : public QObject {
    Q_OBJECT
private:
    FilledLedger m_filled;


private Q_SLOTS:
    void spansZonesAndUnits()
    {
        Stage stage(m_filled.file());
        PATIENT_VERIFY(isRead(stage));
        auto *range = stage.find<QComboBox>(u"spendRange"_s);
        range->setCurrentIndex(range->findText(u"Last 7 days"_s));
        Q_EMIT range->activated(range->currentIndex());
        PATIENT_VERIFY(isRead(stage) && stage.desk.picture()->view.preset == SpendPreset::Last7Days);
        QCOMPARE(stage.desk.picture()->buckets.size(), 7);
        auto *zone = stage.find<QComboBox>(u"spendZone"_s);
        zone->setCurrentIndex(zone->findData(QByteArray("Asia/Tokyo")));
        Q_EMIT zone->activated(zone->currentIndex());
        PATIENT_VERIFY(isRead(stage) && stage.desk.picture()->view.zone.id() == "Asia/Tokyo");
        QCOMPARE(localTime(stage.desk.picture()->range.from, QTimeZone("Asia/Tokyo")).time(), QTime(0, 0));
        SpendView hours = stage.panel->dashboard()->view();
        hours.unit = SpendDimension::Hour;
        stage.panel->dashboard()->setView(hours);
        PATIENT_VERIFY(isRead(stage) && stage.desk.picture()->unit == SpendDimension::Hour);
        QCOMPARE(stage.desk.picture()->buckets.size(), 7 * 24);
    }

    // Two days, by the keyboard alone; the headline names them, and the figures are those of the command line.
    void aSpanOfOnesOwn()
    {
        Stage stage(m_filled.file());
        PATIENT_VERIFY(isRead(stage));
        auto *range = stage.find<QComboBox>(u"spendRange"_s);
        QVERIFY(!stage.find(u"spendDays"_s)->isVisible());
        range->setFocus(Qt::TabFocusReason);
        QTest::keyClick(range, Qt::Key_End);
        PATIENT_VERIFY(isRead(stage) && stage.desk.picture()->view.preset == SpendPreset::Own);
        // It begins as what was shown, as far as that is over.
        QCOMPARE(stage.desk.picture()->view.firstDay, QDate(2026, 11, 1));
        QCOMPARE(stage.desk.picture()->view.lastDay, QDate(2026, 11, 22));
        auto *first = stage.find<QDateEdit>(u"firstDay"_s);
        auto *last = stage.find<QDateEdit>(u"lastDay"_s);
        QVERIFY(first->isVisible() && first->hasFocus());
        first->selectAll();
        QTest::keyClicks(first, u"2026-11-03"_s);
        QTest::keyClick(first, Qt::Key_Return);
        PATIENT_VERIFY(isRead(stage) && stage.desk.picture()->view.firstDay == QDate(2026, 11, 3));
        last->setFocus(Qt::TabFocusReason);
        last->selectAll();
        QTest::keyClicks(last, u"2026-11-09"_s);
        QTest::keyClick(last, Qt::Key_Return);
        PATIENT_VERIFY(isRead(stage) && stage.desk.picture()->view.lastDay == QDate(2026, 11, 9));
        QCOMPARE(stage.desk.picture()->buckets.size(), 7);
        HeadlineTile *tile = stage.panel->dashboard()->headline()->tile(u"spendTile"_s);
        QCOMPARE(tile->caption(), u"3 Nov to 9 Nov 2026"_s);
        QVERIFY(tile->isWhole());
        QVERIFY(stage.desk.picture()->before);
        QCOMPARE(stage.find<QComboBox>(u"spendAgainst"_s)->currentText(), u"against the 7 days before"_s);
        const QJsonObject total = QJsonDocument::fromJson(printed(stage, {}, u"json"_s, u"2026-11-03"_s, u"2026-11-10"_s)).array().at(0).toObject();
        QCOMPARE(QString::fromStdString(toDecimalString(*stage.desk.picture()->total.known)), total[u"usd"].toString());
        QCOMPARE(stage.desk.picture()->total.requests, total[u"requests"].toInteger());
        // The other end follows where it would lie on the wrong side.
        first->setFocus(Qt::TabFocusReason);
        first->selectAll();
        QTest::keyClicks(first, u"2026-11-12"_s);
        QTest::keyClick(first, Qt::Key_Return);
        PATIENT_VERIFY(isRead(stage) && stage.desk.picture()->view.lastDay == QDate(2026, 11, 12));
        QCOMPARE(stage.desk.picture()->unit, SpendDimension::Hour);
        // Kept under a name, with its days.
        const QByteArray kept = savedViewsText({ { u"Wild day"_s, stage.panel->dashboard()->view() } });
        QCOMPARE(savedViewsFrom(kept).value(0).view, stage.panel->dashboard()->view());
        // Another span hides the days.
        range->setFocus(Qt::TabFocusReason);
        QTest::keyClick(range, Qt::Key_Home);
        PATIENT_VERIFY(isRead(stage) && stage.desk.picture()->view.preset == SpendPreset::Today);
        QVERIFY(!stage.find(u"spendDays"_s)->isVisible());
    }

    // A clock that was wrong: its rows are told beside the figures, and a click opens them.
    void timesThatCannotBe()
    {
        Stage stage(m_filled.file());
        PATIENT_VERIFY(isRead(stage));
        {
            SteppedClock wrong;
            wrong.wall = stage.clock.wall + std::chrono::days(26'000);
            const auto ledger = SqlLedger::open(stage.file(), wrong).value();
            AttemptDraft draft;
            draft.attemptId = draft.requestId = "stray";
            draft.model = "gpt-4o";
            draft.start = wrong.wall;
            QVERIFY(ledger->reserve(draft));
            AttemptOutcome outcome;
            outcome.end = wrong.wall;
            outcome.amount = { Money { 250'000'000 }, Basis::Computed, "t" };
            ledger->settle("stray", outcome);
            QVERIFY(ledger->flush());
        }
        stage.panel->dashboard()->ask();
        PATIENT_VERIFY(isRead(stage));
        QVERIFY(!stage.find(u"strayWords"_s)->isVisible());
        auto *range = stage.find<QComboBox>(u"spendRange"_s);
        range->setCurrentIndex(range->findText(u"All time"_s));
        Q_EMIT range->activated(range->currentIndex());
        PATIENT_VERIFY(isRead(stage) && stage.desk.picture()->view.preset == SpendPreset::All);
        QVERIFY(stage.desk.picture()->buckets.size() < 100); // the axis ends where the ledger does
        PATIENT_VERIFY(stage.find(u"strayWords"_s)->isVisible());
        QVERIFY2(stage.find<QLabel>(u"strayWords"_s)->text().startsWith(u"1 attempt with a time that cannot be"_s), qPrintable(stage.find<QLabel>(u"strayWords"_s)->text()));
        QVERIFY(stage.find<QLabel>(u"strayWords"_s)->text().contains(u"$0.25"_s));
        QTest::mouseClick(stage.find<QPushButton>(u"strayRows"_s), Qt::LeftButton);
        QVERIFY(stage.panel->dashboard()->showsRows());
        PATIENT_VERIFY(stage.panel->dashboard()->rows()->model()->rowCount() == 1);
        QCOMPARE(stage.panel->dashboard()->rows()->model()->row(0)->draft.attemptId, "stray");
        QCOMPARE(shownChip(stage, u"filter.point"_s)->value(), u"times that cannot be"_s);
        // With them it is what the command line sums, which says that they are among it.
        const QJsonObject all = QJsonDocument::fromJson(printed(stage, {}, u"json"_s, {}, {})).array().at(0).toObject();
        const Money both = *stage.desk.picture()->total.known + *stage.desk.picture()->stray->known;
        QCOMPARE(QString::fromStdString(toDecimalString(both)), all[u"usd"].toString());
        QProcess program;
        program.start(QStringLiteral(PATCHBAY_BINARY_DIR) + u"/bin/patchbay-cli"_s, { u"spend"_s, u"--data"_s, stage.folder.path() });
        QVERIFY(program.waitForFinished());
        const QByteArray said = program.readAllStandardError();
        QVERIFY2(said.startsWith("1 attempt of these with a time that cannot be") && said.contains("$0.25"), said.constData());
    }
};

QTEST_MAIN(TestSpendSpans)
#include "tst_spend_spans.moc"
