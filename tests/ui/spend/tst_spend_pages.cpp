// SPDX-License-Identifier: GPL-3.0-or-later
//
// Budgets, reconciliation and corrected prices in the Spend panel, through real clicks and keys over a real ledger.
#include "models/format/format.h"
#include "models/spend/spend_rows_model.h"
#include "tests/ui/spend/spend_stage.h"
#include "ui/spend/bill_form.h"
#include "ui/spend/budget_form.h"
#include "ui/spend/budget_row.h"
#include "ui/spend/budgets_page.h"
#include "ui/spend/plain_table.h"
#include "ui/spend/prices_page.h"
#include "ui/spend/reconcile_page.h"
#include "ui/spend/rows_view.h"
#include "ui/spend/waste_page.h"
#include "ui/spend/waste_row.h"
#include "ui/widgets/patchbay_style.h"
#include "ui/widgets/segmented_control.h"

#include <QAbstractButton>
#include <QApplication>
#include <QComboBox>
#include <QDateEdit>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>

using namespace patchbay;

// Readings of a whole ledger on a busy machine take their time.
#define PATIENT_VERIFY(condition) QTRY_VERIFY_WITH_TIMEOUT(condition, 60'000)

class TestSpendPages : public QObject {
    Q_OBJECT
private:
    FilledLedger m_filled;

