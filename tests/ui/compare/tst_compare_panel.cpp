// SPDX-License-Identifier: GPL-3.0-or-later
//
// The Compare panel through real mouse and key events, on sample answers.
#include "models/compare/readable_text.h"
#include "tests/ui/compare/compare_stage.h"
#include "tests/ui/panel_style.h"
#include "ui/compare/compare_toolbar.h"
#include "ui/compare/diff_page.h"
#include "ui/compare/error_card.h"
#include "ui/compare/history_view.h"
#include "ui/compare/model_picker.h"
#include "ui/compare/pane_header.h"
#include "ui/compare/pane_inspector.h"
#include "ui/compare/pane_view.h"
#include "ui/compare/parameter_form.h"
#include "ui/compare/prompt_area.h"
#include "ui/compare/prompt_editor.h"
#include "ui/compare/run_history_model.h"
#include "ui/compare/turn_view.h"
#include "ui/compare/variable_chip.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/diff_view.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/markdown_view.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QLineEdit>
#include <QMenu>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabBar>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QTreeView>

using namespace patchbay;
using namespace Qt::StringLiterals;

class TestComparePanel : public QObject {
    Q_OBJECT
private:
    test::PanelStyle m_style;

private Q_SLOTS:
    void typingAndCtrlEnterRuns()
    {
        Stage stage(m_style.theme());
        stage.panel->focusFirst();
        PromptEditor *editor = stage.view().prompt()->userEditor();
        QTRY_VERIFY(editor->hasFocus());
        editor->selectAll();
        QTest::keyClicks(editor, u"Say hello to {{who}}"_s);
        QCOMPARE(stage.comparison().draft().userText, u"Say hello to {{who}}"_s);
        QCOMPARE(stage.comparison().variableNames(), QStringList { u"who"_s });
        stage.key(editor, Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(!stage.comparison().isRunning()); // not without a value
        QVERIFY(stage.view().toolbar()->runButton()->toolTip().contains(u"{{who}}"_s));
        stage.comparison().setVariable(u"who"_s, u"Ada"_s);
        stage.key(editor, Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY(!stage.comparison().isRunning() && stage.comparison().lastTurn(0) != nullptr);
        QCOMPARE(editor->toPlainText(), u"Say hello to {{who}}"_s);
        QTRY_COMPARE(stage.pane(0).turnViews().size(), 1);
        QTRY_VERIFY(stage.pane(0).turnViews().first()->answer()->markdown().contains(u"Payroll"_s));
        QCOMPARE(stage.comparison().state(3), PaneState::Failed);
        QVERIFY(stage.pane(3).turnViews().first()->errorCard() != nullptr);
        QVERIFY(stage.comparison().failedCount() == 1);
    }

    void escapeStopsWhatStreams()
    {
        Stage stage(m_style.theme());
        stage.world->setStreaming(true);
        stage.panel->focusFirst();
        stage.key(stage.view().prompt()->userEditor(), Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE(stage.comparison().state(0), PaneState::Streaming);
        QVERIFY(stage.view().toolbar()->stopButton()->isVisible());
        QVERIFY(!stage.view().toolbar()->runButton()->isEnabled());
        QVERIFY(!stage.panel->queue().isEmpty());
        QVERIFY(stage.panel->tokensPerSecond() > 0);
        stage.key(stage.view().prompt()->userEditor(), Qt::Key_Escape);
        QTRY_VERIFY(!stage.comparison().isRunning());
        QCOMPARE(stage.comparison().state(0), PaneState::Stopped);
        QVERIFY(!stage.comparison().lastTurn(0)->text.isEmpty());
        QVERIFY(stage.panel->queue().isEmpty());
    }

    void panesComeAndGoAndComeBack()
    {
        Stage stage(m_style.theme());
        QTest::mouseClick(stage.view().toolbar()->addButton(), Qt::LeftButton);
        QCOMPARE(stage.comparison().paneCount(), 5);
        QCOMPARE(stage.view().grid()->selected(), 4);
        stage.key(&stage.pane(4), Qt::Key_W, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_COMPARE(stage.comparison().paneCount(), 4);
        stage.pane(0).focusAnswer();
        stage.key(stage.pane(0).focusWidget() ? stage.pane(0).focusWidget() : &stage.pane(0), Qt::Key_Z,
                  Qt::ControlModifier);
        QTRY_COMPARE(stage.comparison().paneCount(), 5);
    }

    void panesAreNeverTooNarrow()
    {
        Stage stage(m_style.theme());
        for (int count = 4; count < 8; ++count) {
            stage.view().addPane();
        }
        for (const int width : { 1100, 800, 560, 320 }) {
            stage.window.resize(width, 780);
            QTest::qWait(30);
            for (int index = 0; index < 8; ++index) {
                QVERIFY2(stage.pane(index).width() >= 260 || stage.view().grid()->columns() == 1,
                         qPrintable(QString::number(stage.pane(index).width())));
            }
        }
    }

    void parametersFollowSync()
    {
        Stage stage(m_style.theme());
        auto *inspector = stage.panel->inspector()->findChild<PaneInspector *>();
        QLineEdit *temperature = inspector->parameterForm()->temperatureField();
        temperature->setFocus();
        temperature->selectAll();
        QTest::keyClicks(temperature, u"0.7"_s);
        // As it is typed: nothing that is seen may be left out of the next run.
        QCOMPARE(*stage.comparison().pane(3).parameters.temperature, 0.7);
        QTest::mouseClick(stage.view().toolbar()->syncButton(), Qt::LeftButton);
        QVERIFY(!stage.comparison().draft().syncParameters);
        temperature->selectAll();
        QTest::keyClicks(temperature, u"0.1"_s);
        stage.key(temperature, Qt::Key_Return);
        QCOMPARE(*stage.comparison().pane(0).parameters.temperature, 0.1);
        QCOMPARE(*stage.comparison().pane(3).parameters.temperature, 0.7);
    }

    void aModelCanBeTyped()
    {
        Stage stage(m_style.theme());
        auto *inspector = stage.panel->inspector()->findChild<PaneInspector *>();
        inspector->focusModel();
        QLineEdit *field = inspector->modelPicker()->lineEdit();
        QTest::keyClicks(field, u"acme/unknown-model"_s);
        stage.key(field, Qt::Key_Return);
        QCOMPARE(stage.comparison().pane(0).model, u"acme/unknown-model"_s);
    }

    void ctrlDShowsTheDiff()
    {
        Stage stage(m_style.theme());
        QVERIFY(!stage.registry.trigger(u"compare.diff"_s).isEmpty());
        stage.comparison().run();
        QTRY_VERIFY(!stage.comparison().isRunning());
        stage.pane(0).focusAnswer();
        stage.key(&stage.window, Qt::Key_D, Qt::ControlModifier);
        QTRY_VERIFY(stage.view().isDiff());
        DiffPage *page = stage.view().diff();
        QCOMPARE(page->baselineName(), u"claude-sonnet-4-5"_s);
        QVERIFY(page->baselinePicker()->currentData() != page->candidatePicker()->currentData());
        const QString left = readableText(stage.comparison().lastTurn(0)->text).text;
        const QString right = readableText(stage.comparison().lastTurn(1)->text).text;
        QVERIFY(left != right);
        QCOMPARE(page->difference().leftText, left);
        QCOMPARE(page->difference().rightText, right);
        QVERIFY(page->difference().rows == compareTexts(left, right).rows); // word by word
        QVERIFY(page->difference().wordsKept > 0 && page->difference().wordsAdded > 0);
        QVERIFY(page->view()->changeCount() > 0);
        stage.key(&stage.window, Qt::Key_D, Qt::ControlModifier);
        QTRY_VERIFY(!stage.view().isDiff());
    }

    void theMenuOfAPaneRunsAndStopsIt()
    {
        Stage stage(m_style.theme());
        stage.world->setStreaming(true);
        QMenu *menu = stage.pane(0).findChild<PaneHeader *>()->menu();
        const auto choose = [&stage, menu](const QString &text) {
            menu->popup(stage.window.mapToGlobal(QPoint(50, 50)));
            const QList<QAction *> actions = menu->actions();
            const auto found = std::ranges::find(actions, text, &QAction::text);
            const bool offered = found != actions.end() && (*found)->isEnabled();
            if (offered) {
                (*found)->trigger();
            }
            menu->close();
            return offered;
        };
        QVERIFY(choose(u"Run this pane"_s));
        QTRY_COMPARE(stage.comparison().state(0), PaneState::Streaming);
        QCOMPARE(stage.comparison().state(1), PaneState::Ready);
        QVERIFY(!choose(u"Run this pane"_s));
        QVERIFY(choose(u"Stop"_s));
        QTRY_COMPARE(stage.comparison().state(0), PaneState::Stopped);
        QVERIFY(!choose(u"Stop"_s));
    }

    void aPaneGoesOnTalking()
    {
        Stage stage(m_style.theme());
        stage.comparison().run();
        QVERIFY(!stage.pane(2).followUp()->isVisible());
        QTRY_VERIFY(stage.pane(2).followUp()->isVisible());
        QTest::mouseClick(stage.pane(2).followUp(), Qt::LeftButton);
        QTest::keyClicks(stage.pane(2).followUp(), u"And in French?"_s);
        QCOMPARE(stage.comparison().pane(2).followUpText, u"And in French?"_s);
        stage.key(stage.pane(2).followUp(), Qt::Key_Return);
        QTRY_COMPARE(stage.comparison().turns(2).size(), 2);
        QTRY_COMPARE(stage.comparison().state(2), PaneState::Done);
        QCOMPARE(stage.comparison().turns(2).last().userText, u"And in French?"_s);
        QVERIFY(stage.comparison().pane(2).followUpText.isEmpty());
        QTRY_VERIFY(stage.pane(2).followUp()->isVisible());
        QVERIFY(stage.pane(2).followUp()->text().isEmpty());
        QTRY_COMPARE(stage.pane(2).turnViews().size(), 2);
        QCOMPARE(stage.view().grid()->selected(), 2);
    }

    void altNumbersGoToPanes()
    {
        Stage stage(m_style.theme());
        stage.panel->focusFirst();
        stage.key(&stage.window, Qt::Key_3, Qt::AltModifier);
        QTRY_COMPARE(stage.view().grid()->selected(), 2);
        QVERIFY(stage.pane(2).isAncestorOf(QApplication::focusWidget()));
    }

    void aFailedPaneIsRetried()
    {
        Stage stage(m_style.theme());
        stage.comparison().run();
        QTRY_COMPARE(stage.comparison().state(3), PaneState::Failed);
        QTRY_VERIFY(!stage.pane(3).turnViews().isEmpty());
        ErrorCard *card = stage.pane(3).turnViews().first()->errorCard();
        QVERIFY(card != nullptr);
        QTRY_VERIFY(card->retryLater()->isVisible());
        QTest::mouseClick(card->retryLater(), Qt::LeftButton);
        QVERIFY(stage.comparison().retryDue(3) > 10'000);
        QTest::mouseClick(card->retryLater(), Qt::LeftButton);
        QCOMPARE(stage.comparison().retryDue(3), -1);
        const QSignalSpy finished(&stage.comparison(), &Comparison::turnFinished);
        QTest::mouseClick(card->retryNow(), Qt::LeftButton);
        QTRY_COMPARE(finished.size(), 1);
    }

    void picturesArePastedAndFilesDropped()
    {
        Stage stage(m_style.theme());
        PromptEditor *editor = stage.view().prompt()->userEditor();
        const qsizetype before = stage.comparison().draft().attachments.size();
        QImage image(8, 8, QImage::Format_ARGB32);
        image.fill(Qt::red);
        QApplication::clipboard()->setImage(image);
        stage.panel->focusFirst();
        QTest::keyClick(editor, Qt::Key_V, Qt::ControlModifier);
        QTRY_COMPARE(stage.comparison().draft().attachments.size(), before + 1);
        QCOMPARE(stage.comparison().draft().attachments.last().mediaType, u"image/png"_s);
        QVERIFY(stage.comparison().draft().attachments.last().data.startsWith("\x89PNG"));
        const QTemporaryDir folder;
        QFile file(folder.filePath(u"notes.txt"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("words");
        file.close();
        QMimeData dropped;
        dropped.setUrls({ QUrl::fromLocalFile(file.fileName()) });
        QDragEnterEvent enter(QPoint(5, 5), Qt::CopyAction, &dropped, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(editor->viewport(), &enter);
        QDropEvent drop(QPointF(5, 5), Qt::CopyAction, &dropped, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(editor->viewport(), &drop);
        QTRY_COMPARE(stage.comparison().draft().attachments.size(), before + 2);
        QCOMPARE(stage.comparison().draft().attachments.last().data, "words");
    }

    void variablesAreEditedInTheirChips()
    {
        Stage stage(m_style.theme());
        auto *chip = stage.view().prompt()->findChild<VariableChip *>();
        QVERIFY(chip != nullptr);
        chip->edit();
        auto *field = chip->findChild<QLineEdit *>();
        field->selectAll();
        QTest::keyClicks(field, u"new value"_s);
        stage.key(field, Qt::Key_Return);
        QCOMPARE(stage.comparison().variable(chip->name()), u"new value"_s);
        chip->edit();
        QTest::keyClicks(field, u"dropped"_s);
        stage.key(field, Qt::Key_Escape);
        QCOMPARE(stage.comparison().variable(chip->name()), u"new value"_s);
    }

    void runsAreExported()
    {
        Stage stage(m_style.theme());
        QVERIFY(!stage.registry.trigger(u"compare.exportJson"_s).isEmpty());
        stage.comparison().run();
        QTRY_VERIFY(!stage.comparison().isRunning());
        const QTemporaryDir folder;
        for (const QString &suffix : { u"md"_s, u"json"_s, u"html"_s }) {
            const QString name = folder.filePath(u"run."_s + suffix);
            QCOMPARE(stage.panel->exportTo(name), QString());
            QFile file(name);
            QVERIFY(file.open(QIODevice::ReadOnly));
            QVERIFY(file.readAll().contains("claude-sonnet-4-5"));
        }
        QVERIFY(stage.panel->exportTo(folder.filePath(u"no/such/folder/run.md"_s)).contains(u"could not be written"_s));
    }

    void theHistoryOpensRenamesDeletesAndRestores()
    {
        Stage stage(m_style.theme());
        stage.world->fillHistory();
        stage.panel->focusFirst();
        stage.key(&stage.window, Qt::Key_H, Qt::ControlModifier);
        QTRY_VERIFY(stage.panel->isHistoryShown());
        HistoryView *history = stage.panel->history();
        const QAbstractItemModelTester tester(history->list()->model());
        const int all = history->list()->model()->rowCount();
        QVERIFY(all >= 5);
        QTest::keyClicks(history->search(), u"Invoice"_s);
        QTRY_COMPARE(history->list()->model()->rowCount(), 1);
        history->search()->clear();
        QTRY_COMPARE(history->list()->model()->rowCount(), all);
        history->list()->setFocus();
        history->list()->setCurrentIndex(history->list()->model()->index(0, RunHistoryModel::Title));
        stage.key(history->list(), Qt::Key_Delete);
        QTRY_COMPARE(history->list()->model()->rowCount(), all - 1);
        QTest::mouseClick(history->undoButton(), Qt::LeftButton);
        QTRY_COMPARE(history->list()->model()->rowCount(), all);
        const QModelIndex title = history->list()->model()->index(1, RunHistoryModel::Title);
        QVERIFY(history->list()->model()->setData(title, u"Another name"_s));
        history->list()->setCurrentIndex(history->list()->model()->index(0, RunHistoryModel::Title));
        const int tabs = stage.world->comparisons().count();
        stage.key(history->list(), Qt::Key_Return);
        QTRY_COMPARE(stage.world->comparisons().count(), tabs + 1);
        QVERIFY(!stage.panel->isHistoryShown());
    }

    void ctrlZInTheHistoryBringsTheRunBack()
    {
        Stage stage(m_style.theme());
        stage.comparison().removePane(3);
        stage.world->fillHistory();
        stage.panel->showHistory(true);
        HistoryView *history = stage.panel->history();
        const int all = history->list()->model()->rowCount();
        history->list()->setFocus();
        QCOMPARE(stage.registry.trigger(u"compare.undo"_s), u"No run was deleted"_s);
        stage.key(history->list(), Qt::Key_Delete);
        QTRY_COMPARE(history->list()->model()->rowCount(), all - 1);
        stage.key(history->list(), Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE(history->list()->model()->rowCount(), all);
        // The pane is what comes back where panes are seen.
        QCOMPARE(stage.comparison().paneCount(), 3);
        stage.panel->showHistory(false);
        stage.pane(0).focusAnswer();
        stage.key(QApplication::focusWidget(), Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE(stage.comparison().paneCount(), 4);
    }

    void tabsCloseAndComeBack()
    {
        Stage stage(m_style.theme());
        stage.panel->newTab();
        QCOMPARE(stage.panel->tabTitles().size(), 2);
        QCOMPARE(stage.panel->currentTab(), 1);
        stage.panel->closeTab(1);
        QCOMPARE(stage.panel->tabTitles().size(), 1);
        QVERIFY(stage.registry.trigger(u"compare.reopenTab"_s).isEmpty());
        QCOMPARE(stage.panel->tabTitles().size(), 2);
        stage.panel->renameTab(1, u"Renamed"_s);
        QCOMPARE(stage.panel->tabTitles().last(), u"Renamed"_s);
    }

    void theFirstRunIsOneButton()
    {
        Stage stage(m_style.theme());
        stage.panel->beginFirstRun();
        QVERIFY(stage.view().isFirstRun());
        QTRY_VERIFY(stage.view().firstRunCard()->isVisible());
        QTest::mouseClick(stage.view().firstRunCard()->button(), Qt::LeftButton);
        QTRY_VERIFY(!stage.view().isFirstRun());
        QTRY_COMPARE(stage.comparison().state(0), PaneState::Done);
    }

    void thePaletteFindsRunsAndModels()
    {
        Stage stage(m_style.theme());
        stage.world->fillHistory();
        const QList<PaletteEntry> found = stage.panel->find(u"Invoice"_s);
        QCOMPARE(found.size(), 1);
        QVERIFY(!stage.panel->find(u"gpt-4o"_s).isEmpty());
        QVERIFY(stage.panel->find({}).isEmpty());
        const int before = stage.comparison().paneCount();
        stage.panel->find(u"gpt-4o"_s).last().run();
        QCOMPARE(stage.comparison().paneCount(), before + 1);
    }

    void everythingHasAName()
    {
        Stage stage(m_style.theme());
        for (const QToolButton *button : stage.panel->findChildren<QToolButton *>()) {
            const bool named =
                !button->accessibleName().isEmpty() || !button->text().isEmpty() || !button->toolTip().isEmpty();
            QVERIFY2(named || !button->isVisible(), button->metaObject()->className());
        }
        for (const QLineEdit *field : stage.panel->findChildren<QLineEdit *>()) {
            QVERIFY2(!field->accessibleName().isEmpty() || !field->placeholderText().isEmpty(),
                     qPrintable(field->text()));
        }
    }
};

QTEST_MAIN(TestComparePanel)
#include "tst_compare_panel.moc"
