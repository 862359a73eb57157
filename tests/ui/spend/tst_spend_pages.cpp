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
#include "ui/widgets/patchbay_style.h"
#include "ui/widgets/segmented_control.h"

#include <QAbstractButton>
#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>

using namespace patchbay;

// Readings of a whole ledger on a busy machine take their time.
#define PATIENT_VERIFY(condition) QTRY_VERIFY_WITH_TIMEOUT(condition, 60'000)

class TestSpendPages : public QObject {
    Q_OBJECT
private:
    QTemporaryDir m_directory;
    QString m_ledger;
    std::unique_ptr<Theme> m_theme;

    static bool isRead(Stage &stage) { return stage.desk.picture() && !stage.desk.isAsking(); }
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
    void initTestCase()
    {
        m_theme = std::make_unique<Theme>();
        PatchbayStyle::install(*qApp, *m_theme);
        m_ledger = m_directory.filePath(u"filled.db"_s);
        fillLedger(m_ledger, SteppedClock().now());
    }
    void cleanupTestCase() { qApp->setStyle(u"fusion"_s); }

    void aBudgetIsMadeChangedAndDeleted()
    {
        Stage stage(m_ledger);
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
        Stage stage(m_ledger);
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
