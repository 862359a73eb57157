// SPDX-License-Identifier: GPL-3.0-or-later
//
// A bill compared with the ledger and a corrected price in the Spend panel, through real clicks and keys.
#include "models/spend/spend_rows_model.h"
#include "tests/ui/spend/spend_stage.h"
#include "ui/spend/dashboard_page.h"
#include "ui/spend/bill_form.h"
#include "ui/spend/plain_table.h"
#include "ui/spend/prices_page.h"
#include "ui/spend/reconcile_page.h"
#include "ui/spend/rows_view.h"
#include "ui/widgets/patchbay_style.h"
#include "ui/widgets/segmented_control.h"

#include <QAbstractButton>
#include <QApplication>
#include <QComboBox>
#include <QDateEdit>
#include <QLabel>
#include <QLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>

using namespace patchbay;

// Readings of a whole ledger on a busy machine take their time.
#define PATIENT_VERIFY(condition) QTRY_VERIFY_WITH_TIMEOUT(condition, 60'000)

class TestSpendBooks : public QObject {
    Q_OBJECT
private:
    FilledLedger m_filled;

    static void click(QWidget *widget) { QTest::mouseClick(widget, Qt::LeftButton); }
    static void choose(QComboBox *box, const QString &text)
    {
        box->setFocus();
        box->setCurrentIndex(box->findText(text, Qt::MatchStartsWith));
        Q_EMIT box->activated(box->currentIndex());
    }
    static void clickCell(PlainTable *table, int row, int column)
    {
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, table->placeOf(row, column).center());
    }
    static QList<SpendRow> rowsOf(const QString &file, const QList<SpendDimension> &by, const QString &provider)
    {
        SpendRequest request { .by = by, .from = WallTime(std::chrono::sys_days { std::chrono::year(2026) / 11 / 2 }),
                               .to = WallTime(std::chrono::sys_days { std::chrono::year(2026) / 11 / 12 }) };
        request.where = { { SpendDimension::Provider, { provider } } };
        return SpendQuery::open(file).value()->read(request).value();
    }
    // What OpenAI bills of ten days, with one price that is half as much again and one amount that nothing explains.
    static QString bill(const Stage &stage, const QByteArray &head)
    {
        const QString path = stage.folder.filePath(u"bill.csv"_s);
        QFile file(path);
        (void)file.open(QIODevice::WriteOnly);
        file.write(head);
        for (const SpendRow &row : rowsOf(stage.file(), { SpendDimension::Day, SpendDimension::Model }, u"openai"_s)) {
            qint64 nano = row.known.value_or(Money {}).nanoDollars;
            if (row.values.at(1) == u"gpt-4o" && row.values.at(0) == u"2026-11-05") {
                nano = nano * 3 / 2;
            }
            file.write(u"%1;%2;%3;%4;%5;%6\n"_s.arg(row.values.at(0), row.values.at(1)).arg(row.promptTokens - row.cachedTokens - row.cacheCreationTokens)
                           .arg(row.cachedTokens).arg(row.completionTokens).arg(QString::fromStdString(toDecimalString(Money { nano }))).toUtf8());
        }
        file.write("2026-11-03;gpt-4o;x;;;1\n2026-11-03;;1;;;1\n");
        return path;
    }

