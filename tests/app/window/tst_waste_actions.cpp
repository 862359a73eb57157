// SPDX-License-Identifier: GPL-3.0-or-later
//
// From a row that was wasted to a comparison and to a draft of the routing: through the window as it is composed.
#include "app/window/composition.h"
#include "app/window/waste_actions.h"
#include "models/bay/config_tabs.h"
#include "models/compare/comparison.h"
#include "models/compare/comparison_set.h"
#include "models/ledger/sql_ledger.h"
#include "models/runs/run_store.h"
#include "models/spend/spend_rows_model.h"
#include "models/storage/data_directory.h"
#include "providers/gateway/body_store.h"
#include "ui/routing/routing_panel.h"
#include "ui/shell/main_window.h"
#include "ui/shell/panel.h"
#include "ui/spend/rows_view.h"
#include "ui/spend/spend_panel.h"
#include "ui/spend/waste_page.h"
#include "ui/spend/waste_row.h"

#include <QApplication>
#include <QFile>
#include <QLabel>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeView>

using namespace patchbay;
using namespace Qt::StringLiterals;

namespace {

// The application's style draws with the composition's theme.
struct Closing {
    void operator()(Composition *composition) const
    {
        qApp->setStyle(u"fusion"_s);
        delete composition;
    }
};

const QByteArray written = "model_list:\n"
                          "  - {model_name: chat, litellm_params: {model: openai/gpt-4o}}\n"
                          "  - {model_name: small, litellm_params: {model: openai/gpt-4o-mini}}\n";

// Short questions: the dear model's cost fifty times the small one's.
void fill(const QString &directory, const QString &run)
{
    const SystemClock clock;
    const auto ledger = SqlLedger::open(DataDirectory::ledgerFileIn(directory), clock).value();
    for (int number = 0; number < 60; ++number) {
        AttemptDraft draft;
        draft.attemptId = "a" + std::to_string(number);
        draft.requestId = "r" + std::to_string(number);
        draft.provider = "openai";
        draft.model = number % 2 == 0 ? "gpt-4o" : "gpt-4o-mini";
        draft.group = number % 2 == 0 ? "chat" : "small";
        draft.parent = number == 58 ? run.toStdString() : draft.requestId; // the newest dear one
        draft.start = clock.now() - std::chrono::seconds(120 - number);
        AttemptOutcome outcome;
        outcome.end = draft.start;
        outcome.usage.promptTokens = 50;
        outcome.usage.completionTokens = 20;
        outcome.amount = { Money { number % 2 == 0 ? 50'000'000 : 1'000'000 }, Basis::Computed, {} };
        QVERIFY(ledger->reserve(draft));
        ledger->settle(draft.attemptId, outcome);
    }
    QVERIFY(ledger->flush());
}

} // namespace

class TestWasteActions : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aWastedRowIsAskedAgainAndRoutedElsewhere()
    {
        const QTemporaryDir folder;
        QString run;
        {
            const auto runs = RunStore::open(folder.filePath(u"runs.db"_s)).value();
            RunRecord record;
            record.title = u"Triage"_s;
            record.systemText = u"Be brief."_s;
            record.userText = u"Which team?"_s;
            TurnRecord turn;
            turn.userText = record.userText;
            PaneRecord pane;
            pane.model = u"openai/gpt-4o"_s;
            pane.turns = { turn };
            record.panes = { pane };
            run = runs->save(record).value();
        }
        fill(folder.path(), run);
        QFile file(folder.filePath(u"config.yaml"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(written);
        file.close();
        WindowOptions options;
        options.config = file.fileName();
        options.dataDirectory = folder.path();
        auto made = Composition::make(options);
        QVERIFY2(made, made ? "" : made.error().message.c_str());
        const std::unique_ptr<Composition, Closing> composition(made->release());
        MainWindow &window = composition->window();
        window.show();
        window.showPanel(u"spend"_s);
        auto *panel = window.findChild<SpendPanel *>();
        panel->showPage(SpendPage::Waste);
        QTRY_VERIFY_WITH_TIMEOUT(panel->waste() && !panel->waste()->isReading() && panel->waste()->kinds().size() == 1, 20'000);
        QCOMPARE(panel->waste()->kinds().first()->waste().trait, SpendTrait::Short);
        auto *replay = window.findChild<QPushButton *>(u"wasteReplay"_s);
        QTRY_VERIFY_WITH_TIMEOUT(replay->isEnabled(), 20'000);
        QCOMPARE(replay->text(), u"Replay on gpt-4o-mini"_s);
        // The newest row belongs to the run, whose prompt the history has.
        const int before = composition->comparisons().count();
        QTest::mouseClick(replay, Qt::LeftButton);
        QCOMPARE(composition->comparisons().count(), before + 1);
        const RunRecord draft = composition->comparisons().at(composition->comparisons().current()).draft();
        QCOMPARE(draft.userText, u"Which team?"_s);
        QCOMPARE(draft.systemText, u"Be brief."_s);
        QCOMPARE(draft.panes.size(), 2);
        QCOMPARE(draft.panes[0].model, u"openai/gpt-4o"_s);
        QCOMPARE(draft.panes[1].model, u"openai/gpt-4o-mini"_s);
        QCOMPARE(window.currentPanel()->id(), u"compare"_s);
        // Another row has no text anywhere: that is said, nothing is opened.
        window.showPanel(u"spend"_s);
        auto *rows = panel->waste()->rows();
        rows->table()->setCurrentIndex(rows->model()->index(3, 0));
        QTest::mouseClick(replay, Qt::LeftButton);
        auto *outcome = window.findChild<QLabel *>(u"wasteOutcome"_s);
        QTRY_VERIFY2(outcome->text().contains(u"No text of this call is kept"_s), qPrintable(outcome->text()));
        QCOMPARE(composition->comparisons().count(), before + 1);
        // The change of the routing is a draft: unsaved, one step back.
        QTest::mouseClick(window.findChild<QPushButton *>(u"wasteDraft"_s), Qt::LeftButton);
        QCOMPARE(window.currentPanel()->id(), u"routing"_s);
        auto *routing = window.findChild<RoutingPanel *>();
        QVERIFY(routing->tabModified(routing->currentTab()));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), written);
    }

    void aStoredBodyBecomesAComparison()
    {
        gateway::StoredBody body;
        body.request = R"JSON({"model":"chat","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":[{"type":"text","text":"Hi"}]}]})JSON";
        const auto plain = replayOf(body, { u"a/x"_s, u"a/y"_s });
        QVERIFY(plain);
        QCOMPARE(plain->record.systemText, u"Be brief."_s);
        QCOMPARE(plain->record.userText, u"Hi"_s);
        QCOMPARE(plain->record.panes.size(), 2);
        QVERIFY(plain->words.isEmpty());
        body.request = R"JSON({"messages":[{"role":"user","content":"One"},{"role":"assistant","content":"Two"},{"role":"user","content":"Three"}]})JSON";
        const auto talk = replayOf(body, { u"a/x"_s });
        QVERIFY(talk && talk->record.userText.contains(u"assistant: Two"_s) && !talk->words.isEmpty());
        body.request = R"JSON({"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"x"}}]}]})JSON";
        QVERIFY(!replayOf(body, { u"a/x"_s }));
        body.requestCut = true;
        QVERIFY(replayOf(body, { u"a/x"_s }).error().contains(u"beginning"_s));
    }
};

QTEST_MAIN(TestWasteActions)
#include "tst_waste_actions.moc"