    static void click(QWidget *widget) { QTest::mouseClick(widget, Qt::LeftButton); }
    static void openPage(Stage &stage, const QString &name)
    {
        auto *pages = stage.find<SegmentedControl>(u"spendPages"_s);
        for (int page = 0; page < pages->count(); ++page) {
            if (pages->segmentText(page) == name) {
                click(pages->segment(page));
            }
        }
    }
    static void choose(QComboBox *box, const QString &text)
    {
        box->setFocus();
        box->setCurrentIndex(box->findText(text, Qt::MatchStartsWith));
        Q_EMIT box->activated(box->currentIndex());
    }
    static void type(QLineEdit *field, const QString &text)
    {
        click(field);
        field->selectAll();
        QTest::keyClicks(field, text);
    }
    static BudgetRow *budget(Stage &stage, const QString &name)
    {
        for (BudgetRow *row : stage.panel->budgets()->budgets()) {
            if (row->state().budget.name == name) {
                return row;
            }
        }
        return nullptr;
    }
    static Money spentOf(Stage &stage, const SpendRequest &request)
    {
        const QList<SpendRow> rows = SpendQuery::open(stage.file()).value()->read(request).value();
        return rows.isEmpty() ? Money {} : rows.first().known.value_or(Money {});
    }

private Q_SLOTS:
    void aBudgetIsMadeChangedAndDeleted()
    {
        Stage stage(m_filled.file());
        PATIENT_VERIFY(isRead(stage));
        openPage(stage, u"Budgets"_s);
        BudgetsPage *page = stage.panel->budgets();
        PATIENT_VERIFY(page && !page->isReading());
        click(stage.find(u"firstBudget"_s));
        QVERIFY(page->form()->isVisible());
        type(stage.find<QLineEdit>(u"budgetName"_s), u"Platform"_s);
        type(stage.find<QLineEdit>(u"budgetLimit"_s), u"none"_s);
        choose(stage.find<QComboBox>(u"budgetOf"_s), u"Team"_s);
        auto *value = stage.find<QComboBox>(u"budgetValue"_s);
        PATIENT_VERIFY(value->findText(u"Platform"_s) >= 0);
        value->setCurrentIndex(value->findText(u"Platform"_s));
        click(stage.find(u"saveBudget"_s));
        QVERIFY(page->form()->isVisible()); // "none" is no amount
        QVERIFY(page->budgets().isEmpty());
        type(stage.find<QLineEdit>(u"budgetLimit"_s), u"12.50"_s);
        click(stage.find(u"saveBudget"_s));
        PATIENT_VERIFY(budget(stage, u"Platform"_s) && !page->form()->isVisible());
        // It says what the ledger says.
        const BudgetState state = budget(stage, u"Platform"_s)->state();
        SpendRequest request = budgetRequest(state.budget, budgetSpan(BudgetPeriod::Month, stage.clock.now(), QTimeZone("Europe/Berlin")), QTimeZone("Europe/Berlin"));
        QCOMPARE(state.spent, spentOf(stage, request));
        QVERIFY(state.spent.nanoDollars > 0);
        QVERIFY(budget(stage, u"Platform"_s)->amount().endsWith(u"of $12.50"_s));
        // Its rows stand below, and what it would have done in October.
        PATIENT_VERIFY(page->rows()->model()->rowCount() > 0 && !page->isReading());
        QCOMPARE(page->rows()->model()->request(), request);
        QVERIFY(page->replayWords().contains(u"of $12.50 were spent"_s));
        // patchbay-cli reads the same file.
        QCOMPARE(loadBudgets(stage.folder.path()).value().value(0).limit.nanoDollars, 12'500'000'000);
        // Changed: the name moves, nothing stays of the old one.
        click(budget(stage, u"Platform"_s)->findChild<QPushButton *>(u"editBudget"_s));
        QVERIFY(page->form()->isVisible());
        QCOMPARE(stage.find<QLineEdit>(u"budgetLimit"_s)->text(), u"12.5"_s);
        type(stage.find<QLineEdit>(u"budgetName"_s), u"Platform team"_s);
        choose(stage.find<QComboBox>(u"budgetHard"_s), u"Refuse"_s);
        QTest::keyClick(stage.find<QLineEdit>(u"budgetName"_s), Qt::Key_Return);
        PATIENT_VERIFY(budget(stage, u"Platform team"_s) && !budget(stage, u"Platform"_s));
        QCOMPARE(budget(stage, u"Platform team"_s)->state().budget.hard, BudgetHard::Stop);
        QCOMPARE(budget(stage, u"Platform team"_s)->state().budget.value, u"Platform"_s);
        // Deleted, and taken back.
        QSignalSpy notices(stage.panel, &Panel::noticeRaised);
        click(budget(stage, u"Platform team"_s)->findChild<QPushButton *>(u"deleteBudget"_s));
        PATIENT_VERIFY(page->budgets().isEmpty() && notices.size() == 1);
        QVERIFY(loadBudgets(stage.folder.path()).value().isEmpty());
        notices.first().first().value<Notice>().action();
        PATIENT_VERIFY(budget(stage, u"Platform team"_s));
    }

    void aSecondBudgetOfTheSameNameIsRefused()
    {
        Stage stage(m_filled.file());
        QVERIFY(saveBudgets(stage.folder.path(), { SpendBudget { .name = u"All"_s, .limit = Money { 5'000'000'000 } } }));
        PATIENT_VERIFY(isRead(stage));
        openPage(stage, u"Budgets"_s);
        BudgetsPage *page = stage.panel->budgets();
        PATIENT_VERIFY(!page->isReading() && page->budgets().size() == 1);
        click(stage.find(u"newBudget"_s));
        type(stage.find<QLineEdit>(u"budgetName"_s), u"All"_s);
        type(stage.find<QLineEdit>(u"budgetLimit"_s), u"7"_s);
        click(stage.find(u"saveBudget"_s));
        PATIENT_VERIFY(stage.find<QLabel>(u"stripSentence"_s)->text().contains(u"already"_s));
        QCOMPARE(loadBudgets(stage.folder.path()).value().size(), 1);
        QTest::keyClick(page->form(), Qt::Key_Escape);
        QVERIFY(!page->form()->isVisible());
    }

    void aBudgetCanSendCallsToACheaperGroup()
    {
        Stage stage(m_filled.file());
        PATIENT_VERIFY(isRead(stage));
        openPage(stage, u"Budgets"_s);
        PATIENT_VERIFY(!stage.panel->budgets()->isReading());
        click(stage.find(u"firstBudget"_s));
        type(stage.find<QLineEdit>(u"budgetName"_s), u"All"_s);
        type(stage.find<QLineEdit>(u"budgetLimit"_s), u"50"_s);
        auto *group = stage.find<QLineEdit>(u"budgetGroup"_s);
        QVERIFY(!group->isVisible());
        choose(stage.find<QComboBox>(u"budgetHard"_s), u"Send calls"_s);
        QVERIFY(group->isVisible());
        click(stage.find(u"saveBudget"_s));
        QVERIFY(stage.find<QLabel>(u"stripSentence"_s)->text().contains(u"Which group"_s));
        type(group, u"cheap"_s);
        click(stage.find(u"saveBudget"_s));
        PATIENT_VERIFY(budget(stage, u"All"_s));
        QVERIFY(budget(stage, u"All"_s)->accessibleName().contains(u"sends calls to cheap when it is spent"_s));
        const SpendBudget saved = loadBudgets(stage.folder.path()).value().value(0);
        QCOMPARE(saved.hard, BudgetHard::DownRoute);
        QCOMPARE(saved.group, u"cheap"_s);
    }

    void wasteIsReplayedAndRoutedElsewhere()
    {
        Stage stage(m_filled.file());
        PATIENT_VERIFY(isRead(stage));
        openPage(stage, u"Waste"_s);
        WastePage *page = stage.panel->waste();
        PATIENT_VERIFY(!page->isReading() && !page->kinds().isEmpty());
        const auto kind = [&](SpendTrait trait) -> WasteRow * {
            for (WasteRow *row : page->kinds()) {
                if (row->waste().trait == trait) {
                    return row;
                }
            }
            return nullptr;
        };
        // What no routing prevents says so.
        auto *draft = stage.find<QPushButton>(u"wasteDraft"_s);
        auto *replay = stage.find<QPushButton>(u"wasteReplay"_s);
        QVERIFY(kind(SpendTrait::Cancelled));
        click(kind(SpendTrait::Cancelled));
        PATIENT_VERIFY(page->rows()->model()->rowCount() > 0);
        QVERIFY(!draft->isEnabled() && draft->toolTip().contains(u"No change of the routing"_s));
        WasteRow *shortOnes = kind(SpendTrait::Short);
        QVERIFY(shortOnes);
        click(shortOnes);
        PATIENT_VERIFY(page->rows()->model()->rowCount() > 0 && replay->isEnabled());
        QVERIFY(replay->text().contains(shortOnes->waste().reference));
        click(replay);
        QCOMPARE(stage.replayed.size(), 1);
        QVERIFY(stage.replayed.first().endsWith(u'/' + shortOnes->waste().reference));
        QCOMPARE(stage.find<QLabel>(u"wasteOutcome"_s)->text(), u"No text of it is kept."_s);
        QVERIFY(stage.find<QLabel>(u"wasteOutcome"_s)->isVisible());
        click(draft);
        QCOMPARE(stage.drafted.size(), 1);
        QVERIFY(!stage.find<QLabel>(u"wasteOutcome"_s)->isVisible());
    }

    void aProviderIsAskedForItsBill()
    {
        Stage stage(m_filled.file());
        PATIENT_VERIFY(isRead(stage));
        openPage(stage, u"Reconcile"_s);
        ReconcilePage *page = stage.panel->reconcile();
        PATIENT_VERIFY(page && !page->isReading());
        stage.billed = QList<QByteArray> { R"({"object":"page","has_more":false,"data":[{"object":"bucket","start_time":1795219200,"end_time":1795305600,"results":[{"object":"organization.costs.result","amount":{"value":1.5,"currency":"usd"},"line_item":"gpt-4o-2024-08-06, input"}]}]})" };
        auto *menu = stage.find<QMenu>(u"pullMenu"_s);
        Q_EMIT menu->aboutToShow(); // its actions are those of today
        QVERIFY(menu->actions().first()->text().startsWith(u"OpenAI, November"_s));
        menu->actions().first()->trigger();
        QCOMPARE(stage.asked, u"openai 2026-11-01 2026-11-21"_s);
        PATIENT_VERIFY(!page->isReading() && page->found());
        QCOMPARE(page->found()->billed.nanoDollars, 1'500'000'000);
        // Any other days, by the keyboard: of OpenRouter thirty, because it tells no more.
        Q_EMIT menu->aboutToShow();
        stage.find<QAction>(u"pullOtherDays"_s)->trigger();
        QVERIFY(stage.find(u"pullForm"_s)->isVisible());
        auto *first = stage.find(u"pullDays"_s)->findChild<QDateEdit *>(u"firstDay"_s);
        auto *last = stage.find(u"pullDays"_s)->findChild<QDateEdit *>(u"lastDay"_s);
        for (const auto &[field, day] : { std::pair(first, u"2026-09-03"_s), { last, u"2026-09-05"_s } }) {
            field->setFocus(Qt::TabFocusReason);
            field->selectAll();
            QTest::keyClicks(field, day);
            QTest::keyClick(field, Qt::Key_Tab);
        }
        click(stage.find(u"pullAsk"_s));
        QCOMPARE(stage.asked, u"openai 2026-09-03 2026-09-05"_s);
        QVERIFY(!stage.find(u"pullForm"_s)->isVisible());
        PATIENT_VERIFY(!page->isReading());
        Q_EMIT menu->aboutToShow();
        stage.find<QAction>(u"pullOtherDays"_s)->trigger();
        auto *provider = stage.find<QComboBox>(u"pullProvider"_s);
        provider->setFocus(Qt::TabFocusReason);
        QTest::keyClick(provider, Qt::Key_End);
        QCOMPARE(first->minimumDate(), QDate(2026, 10, 23));
        QCOMPARE(last->maximumDate(), QDate(2026, 11, 21));
        QTest::keyClick(provider, Qt::Key_Escape);
        QVERIFY(!stage.find(u"pullForm"_s)->isVisible());
        // A provider that refuses is said.
        stage.billed = failure(ErrorClass::Authentication, "openai does not tell its bill to this key.");
        menu->actions().first()->trigger();
        PATIENT_VERIFY(!page->isReading());
        QVERIFY(page->detail().contains(u"does not tell its bill"_s));
    }

    void budgetsWantNoLedger()
    {
        Stage stage;
        PATIENT_VERIFY(!stage.desk.isAsking());
        openPage(stage, u"Budgets"_s);
        PATIENT_VERIFY(stage.panel->budgets() && !stage.panel->budgets()->isReading());
        QVERIFY(stage.find(u"firstBudget"_s)->isVisible());
        QVERIFY(!QFile::exists(stage.file()));
    }

    void theSampleHasBudgetsOfItsOwn()
    {
        Stage stage;
        PATIENT_VERIFY(!stage.desk.isAsking());
        stage.panel->openSample(true);
        PATIENT_VERIFY(isRead(stage));
        openPage(stage, u"Budgets"_s);
        PATIENT_VERIFY(!stage.panel->budgets()->isReading() && stage.panel->budgets()->budgets().size() == 4);
        QVERIFY(budget(stage, u"Everything"_s)->state().spent.nanoDollars > 0);
        QVERIFY(!QFile::exists(stage.folder.filePath(u"budgets.json"_s)));
    }
};

QTEST_MAIN(TestSpendPages)
#include "tst_spend_pages.moc"