private Q_SLOTS:
    void aBillOfUnknownColumnsIsMappedAndCompared()
    {
        Stage stage(m_filled.file());
        PATIENT_VERIFY(isRead(stage));
        stage.panel->showPage(SpendPage::Reconcile);
        ReconcilePage *page = stage.panel->reconcile();
        PATIENT_VERIFY(!page->isReading());
        QVERIFY(stage.find(u"firstBill"_s)->isVisible());
        const QWidget *empty = stage.find(u"firstBill"_s)->parentWidget();
        QVERIFY2(empty->height() <= empty->layout()->totalHeightForWidth(empty->width()) + 8, qPrintable(QString::number(empty->height()))); // not torn apart
        page->readFile(bill(stage, "Tag;Modell;Rein;Zwischen;Raus;Kosten\n"));
        PATIENT_VERIFY(!page->isReading());
        // It cannot be read as it is: the columns are asked for.
        QVERIFY(!page->found() && page->form()->isVisible());
        const std::pair<QString, QString> columns[] = { { u"day"_s, u"Tag"_s },         { u"model"_s, u"Modell"_s },  { u"prompt"_s, u"Rein"_s },
                                                        { u"cached"_s, u"Zwischen"_s }, { u"completion"_s, u"Raus"_s }, { u"cost"_s, u"Kosten"_s } };
        for (const auto &[what, name] : columns) {
            choose(stage.find<QComboBox>(u"billColumn."_s + what), name);
        }
        click(stage.find(u"compareBill"_s));
        PATIENT_VERIFY(!page->isReading());
        QVERIFY(!page->found()); // whose bill it is, is still not told
        QVERIFY(page->detail().contains(u"provider"_s));
        PATIENT_VERIFY(stage.find<QComboBox>(u"billProvider"_s)->findText(u"openai"_s) >= 0);
        choose(stage.find<QComboBox>(u"billProvider"_s), u"openai"_s);
        click(stage.find(u"compareBill"_s));
        PATIENT_VERIFY(!page->isReading() && page->found());
        QVERIFY(!page->form()->isVisible());
        // The totals are those of the file and of the ledger.
        Money ledger;
        for (const SpendRow &row : rowsOf(stage.file(), {}, u"openai"_s)) {
            ledger += row.known.value_or(Money {});
        }
        QCOMPARE(page->found()->ledger, ledger);
        QVERIFY(page->found()->billed > ledger);
        QCOMPARE(page->found()->unexplained.nanoDollars, 0);
        // One line differs, by its price; a click has its tokens and its rows.
        QCOMPARE(page->table()->rows(), 1);
        QCOMPARE(page->table()->textAt(0, 0), u"2026-11-05"_s);
        QCOMPARE(page->table()->textAt(0, 8), u"price"_s);
        clickCell(page->table(), 0, 1);
        PATIENT_VERIFY(page->rows()->isVisible() && page->rows()->model()->rowCount() > 0);
        QCOMPARE(QString::fromStdString(page->rows()->model()->row(0)->draft.model), u"gpt-4o"_s);
        QVERIFY(stage.find<QLabel>(u"reconcileLine"_s)->text().contains(u"billed"_s));
        // All lines, where they are wanted.
        click(page->findChild<SegmentedControl *>()->segment(1));
        QCOMPARE(page->table()->rows(), page->found()->lines.size());
    }

    void aComparisonIsMarked()
    {
        Stage stage(m_filled.file());
        PATIENT_VERIFY(isRead(stage));
        stage.panel->showPage(SpendPage::Reconcile);
        ReconcilePage *page = stage.panel->reconcile();
        page->readFile(bill(stage, "date;model;uncached_input_tokens;tokens_cached;output_tokens;cost\n"));
        PATIENT_VERIFY(!page->isReading());
        // The fields look like another provider's.
        QCOMPARE(page->found()->provider, u"anthropic"_s);
        click(stage.find(u"billColumns"_s));
        QVERIFY(page->form()->isVisible());
        stage.find<QComboBox>(u"billProvider"_s)->setCurrentText(u"openai"_s);
        choose(stage.find<QComboBox>(u"billFormat"_s), u"other CSV"_s);
        click(stage.find(u"compareBill"_s));
        PATIENT_VERIFY(!page->isReading() && page->found());
        QSignalSpy said(stage.panel, &Panel::noticeRaised);
        click(stage.find(u"markReconciled"_s));
        PATIENT_VERIFY(said.size() == 1 && !page->isReading());
        QVERIFY(!stage.find(u"markReconciled"_s)->isEnabled());
        const QList<KeptReconciliation> kept = keptReconciliations(stage.file()).value();
        QCOMPARE(kept.size(), 1);
        QCOMPARE(kept[0].billed, page->found()->billed);
        QCOMPARE(kept[0].source, u"bill.csv"_s);
        // The next time the page is opened it stands there.
        stage.panel->showPage(SpendPage::Dashboard);
        stage.panel->showPage(SpendPage::Reconcile);
        PATIENT_VERIFY(!page->isReading() && page->kept()->rows() == 1);
        QVERIFY(page->kept()->isVisible());
        QCOMPARE(page->kept()->textAt(0, 1), u"openai"_s);
    }

    void daysOfOnesOwnArePriced()
    {
        Stage stage(m_filled.file());
        PATIENT_VERIFY(isRead(stage));
        stage.panel->showPage(SpendPage::Prices);
        PricesPage *page = stage.panel->prices();
        PATIENT_VERIFY(!page->isReading());
        auto *span = stage.find<QComboBox>(u"repriceSpan"_s);
        auto *first = page->findChild<QDateEdit *>(u"firstDay"_s);
        auto *last = page->findChild<QDateEdit *>(u"lastDay"_s);
        QVERIFY(!first->isVisible());
        span->setCurrentIndex(span->findData(static_cast<int>(SpendPreset::Own)));
        QVERIFY(first->isVisible() && last->isVisible());
        const QTimeZone zone = stage.panel->dashboard()->view().zone;
        const QDate day = localTime(stage.clock.now(), zone).date().addDays(-3);
        first->setDate(day);
        last->setDate(day);
        click(stage.find(u"repriceTell"_s));
        PATIENT_VERIFY(!page->isReading() && page->report());
        const SpendRange range = rangeOf({ SpendPreset::Own, day, day }, stage.clock.now(), zone).value();
        SpendRequest request;
        request.from = range.from;
        request.to = range.to;
        QCOMPARE(page->report()->looked, SpendQuery::open(stage.file()).value()->read(request).value().first().attempts);
        QVERIFY(page->report()->looked > 0);
        // Other days take back what was told.
        first->setDate(day.addDays(-1));
        QVERIFY(!page->report());
    }

    void aPriceIsCorrected()
    {
        Stage stage(m_filled.file());
        PATIENT_VERIFY(isRead(stage));
        stage.panel->showPage(SpendPage::Prices);
        PricesPage *page = stage.panel->prices();
        PATIENT_VERIFY(!page->isReading());
        QVERIFY(!stage.find(u"repriceApply"_s)->isEnabled());
        auto *model = stage.find<QComboBox>(u"repriceModel"_s);
        model->setFocus();
        model->setCurrentIndex(model->findData(u"openai/gpt-4o"_s));
        auto *input = stage.find<QLineEdit>(u"priceInput"_s);
        QVERIFY(!input->text().isEmpty());
        click(input);
        input->selectAll();
        QTest::keyClicks(input, u"100"_s);
        QTest::keyClick(input, Qt::Key_Return);
        PATIENT_VERIFY(!page->isReading() && page->report());
        QVERIFY(page->report()->changed.rows > 0);
        QCOMPARE(page->preview()->rows(), 1);
        QCOMPARE(page->preview()->textAt(0, 0), u"openai/gpt-4o"_s);
        const auto sum = [&] {
            SpendRequest request;
            request.where = { { SpendDimension::Model, { u"gpt-4o"_s } } };
            return SpendQuery::open(stage.file()).value()->read(request).value().first().known->nanoDollars;
        };
        const qint64 before = sum();
        const RepricingSum told = page->report()->changed;
        click(stage.find(u"repriceApply"_s));
        PATIENT_VERIFY(!page->isReading() && page->past()->rows() == 1);
        QCOMPARE(sum(), before - told.before.nanoDollars + told.after.nanoDollars);
        // Both values stay.
        const PastRepricing past = pastRepricings(stage.file()).value().first();
        QCOMPARE(past.before, told.before);
        QCOMPARE(past.now, told.after);
        QCOMPARE(past.rows, told.rows);
        // Typing again takes back what was told.
        QVERIFY(!page->report());
    }
};

QTEST_MAIN(TestSpendBooks)
#include "tst_spend_books.moc"
